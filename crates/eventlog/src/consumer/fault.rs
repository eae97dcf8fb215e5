use crate::quarantine::Rejection;

/// What ended a transaction.
#[derive(Debug, thiserror::Error)]
pub(super) enum Stop {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error("code of the consumer panicked")]
    Panic,
}

/// What the end of a transaction says about its cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The connection is gone.
    Connection,
    /// Another transaction was in the way.
    Contention,
    /// An event that the database refuses, or on which the projection panics.
    Data,
    /// The database is out of order.
    Outage,
}

impl Fault {
    pub(super) fn of(stop: &Stop) -> Self {
        let Stop::Database(error) = stop else {
            return Self::Data;
        };
        let Some(database) = error.as_database_error() else {
            return match error {
                sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => {
                    Self::Connection
                }
                _ => Self::Outage,
            };
        };
        let code = database.code().unwrap_or_default();
        match &*code {
            "40001" | "40P01" => Self::Contention,
            "57P01" | "57P02" | "57P03" | "25P03" | "25P04" | "57P05" => Self::Connection,
            code if code.starts_with("08") => Self::Connection,
            code if code.starts_with("22") || code.starts_with("23") => Self::Data,
            _ => Self::Outage,
        }
    }
}

/// The rejection of an event that is at fault. The message of a database error or of a panic may quote values; a code and a
/// constraint do not.
pub(super) fn refused(sequence: i64, stop: &Stop) -> Rejection {
    let Stop::Database(error) = stop else {
        return Rejection {
            sequence,
            reason: "PANICKED",
            detail: "the projection panicked on it; the log of that instant has the place"
                .to_owned(),
        };
    };
    let detail = error.as_database_error().map_or_else(String::new, |error| {
        let constraint = error.constraint().unwrap_or_default();
        format!("SQLSTATE {} {constraint}", error.code().unwrap_or_default())
    });
    Rejection {
        sequence,
        reason: "REFUSED_BY_DATABASE",
        detail: detail.trim_end().to_owned(),
    }
}
