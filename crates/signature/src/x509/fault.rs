use const_oid::ObjectIdentifier;
use thiserror::Error;

use crate::{Code, asn1::Asn1Fault};

/// Why a certificate, or a part that other structures share with certificates, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum X509Fault {
    #[error("{part}: {fault}")]
    Malformed {
        part: &'static str,
        fault: Asn1Fault,
    },
    #[error("version {0} is not known")]
    Version(u64),
    #[error("extensions in a certificate that is not of version 3")]
    ExtensionsWithoutVersion,
    #[error("the signature algorithms inside and outside of the signed part differ")]
    AlgorithmMismatch,
    #[error("extension {0} occurs twice")]
    DuplicateExtension(ObjectIdentifier),
    #[error("{0} is empty")]
    Empty(&'static str),
    #[error("more than {0} octets")]
    TooLarge(usize),
    #[error("malformed PEM")]
    Pem,
}

/// Items of a list in a certificate: names, attributes, purposes. More do not occur and only cost memory.
pub(super) const MAX_ITEMS: usize = 200;

/// Names the part that a fault is in.
pub(crate) trait In<T> {
    fn inside(self, part: &'static str) -> Result<T, X509Fault>;
}

impl<T> In<T> for Result<T, Asn1Fault> {
    fn inside(self, part: &'static str) -> Result<T, X509Fault> {
        self.map_err(|fault| X509Fault::Malformed { part, fault })
    }
}

/// What speaks against a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PathFault {
    /// Index in the path, 0 for the leaf.
    pub(crate) certificate: usize,
    pub(crate) code: Code,
    pub(crate) detail: String,
}
