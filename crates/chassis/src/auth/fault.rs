use std::path::PathBuf;

use http::HeaderValue;

use crate::error::{Describe, ErrorKind, Title};

/// Why a request has no caller.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthFault {
    /// There is no bearer token.
    #[error("no bearer token")]
    Missing,
    /// The token is not one of the issuer for this audience; the text says why, to the log only.
    #[error("token refused: {0}")]
    Refused(&'static str),
    /// The token was good.
    #[error("token has expired")]
    Expired,
    /// The token will be good.
    #[error("token is not valid yet")]
    NotYetValid,
}

impl Describe for AuthFault {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Unauthenticated
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::Missing => TOKEN_MISSING,
            Self::Refused(_) => "TOKEN_INVALID",
            Self::Expired => "TOKEN_EXPIRED",
            Self::NotYetValid => "TOKEN_NOT_YET_VALID",
        }
    }

    fn title(&self) -> Title {
        match self {
            Self::Missing => Title::new("A bearer token is required", "Thiếu mã truy cập"),
            Self::Refused(_) => Title::new("The token is not valid", "Mã truy cập không hợp lệ"),
            Self::Expired => Title::new("The token has expired", "Mã truy cập đã hết hạn"),
            Self::NotYetValid => {
                Title::new("The token is not valid yet", "Mã truy cập chưa có hiệu lực")
            }
        }
    }
}

const TOKEN_MISSING: &str = "TOKEN_MISSING";

/// `WWW-Authenticate` for a reason (RFC 6750, 3.1: no error code for a request without a token).
pub(crate) fn challenge(reason: &str) -> HeaderValue {
    HeaderValue::from_static(if reason == TOKEN_MISSING {
        r#"Bearer realm="chiso""#
    } else {
        r#"Bearer realm="chiso", error="invalid_token""#
    })
}

/// Why the keys of the issuer are not there.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    /// The library for signatures does not work as it should.
    #[error("signature self-check failed")]
    SelfCheck,
    /// The file cannot be read.
    #[error("key file {path} cannot be read")]
    File {
        /// The path.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The URL does not answer.
    #[error("keys cannot be fetched")]
    Fetch(#[from] reqwest::Error),
    /// The answer is far larger than a key set.
    #[error("key set is too large")]
    TooLarge,
    /// The set is not a JWK set.
    #[error("not a JWK set")]
    Malformed(#[from] serde_json::Error),
    /// The set has no key that may sign tokens.
    #[error("key set has no usable key")]
    NoKeys,
}
