use serde::Serialize;

use super::SubIndication;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It decided against the signature, or would have.
    Fault,
    /// It decided nothing, but somebody should look.
    Warning,
    /// Worth knowing.
    Note,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident => $severity:ident $sub:expr;)+) => {
        /// Stable codes of findings.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// How much it weighs.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }

            /// What it does to the signature that it was found in; nothing if it decides nothing.
            pub const fn sub_indication(self) -> Option<SubIndication> {
                use SubIndication::*;
                match self { $(Self::$name => $sub,)+ }
            }
        }
    };
}

codes! {
    /// The file is empty.
    Empty => Fault Some(Generic);
    /// Neither PDF nor CMS.
    UnknownFormat => Fault Some(Generic);
    /// The structure of the PDF file cannot be read.
    PdfUnreadable => Fault Some(Generic);
    /// Reading it would take more memory, time or depth than is allowed.
    LimitExceeded => Fault Some(Generic);
    /// The PDF file is encrypted.
    Encrypted => Fault Some(Generic);
    /// A form of signature that is not supported (XAdES, unknown SubFilter).
    UnsupportedSignature => Fault Some(Generic);
    /// The file has no signature.
    Unsigned => Note None;
    /// A signature field that nobody has signed.
    EmptyField => Note None;

    /// The dictionary of the signature lacks an entry or has a wrong one.
    SignatureDictionary => Fault Some(FormatFailure);
    /// ByteRange does not cover exactly everything but the signature's own Contents up to the end of its revision.
    ByteRange => Fault Some(FormatFailure);
    /// Contents is not the string between the two ranges, or holds more than the signature and zeros.
    Contents => Fault Some(FormatFailure);
    /// The cross-references are built in a way that different readers may understand differently.
    AmbiguousStructure => Fault Some(FormatFailure);
    /// A later revision changes what the signature does not permit.
    ForbiddenChange => Fault Some(FormatFailure);
    /// Whether later changes are permitted cannot be decided.
    UndecidedChange => Fault Some(Generic);

    /// The CMS cannot be read or breaks the rules of its profile.
    CmsFormat => Fault Some(FormatFailure);
    /// More than one signer in one PDF signature, or none.
    SignerCount => Fault Some(FormatFailure);
    /// The content of a detached signature was not given.
    ContentMissing => Fault Some(SignedDataNotFound);
    /// The content has the form of signed attributes: a signature over attributes may be passed off as one over them.
    AttributesAsContent => Fault Some(SigConstraintsFailure);
    /// The message digest is not that of the content.
    MessageDigest => Fault Some(HashFailure);
    /// The attribute content-type is missing or wrong.
    ContentType => Fault Some(FormatFailure);
    /// The signature value does not verify with the key of the signer.
    SignatureValue => Fault Some(SigCryptoFailure);
    /// The signer's certificate is not in the file nor given.
    SignerCertificateMissing => Fault Some(NoSigningCertificateFound);
    /// The attribute signing-certificate is missing where the profile requires it.
    SigningCertificateAttribute => Fault Some(SigConstraintsFailure);
    /// The attribute signing-certificate names another certificate.
    SigningCertificateMismatch => Fault Some(NoSigningCertificateFound);
    /// Algorithms that the verifier does not know.
    UnknownAlgorithm => Fault Some(CryptoConstraintsFailureNoPoe);
    /// An algorithm or key that the policy does not accept at the proven time.
    WeakAlgorithm => Fault Some(CryptoConstraintsFailureNoPoe);

    /// A certificate cannot be read.
    CertificateUnreadable => Fault Some(CertificateChainGeneralFailure);
    /// No path to a trust anchor.
    NoPath => Fault Some(NoCertificateChainFound);
    /// Basic constraints: a certificate that is no authority issued another, or the path is longer than allowed.
    BasicConstraints => Fault Some(ChainConstraintsFailure);
    /// Key usage or extended key usage does not allow this.
    KeyUsage => Fault Some(ChainConstraintsFailure);
    /// A name is outside of the name constraints of an authority.
    NameConstraints => Fault Some(ChainConstraintsFailure);
    /// A critical extension that the verifier does not know.
    CriticalExtension => Fault Some(ChainConstraintsFailure);
    /// A certificate had expired at the proven time.
    CertificateExpired => Fault Some(OutOfBoundsNoPoe);
    /// A certificate was not valid yet at the proven time.
    CertificateNotYetValid => Fault Some(OutOfBoundsNoPoe);
    /// The signature existed, proven by a time stamp, before its certificate was valid.
    SignedBeforeValidity => Fault Some(NotYetValid);

    /// Revocation data for a certificate is missing.
    RevocationMissing => Fault Some(TryLater);
    /// Revocation data is older than it must be.
    RevocationStale => Fault Some(TryLater);
    /// A certificate is on hold.
    CertificateOnHold => Fault Some(TryLater);
    /// The signer's certificate is revoked, and the signature is not proven to be older.
    SignerRevoked => Fault Some(RevokedNoPoe);
    /// An authority is revoked, and the signature is not proven to be older.
    AuthorityRevoked => Fault Some(RevokedCaNoPoe);
    /// Revoked since, but proven to have signed before.
    RevokedLater => Note None;
    /// Expired since, but proven to have signed before.
    ExpiredLater => Note None;

    /// A time stamp's imprint is not that of what it stamps.
    TimeStampImprint => Fault Some(HashFailure);
    /// The time stamp token cannot be read or breaks RFC 3161.
    TimeStampFormat => Fault Some(FormatFailure);
    /// Time stamps contradict each other or the validation time.
    TimeStampOrder => Fault Some(TimestampOrderFailure);
    /// A time stamp does not count; its own findings say why.
    TimeStampWorthless => Warning None;
    /// The certificate is qualified or named for another purpose, or tells nothing about the holder.
    RoleUnknown => Note None;
    /// The claimed signing time lies after the proven time.
    ClaimedTimeImplausible => Warning None;
    /// The signature uses a legacy profile (adbe.pkcs7.detached) without a signing-certificate attribute.
    LegacyProfile => Note None;
}
