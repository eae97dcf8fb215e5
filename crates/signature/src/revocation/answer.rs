use chrono::{DateTime, Utc};

use crate::{
    crypto::{Digest, SignatureAlgorithm},
    x509::Certificate,
};

use super::Revoked;

/// What a CRL or an OCSP answer says about one certificate.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) kind: AnswerKind,
    pub(crate) origin: Origin,
    /// SHA-256 of the CRL or of the `BasicOCSPResponse`.
    pub(crate) fingerprint: Digest,
    pub(crate) status: CertificateStatus,
    pub(crate) this_update: DateTime<Utc>,
    pub(crate) next_update: Option<DateTime<Utc>>,
    /// When an OCSP answer was made; the moment at which its signer must have been good.
    pub(crate) produced_at: Option<DateTime<Utc>>,
    /// Since when the status of expired certificates is kept (`ExpiredCertsOnCRL`, `archive-cutoff`); nothing if it may be lost.
    pub(crate) keeps_expired_since: Option<DateTime<Utc>>,
    pub(crate) signer: AnswerSigner,
    /// For the policy on algorithms; nothing if it is not known, and then the answer is not usable.
    pub(crate) algorithm: Option<SignatureAlgorithm>,
    /// Why it must not be used, if so. Times, policy and the responder's own revocation are not looked at here.
    pub(crate) unusable: Option<Unusable>,
}

/// The kind of what answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum AnswerKind {
    Crl,
    Ocsp,
}

/// Where material comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// Given with the trust anchors.
    Given,
    /// Found in the document.
    Document,
}

/// Status of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CertificateStatus {
    Good,
    Revoked(Revoked),
    Unknown,
}

/// Whose signature an answer has.
#[derive(Clone, Debug)]
pub(crate) enum AnswerSigner {
    /// The issuer of the certificate.
    Issuer(Certificate),
    /// A responder with a certificate that the issuer issued for this. Whether it is valid and revoked is still to be checked,
    /// unless `id-pkix-ocsp-nocheck` is in it: see [`crate::x509::Extensions`].
    Responder(Certificate),
    /// None that is authorised.
    Unknown,
}

/// Why an answer must not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// It is about other certificates, or in a form that is not supported.
    Scope(String),
    /// Its signer is not authorised to answer.
    Signer(String),
    /// Its signature does not verify.
    Signature(String),
    /// The document asks for more than is allowed.
    Limit,
}

impl std::fmt::Display for Unusable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Scope(why) | Self::Signer(why) | Self::Signature(why) => f.write_str(why),
            Self::Limit => f.write_str("the document asks for more checks than are allowed"),
        }
    }
}

/// The last reason why nobody was found who may answer.
pub(super) struct Refusal(Unusable);

impl Refusal {
    pub(super) fn new(why: &str) -> Self {
        Self(Unusable::Signer(why.to_owned()))
    }

    pub(super) fn set(&mut self, why: Unusable) {
        if self.0 != Unusable::Limit {
            self.0 = why;
        }
    }
}

impl From<Refusal> for Unusable {
    fn from(refusal: Refusal) -> Self {
        refusal.0
    }
}
