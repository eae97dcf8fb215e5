use std::path::PathBuf;

use figment::error::{Error, Kind};

/// A configuration that cannot be used. It names keys and never values, which may be secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigFault {
    /// The file that `CHISO_CONFIG` names cannot be read.
    #[error("configuration file {path} cannot be read")]
    File {
        /// The path.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("configuration file is not valid: {reason}")]
    Malformed {
        /// Why.
        reason: String,
    },
    /// A key is not known.
    #[error("unknown configuration key {key}, expected one of {}", .expected.join(", "))]
    Unknown {
        /// The key, with dots.
        key: String,
        /// Keys that are known at this place.
        expected: &'static [&'static str],
    },
    /// A key is missing.
    #[error("missing configuration key {key}")]
    Missing {
        /// The key, with dots.
        key: String,
    },
    /// A key has a value that cannot be used.
    #[error("configuration key {key} is not valid, expected {expected}")]
    Invalid {
        /// The key, with dots.
        key: String,
        /// What would have been right.
        expected: String,
    },
}

impl From<Error> for ConfigFault {
    fn from(error: Error) -> Self {
        let mut path = error.path;
        let mut key_of = |name: &str| {
            if path.last().is_none_or(|last| last != name) {
                path.push(name.to_owned());
            }
            path.join(".")
        };
        match error.kind {
            Kind::UnknownField(name, expected) => Self::Unknown {
                key: key_of(&name),
                expected,
            },
            Kind::MissingField(name) => Self::Missing { key: key_of(&name) },
            Kind::InvalidType(_, expected)
            | Kind::InvalidValue(_, expected)
            | Kind::InvalidLength(_, expected) => Self::Invalid {
                key: path.join("."),
                expected,
            },
            Kind::UnknownVariant(_, expected) => Self::Invalid {
                key: path.join("."),
                expected: format!("one of {}", expected.join(", ")),
            },
            Kind::Message(reason) if path.is_empty() => Self::Malformed { reason },
            _ => Self::Invalid {
                key: path.join("."),
                expected: "a value of another form".to_owned(),
            },
        }
    }
}
