use serde::Serialize;

/// What to do with a document or signature. Ordered from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Valid.
    Accept,
    /// Valid at the moment of verification, but its time stamp proves nothing.
    AcceptAsBOnly,
    /// What is there does not suffice; more may (see the findings).
    CannotDecide,
    /// There is no signature.
    NoSignature,
    /// A form of signature or document that this verifier does not know.
    Unsupported,
    /// The document cannot be read.
    Error,
    /// Invalid.
    Reject,
}

impl Verdict {
    /// Whether the document or signature may be relied upon.
    pub const fn is_accepted(self) -> bool {
        matches!(self, Self::Accept | Self::AcceptAsBOnly)
    }
}

/// Main status of a signature, ETSI EN 319 102-1, table 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Indication {
    /// Valid.
    #[serde(rename = "TOTAL-PASSED")]
    TotalPassed,
    /// Proven invalid.
    #[serde(rename = "TOTAL-FAILED")]
    TotalFailed,
    /// Neither.
    #[serde(rename = "INDETERMINATE")]
    Indeterminate,
}

/// Why a signature did not pass, ETSI EN 319 102-1, table 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SubIndication {
    /// The form is broken, or the document was changed in a way that its signature forbids.
    FormatFailure,
    /// What is signed is not what is there.
    HashFailure,
    /// The signature value is not the signer's.
    SigCryptoFailure,
    /// Signed after the certificate was revoked, proven.
    Revoked,
    /// Signed after the certificate had expired, proven.
    Expired,
    /// Signed before the certificate was valid, proven.
    NotYetValid,
    /// An attribute that the policy asks for is missing or wrong.
    SigConstraintsFailure,
    /// A certificate of the path may not be used for this.
    ChainConstraintsFailure,
    /// The path has another fault.
    CertificateChainGeneralFailure,
    /// An algorithm or key was too weak before any proven time.
    CryptoConstraintsFailure,
    /// An algorithm or key is too weak now, and no proof is from when it was not.
    CryptoConstraintsFailureNoPoe,
    /// Time stamps contradict each other.
    TimestampOrderFailure,
    /// The signing certificate is not there or not the one that the signature names.
    NoSigningCertificateFound,
    /// No path leads to a trust anchor.
    NoCertificateChainFound,
    /// Revoked now, and no proof is from before.
    RevokedNoPoe,
    /// A certificate authority is revoked, and no proof is from before.
    RevokedCaNoPoe,
    /// Outside of the validity of the certificate, and no proof is from within.
    OutOfBoundsNoPoe,
    /// No proof of existence at a moment when the certificate was good.
    NoPoe,
    /// Revocation data is missing, too old or on hold: newer data may decide.
    TryLater,
    /// The content that the signature is about is not there.
    SignedDataNotFound,
    /// Another reason; see the findings.
    Generic,
}

impl SubIndication {
    /// The main status that it belongs to.
    pub const fn indication(self) -> Indication {
        match self {
            Self::FormatFailure
            | Self::HashFailure
            | Self::SigCryptoFailure
            | Self::Revoked
            | Self::Expired
            | Self::NotYetValid => Indication::TotalFailed,
            _ => Indication::Indeterminate,
        }
    }
}
