use tonic::{Code, Status};

/// Why the log of a source cannot be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceFault {
    /// There is no token to call it with.
    NoToken,
    /// It refuses the caller: the token is of another, not for it, or has expired.
    Refused,
    /// It does not answer, or not in time.
    Unreachable,
    /// It answers with an error.
    Failed,
}

impl SourceFault {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::NoToken,
        Self::Refused,
        Self::Unreachable,
        Self::Failed,
    ];

    /// Stable code, a label of metrics.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoToken => "no_token",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Failed => "failed",
        }
    }

    pub(crate) fn of(status: &Status) -> Self {
        let no_token =
            std::error::Error::source(status).is_some_and(<dyn std::error::Error>::is::<NoToken>);
        match status.code() {
            _ if no_token => Self::NoToken,
            Code::Unauthenticated | Code::PermissionDenied => Self::Refused,
            Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled => Self::Unreachable,
            _ => Self::Failed,
        }
    }
}

/// Why a call was not made.
#[derive(Debug, thiserror::Error)]
#[error("there is no token to read the log with")]
pub(crate) struct NoToken;

impl From<NoToken> for Status {
    fn from(cause: NoToken) -> Self {
        let mut status = Self::unauthenticated(cause.to_string());
        status.set_source(std::sync::Arc::new(cause));
        status
    }
}
