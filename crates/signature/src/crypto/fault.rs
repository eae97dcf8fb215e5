use thiserror::Error;

use crate::{Code, asn1::Asn1Fault};

/// Why a signature value does not count.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum CryptoFault {
    #[error("the digest algorithm {0} is not supported")]
    UnknownHash(String),
    #[error("the signature algorithm {0} is not supported")]
    UnknownSignatureAlgorithm(String),
    #[error("the algorithm {0} is broken and not computed")]
    Broken(&'static str),
    #[error("keys of the kind {0} are not supported")]
    UnknownKey(String),
    #[error("the parameters of an algorithm are wrong: {0}")]
    Parameters(&'static str),
    #[error("an algorithm identifier or key cannot be read: {0}")]
    Unreadable(#[from] Asn1Fault),
    #[error("the public key is invalid: {0}")]
    Key(&'static str),
    #[error("the signature algorithm uses {inside}, the signer's digest algorithm is {outside}")]
    DigestContradiction {
        inside: &'static str,
        outside: &'static str,
    },
    #[error("a {key} key cannot have made a {scheme} signature")]
    KeyMismatch {
        key: &'static str,
        scheme: &'static str,
    },
    #[error("the signature algorithm needs the message, not its digest")]
    NeedsMessage,
    #[error("the signature value does not verify with the key")]
    Wrong,
    #[error("the document asks for more signature checks than are allowed")]
    Budget,
}

impl CryptoFault {
    /// The finding that it is, when it concerns the signature of a document.
    pub(crate) const fn code(&self) -> Code {
        match self {
            Self::UnknownHash(_)
            | Self::UnknownSignatureAlgorithm(_)
            | Self::UnknownKey(_)
            | Self::Parameters(_)
            | Self::Unreadable(_)
            | Self::Key(_)
            | Self::DigestContradiction { .. }
            | Self::NeedsMessage => Code::UnknownAlgorithm,
            Self::Broken(_) => Code::WeakAlgorithm,
            Self::KeyMismatch { .. } | Self::Wrong => Code::SignatureValue,
            Self::Budget => Code::LimitExceeded,
        }
    }
}
