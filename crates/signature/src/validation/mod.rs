//! Validation after ETSI EN 319 102-1: from bytes, material, policy and a moment to a report.

mod cms;
mod examination;
mod outcome;
mod pdf;
mod proof;
mod role;
mod security_store;
mod signature;
mod status;
mod time_stamp;
mod trust;

use chrono::{DateTime, SubsecRound, Utc};

use crate::crypto::{HashAlgorithm, KnownSignatures};
use crate::material::Material;
use crate::policy::Policy;
use crate::report::{
    Code, DocumentFormat, DocumentSummary, Finding, MaterialSummary, PolicySummary, Report,
    SignatureKind, SignatureReport, SubIndication, Verdict,
};
use examination::Examination;
use outcome::{Findings, worst};

const SCHEMA: &str = "chiso-verify/1";
const VERIFIER: &str = concat!("chiso-signature ", env!("CARGO_PKG_VERSION"));

/// Verifies documents as of one moment, to given anchors, by a policy.
#[derive(Debug)]
pub struct Verifier {
    material: Material,
    policy: Policy,
    at: DateTime<Utc>,
    material_summary: MaterialSummary,
    policy_summary: PolicySummary,
    known: KnownSignatures,
}

/// What verifying a document came to, before it is a report.
struct Outcome {
    format: DocumentFormat,
    findings: Findings,
    signatures: Vec<SignatureReport>,
    /// If there is no signature that decides.
    verdict: Verdict,
}

impl Outcome {
    /// A document without anything that could be verified.
    fn without(
        format: DocumentFormat,
        verdict: Verdict,
        code: Code,
        detail: impl Into<String>,
    ) -> Self {
        let mut findings = Findings::default();
        findings.add(code, detail);
        Self {
            format,
            findings,
            signatures: Vec::new(),
            verdict,
        }
    }
}

impl Verifier {
    /// A verifier as of the moment `at`, which counts in whole seconds.
    pub fn new(material: Material, policy: Policy, at: DateTime<Utc>) -> Self {
        Self {
            material_summary: material.summary(),
            policy_summary: policy.summary(),
            material,
            policy,
            known: KnownSignatures::default(),
            at: at.trunc_subsecs(0),
        }
    }

    /// Verifies a PDF file, or a CMS (DER or PEM) with its content inside.
    pub fn verify(&self, document: &[u8]) -> Report {
        let outcome = self.dispatch(document, None);
        self.report(document, None, outcome)
    }

    /// Verifies a CMS (DER or PEM) about `content`.
    pub fn verify_detached(&self, cms: &[u8], content: &[u8]) -> Report {
        let outcome = self.dispatch(cms, Some(content));
        self.report(cms, Some(content), outcome)
    }

    fn dispatch(&self, document: &[u8], content: Option<&[u8]>) -> Outcome {
        let earlier = self.known.clone();
        let examination = Examination::new(&self.material, &self.policy, self.at, earlier);
        match format(document) {
            DocumentFormat::Pdf => pdf::verify(examination, document),
            DocumentFormat::Cms => cms::verify(examination, document, content),
            DocumentFormat::Xml => Outcome::without(
                DocumentFormat::Xml,
                Verdict::Unsupported,
                Code::UnsupportedSignature,
                "XML",
            ),
            DocumentFormat::Unknown if document.is_empty() => {
                Outcome::without(DocumentFormat::Unknown, Verdict::Error, Code::Empty, "")
            }
            DocumentFormat::Unknown => Outcome::without(
                DocumentFormat::Unknown,
                Verdict::Error,
                Code::UnknownFormat,
                "",
            ),
        }
    }

    fn report(&self, document: &[u8], content: Option<&[u8]>, outcome: Outcome) -> Report {
        let decisive = decisive(&outcome.signatures);
        let (verdict, indication, sub_indication) = match decisive {
            Some(signature) => (
                signature.verdict,
                Some(signature.indication),
                signature.sub_indication,
            ),
            None if outcome.verdict == Verdict::Reject => {
                let reason = SubIndication::FormatFailure;
                (outcome.verdict, Some(reason.indication()), Some(reason))
            }
            None => (outcome.verdict, None, None),
        };
        let sha256 = |bytes: &[u8]| HashAlgorithm::Sha256.digest(bytes).hex();
        Report {
            schema: SCHEMA,
            verifier: VERIFIER,
            validation_time: self.at,
            document: DocumentSummary {
                sha256: sha256(document),
                size: document.len(),
                format: outcome.format,
                content_sha256: content.map(sha256),
            },
            policy: self.policy_summary.clone(),
            material: self.material_summary.clone(),
            verdict,
            indication,
            sub_indication,
            findings: outcome.findings.into_sorted(),
            signatures: outcome.signatures,
        }
    }
}

/// The signature that decides: the worst of those that are no time stamps of the document, or of these if there is nothing else.
fn decisive(signatures: &[SignatureReport]) -> Option<&SignatureReport> {
    let is_stamp =
        |signature: &&SignatureReport| signature.kind == SignatureKind::DocumentTimeStamp;
    let signed: Vec<_> = signatures.iter().filter(|one| !is_stamp(one)).collect();
    let stamped: Vec<_> = signatures.iter().filter(is_stamp).collect();
    let deciding = if signed.is_empty() { stamped } else { signed };
    worst(&deciding, |signature| signature.verdict).copied()
}

/// Tells the format by the first bytes, as readers do: a PDF header may stand anywhere in the first 1024 bytes.
fn format(document: &[u8]) -> DocumentFormat {
    const HEADER_WITHIN: usize = 1024;
    let head = document.get(..HEADER_WITHIN).unwrap_or(document);
    let text = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    if head.windows(5).any(|bytes| bytes == b"%PDF-") {
        DocumentFormat::Pdf
    } else if document.first() == Some(&0x30) || text.starts_with(b"-----BEGIN ") {
        DocumentFormat::Cms
    } else if text.starts_with(b"<") {
        DocumentFormat::Xml
    } else {
        DocumentFormat::Unknown
    }
}

/// A report on something that could not be handed to the verifier.
impl Finding {
    /// A finding outside of a signature.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            detail: detail.into(),
        }
    }
}
