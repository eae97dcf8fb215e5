//! The report: what was found about a document and each signature in it.

mod code;
mod verdict;

use chrono::{DateTime, Utc};
use serde::Serialize;

pub use code::{Code, Severity};
pub use verdict::{Indication, SubIndication, Verdict};

/// What a verification found. The same document, material, policy and moment give the same report, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Version of this form; see `schema/report.json`.
    pub schema: &'static str,
    /// Name and version of the verifier.
    pub verifier: &'static str,
    /// The moment as of which was verified.
    pub validation_time: DateTime<Utc>,
    /// The document.
    pub document: DocumentSummary,
    /// The policy.
    pub policy: PolicySummary,
    /// What was trusted and known.
    pub material: MaterialSummary,
    /// The worst of the signatures that matter: time stamps of the document prove times and count only where there is nothing else.
    pub verdict: Verdict,
    /// Of the signature that decided.
    pub indication: Option<Indication>,
    /// Of the signature that decided.
    pub sub_indication: Option<SubIndication>,
    /// Faults of the document itself.
    pub findings: Vec<Finding>,
    /// In the order of the revisions that they sign.
    pub signatures: Vec<SignatureReport>,
}

/// The bytes that were verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentSummary {
    /// SHA-256, in hexadecimal digits.
    pub sha256: String,
    /// Bytes.
    pub size: usize,
    /// What it was taken for.
    pub format: DocumentFormat,
    /// SHA-256 of the content that a detached CMS signature is about, if it was given.
    pub content_sha256: Option<String>,
}

/// What a document was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentFormat {
    /// PDF, ISO 32000.
    Pdf,
    /// Cryptographic Message Syntax, RFC 5652.
    Cms,
    /// XML, whose signatures (XAdES) are not supported.
    Xml,
    /// None of these.
    Unknown,
}

/// The policy that was applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicySummary {
    /// Its name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its canonical form.
    pub sha256: String,
}

/// What was trusted and known beside the document: SHA-256 of each piece, sorted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MaterialSummary {
    /// Trust anchors.
    pub anchors: Vec<String>,
    /// Intermediate certificates.
    pub intermediates: Vec<String>,
    /// Revocation lists.
    pub crls: Vec<String>,
    /// OCSP answers.
    pub ocsps: Vec<String>,
}

/// A signature, seal or time stamp of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureReport {
    /// Fully qualified name of the field; nothing for CMS.
    pub field: Option<String>,
    /// What it is.
    pub kind: SignatureKind,
    /// Who acts by it, as the signing certificate says.
    pub role: Role,
    /// Form of the signature: the `SubFilter` of a PDF signature, or `CMS`.
    pub format: String,
    /// What it brings for its own proof.
    pub level: Option<Level>,
    /// Whose certificate it is.
    pub signer: Option<CertificateSummary>,
    /// From the issuer of `signer` to the anchor, as far as found.
    pub chain: Vec<CertificateSummary>,
    /// Digest and signature algorithm, e.g. `sha256 ecdsa-p256`.
    pub algorithm: Option<String>,
    /// When the signer says to have signed; proves nothing.
    pub claimed_time: Option<DateTime<Utc>>,
    /// The earliest moment at which it is proven to have existed.
    pub best_time: BestTime,
    /// What it covers; nothing for CMS.
    pub coverage: Option<Coverage>,
    /// What later revisions changed, in their order.
    pub changes_after: Vec<Change>,
    /// Time stamps inside the signature.
    pub time_stamps: Vec<TimeStampReport>,
    /// The verdict on this signature.
    pub verdict: Verdict,
    /// Of EN 319 102-1.
    pub indication: Indication,
    /// Of EN 319 102-1; nothing if passed.
    pub sub_indication: Option<SubIndication>,
    /// All that speaks against it or is worth knowing, the decisive first.
    pub findings: Vec<Finding>,
}

/// What a signature dictionary or CMS holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureKind {
    /// Approves what is there.
    Approval,
    /// The author's: says which later changes are permitted (DocMDP).
    Certification,
    /// Time stamp of the whole document (RFC 3161, PAdES `ETSI.RFC3161`).
    DocumentTimeStamp,
    /// A CMS beside or around its content.
    Cms,
}

/// Who acts by a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Chữ ký số cá nhân.
    Person,
    /// Chữ ký số của cơ quan, tổ chức.
    Organisation,
    /// Dấu thời gian.
    TimeStamp,
    /// The certificate does not tell.
    Unknown,
}

/// Signature level of ETSI EN 319 142-1 and EN 319 122-1: what a signature brings for its own proof, whether or not it verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Level {
    /// Basic.
    #[serde(rename = "B-B")]
    BB,
    /// With a time stamp.
    #[serde(rename = "B-T")]
    BT,
    /// With certificates and revocation data.
    #[serde(rename = "B-LT")]
    BLT,
    /// With time stamps over them.
    #[serde(rename = "B-LTA")]
    BLTA,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CertificateSummary {
    /// Common name of the subject, else its whole name.
    pub name: String,
    /// Organisation of the subject.
    pub organisation: Option<String>,
    /// Subject, RFC 4514.
    pub subject: String,
    /// Issuer, RFC 4514.
    pub issuer: String,
    /// Serial number in hexadecimal digits.
    pub serial: String,
    /// Begin of validity.
    pub not_before: DateTime<Utc>,
    /// End of validity, included.
    pub not_after: DateTime<Utc>,
    /// SHA-256 of the certificate.
    pub sha256: String,
}

/// The earliest moment at which a signature is proven to have existed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BestTime {
    /// The moment.
    pub time: DateTime<Utc>,
    /// What proves it.
    pub source: TimeSource,
}

/// What proves a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeSource {
    /// A time stamp inside the signature.
    SignatureTimeStamp,
    /// A time stamp of the document in this or a later revision.
    DocumentTimeStamp,
    /// Nothing but that it is here now.
    ValidationTime,
}

/// What a PDF signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// The revision that it signs, from 1.
    pub revision: usize,
    /// Revisions of the document.
    pub revisions: usize,
    /// Bytes under the signature.
    pub signed_bytes: usize,
    /// Whether nothing comes after the signed revision.
    pub whole_document: bool,
}

/// What a later revision changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The revision, from 1.
    pub revision: usize,
    /// What kind of change.
    pub kind: ChangeKind,
    /// Whether this signature permits it.
    pub permitted: bool,
    /// Which field, object or entry, in words.
    pub detail: String,
}

/// Kinds of changes after signing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Another signature, with its field and appearance.
    Signature,
    /// A time stamp of the document.
    DocumentTimeStamp,
    /// Certificates and revocation data (DSS).
    SecurityStore,
    /// Metadata and document information that no page shows.
    Metadata,
    /// A form field was filled.
    FormFilling,
    /// An annotation was added, changed or removed.
    Annotation,
    /// Anything else: never permitted.
    Other,
}

/// A time stamp inside a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimeStampReport {
    /// The time that it states, if it could be read.
    pub time: Option<DateTime<Utc>>,
    /// Whose certificate it is.
    pub signer: Option<CertificateSummary>,
    /// Whether it counts.
    pub indication: Indication,
    /// Why not.
    pub sub_indication: Option<SubIndication>,
    /// All that speaks against it.
    pub findings: Vec<Finding>,
}

/// Something that speaks against a signature, or is worth knowing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable code.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// Particulars in English, without the general meaning of the code: an object, a certificate, a time.
    pub detail: String,
}
