//! Signatures and time stamps of a PDF file.

use std::cmp::Reverse;

use super::Outcome;
use super::examination::Examination;
use super::outcome::Findings;
use super::security_store;
use super::signature::{Content, Frame, Profile};
use crate::changes::{self, Permissions, Step};
use crate::cms::{Fault, SignedData, TimeStampToken};
use crate::crypto::{Digest, HashAlgorithm};
use crate::pdf::{Attachment, Document, Limits, PdfFault, Signature, SignatureType};
use crate::report::{
    BestTime, Change, Code, Coverage, DocumentFormat, Role, SignatureKind, SignatureReport, Verdict,
};

/// Changes, ambiguities and the like that a report lists of one signature or document: of more, the first will do.
const MAX_LISTED: usize = 100;
/// In place of a `SubFilter` that is not there.
const UNKNOWN_FORMAT: &str = "?";

/// A signature with its CMS, as far as that can be read.
struct Subject<'d> {
    signature: &'d Signature,
    cms: Result<SignedData, Fault>,
}

/// What is known of the document before its signatures are judged.
struct Context<'d> {
    document: &'d Document<'d>,
    /// What each revision changed in the one before it.
    steps: Result<Vec<Step>, PdfFault>,
    signatures: &'d [Signature],
}

pub(super) fn verify(mut examination: Examination<'_>, bytes: &[u8]) -> Outcome {
    let document = match Document::read(bytes, Limits::for_size(bytes.len())) {
        Ok(document) => document,
        Err(fault) => return unreadable(bytes, &fault),
    };
    let found = match document.signatures() {
        Ok(found) => found,
        Err(fault) => return unreadable(bytes, &fault),
    };
    let mut findings = Findings::default();
    for ambiguity in document.ambiguities().iter().take(MAX_LISTED) {
        findings.add(Code::AmbiguousStructure, ambiguity.to_string());
    }
    for field in found.empty_fields.iter().take(MAX_LISTED) {
        findings.add(Code::EmptyField, field.name.clone());
    }
    // What no field has ever shown is no signature to anybody.
    let mut subjects: Vec<Subject<'_>> = found
        .signatures
        .iter()
        .filter(|signature| signature.attachment != Attachment::Unattached)
        .map(Subject::read)
        .collect();
    subjects.sort_by_key(|subject| (subject.signature.revision, subject.signature.id));
    for subject in &subjects {
        if let Ok(cms) = &subject.cms {
            examination.add_from_cms(cms, Some(subject.signature.revision));
        }
        if subject.is_time_stamp() {
            examination.stamped.push(subject.signature.revision);
        }
    }
    security_store::collect(&mut examination, &document);
    let verdict = match (subjects.is_empty(), document.ambiguities().is_empty()) {
        (true, false) if is_truncated(bytes) => Verdict::Error,
        (true, false) if looks_signed(bytes) => Verdict::Reject,
        _ => Verdict::NoSignature,
    };
    if subjects.is_empty() {
        findings.add(Code::Unsigned, "");
    }
    let earliest = subjects.first().map(|subject| subject.signature.revision);
    let context = Context {
        document: &document,
        steps: earliest.map_or(Ok(Vec::new()), |since| {
            changes::changes_since(&document, since)
        }),
        signatures: &found.signatures,
    };
    let mut signatures = judge_all(&mut examination, &context, &subjects);
    for (field, why) in &found.broken_fields {
        signatures.push(broken_field(&examination, &field.name, why));
    }
    Outcome {
        format: DocumentFormat::Pdf,
        signatures,
        findings,
        verdict,
    }
}

/// Whether the end of the file is missing.
fn is_truncated(bytes: &[u8]) -> bool {
    const END: &[u8] = b"%%EOF";
    const WITHIN: usize = 1024;
    let tail = bytes.get(bytes.len().saturating_sub(WITHIN)..);
    !tail
        .unwrap_or_default()
        .windows(END.len())
        .any(|window| window == END)
}

/// Whether there are traces of a signature that the structure of the document may not lead to.
fn looks_signed(bytes: &[u8]) -> bool {
    const TRACE: &[u8] = b"/ByteRange";
    bytes.windows(TRACE.len()).any(|window| window == TRACE)
}

/// A file that cannot be read. One that bears a signature and is whole was made so, and is no better than a changed one.
fn unreadable(bytes: &[u8], fault: &PdfFault) -> Outcome {
    let verdict = match fault {
        PdfFault::Encrypted | PdfFault::Unsupported(_) => Verdict::Unsupported,
        PdfFault::Ambiguous(_) => Verdict::Reject,
        PdfFault::Syntax { .. } if looks_signed(bytes) && !is_truncated(bytes) => Verdict::Reject,
        PdfFault::Syntax { .. } | PdfFault::Limit(_) => Verdict::Error,
    };
    Outcome::without(
        DocumentFormat::Pdf,
        verdict,
        fault.code(),
        fault.to_string(),
    )
}

/// Judges time stamps from the latest to the earliest, since each proves those before it, and then the signatures.
fn judge_all(
    examination: &mut Examination<'_>,
    context: &Context<'_>,
    subjects: &[Subject<'_>],
) -> Vec<SignatureReport> {
    let mut order: Vec<usize> = (0..subjects.len()).collect();
    order.sort_by_key(|index| {
        let subject = &subjects[*index];
        (
            !subject.is_time_stamp(),
            Reverse(subject.signature.revision),
        )
    });
    let mut reports: Vec<(usize, SignatureReport)> = order
        .into_iter()
        .map(|index| (index, subjects[index].judge(examination, context)))
        .collect();
    reports.sort_by_key(|(index, _)| *index);
    reports.into_iter().map(|(_, report)| report).collect()
}

/// What `Contents` holds, with its padding.
fn contents(signature: &Signature) -> &[u8] {
    signature
        .contents
        .as_ref()
        .map_or(&[], |contents| &contents.bytes)
}

impl<'d> Subject<'d> {
    fn read(signature: &'d Signature) -> Self {
        Self {
            signature,
            cms: SignedData::parse(contents(signature)),
        }
    }

    fn is_time_stamp(&self) -> bool {
        self.signature.kind == SignatureType::DocumentTimeStamp
    }

    fn judge(&self, examination: &mut Examination<'_>, context: &Context<'_>) -> SignatureReport {
        let mut frame = self.frame(context);
        let Some(profile) = self.profile() else {
            return unsupported(examination, frame);
        };
        let cms = match &self.cms {
            Ok(cms) => cms,
            Err(fault) if fault.code == Code::UnsupportedSignature => {
                return unsupported(examination, frame);
            }
            Err(fault) => {
                frame.findings.add(fault.code, fault.detail.clone());
                return unreadable_cms(examination, frame);
            }
        };
        if self.signature.attachment == Attachment::AttachedLater {
            frame.findings.add(
                Code::SignatureDictionary,
                "became the value of its field in a later revision",
            );
        }
        self.check_padding(cms, &mut frame.findings);
        let covered = self.signature.covered.clone();
        let digest = |hash: HashAlgorithm| -> Digest {
            let mut hasher = hash.hasher();
            for range in covered.iter().flatten() {
                hasher.update(
                    context
                        .document
                        .bytes()
                        .get(range.clone())
                        .unwrap_or_default(),
                );
            }
            hasher.finish()
        };
        if self.is_time_stamp() {
            return match TimeStampToken::from_signed_data(cms.clone()) {
                Ok(token) => examination.judge_document_time_stamp(frame, &token, &digest),
                Err(fault) => {
                    frame.findings.add(fault.code, fault.detail);
                    unreadable_cms(examination, frame)
                }
            };
        }
        if !cms.is_of_data() {
            frame
                .findings
                .add(Code::ContentType, cms.content_type.to_string());
        }
        if cms.content.is_some() {
            frame
                .findings
                .add(Code::CmsFormat, "content inside of a detached signature");
        }
        let subject = match covered {
            Some(_) => Content::Given(&digest),
            None => Content::Unknown,
        };
        match cms.only_signer() {
            Ok(signer) => examination.judge_signature(frame, profile, signer, subject),
            Err(fault) => {
                frame.findings.add(fault.code, fault.detail);
                unreadable_cms(examination, frame)
            }
        }
    }

    /// The profile of a `SubFilter` that is supported (ISO 32000-2, table 260).
    fn profile(&self) -> Option<Profile> {
        let sub_filter = self.signature.sub_filter.as_ref()?.as_bytes();
        match (sub_filter, self.is_time_stamp()) {
            (b"ETSI.CAdES.detached", false) | (b"ETSI.RFC3161", true) => Some(Profile::Ades),
            (b"adbe.pkcs7.detached", false) => Some(Profile::Legacy),
            _ => None,
        }
    }

    /// What follows the structure in `Contents` is padding of zeros.
    fn check_padding(&self, cms: &SignedData, findings: &mut Findings) {
        let rest = contents(self.signature)
            .get(cms.consumed..)
            .unwrap_or_default();
        if rest.iter().any(|byte| *byte != 0) {
            findings.add(Code::Contents, "data after the signature");
        }
    }

    fn frame(&self, context: &Context<'_>) -> Frame {
        let signature = self.signature;
        let mut findings = Findings::default();
        for fault in &signature.faults {
            findings.add(fault.code, fault.detail.clone());
        }
        for ambiguity in context.document.ambiguities().iter().take(MAX_LISTED) {
            findings.add(Code::AmbiguousStructure, ambiguity.to_string());
        }
        let revisions = context.document.revisions().len();
        let coverage = signature.covered.as_ref().map(|covered| Coverage {
            revision: signature.revision + 1,
            revisions,
            signed_bytes: covered.iter().map(ExactSizeIterator::len).sum(),
            whole_document: signature.revision + 1 == revisions,
        });
        Frame {
            field: signature.field.as_ref().map(|field| field.name.clone()),
            kind: match signature.kind {
                SignatureType::DocumentTimeStamp => SignatureKind::DocumentTimeStamp,
                SignatureType::Signature if signature.certification => SignatureKind::Certification,
                SignatureType::Signature => SignatureKind::Approval,
            },
            format: signature.sub_filter.as_ref().map_or_else(
                || UNKNOWN_FORMAT.to_owned(),
                |name| String::from_utf8_lossy(name.as_bytes()).into_owned(),
            ),
            revision: Some(signature.revision),
            claimed_time: signature.claimed_time,
            coverage,
            changes_after: self.changes_after(context, &mut findings),
            findings,
        }
    }

    fn changes_after(&self, context: &Context<'_>, findings: &mut Findings) -> Vec<Change> {
        let steps = match &context.steps {
            Ok(steps) => steps,
            Err(fault) => {
                findings.add(Code::UndecidedChange, fault.to_string());
                return Vec::new();
            }
        };
        let signed = Permissions::of(self.signature, context.signatures);
        let since = self.signature.revision;
        let mut changes = Vec::new();
        let mut forbidden = 0;
        for step in steps.iter().filter(|step| step.revision > since) {
            for change in &step.changes {
                let permitted = changes::permitted(change, &signed);
                if !permitted && forbidden < MAX_LISTED {
                    forbidden += 1;
                    findings.add(
                        Code::ForbiddenChange,
                        format!("revision {}: {}", step.revision + 1, change.detail),
                    );
                }
                if changes.len() < MAX_LISTED {
                    changes.push(Change {
                        revision: step.revision + 1,
                        kind: change.kind,
                        permitted,
                        detail: change.detail.clone(),
                    });
                }
            }
        }
        changes
    }
}

fn unsupported(examination: &Examination<'_>, mut frame: Frame) -> SignatureReport {
    frame
        .findings
        .add(Code::UnsupportedSignature, frame.format.clone());
    let verdict = if frame.findings.indication() == crate::report::Indication::TotalFailed {
        Verdict::Reject
    } else {
        Verdict::Unsupported
    };
    bare(examination, frame, verdict)
}

fn unreadable_cms(examination: &Examination<'_>, frame: Frame) -> SignatureReport {
    let verdict = super::outcome::verdict(frame.findings.decisive());
    bare(examination, frame, verdict)
}

/// A signature field whose value is no signature, though a reader may show one.
fn broken_field(examination: &Examination<'_>, name: &str, why: &str) -> SignatureReport {
    let mut findings = Findings::default();
    findings.add(Code::SignatureDictionary, why);
    let frame = Frame {
        field: Some(name.to_owned()),
        kind: SignatureKind::Approval,
        format: UNKNOWN_FORMAT.to_owned(),
        revision: None,
        claimed_time: None,
        coverage: None,
        changes_after: Vec::new(),
        findings,
    };
    unreadable_cms(examination, frame)
}

/// A report on a signature of which no more is known than its place.
fn bare(examination: &Examination<'_>, frame: Frame, verdict: Verdict) -> SignatureReport {
    SignatureReport {
        field: frame.field,
        kind: frame.kind,
        role: Role::Unknown,
        format: frame.format,
        level: None,
        signer: None,
        chain: Vec::new(),
        algorithm: None,
        claimed_time: frame.claimed_time,
        best_time: BestTime::now(examination.at),
        coverage: frame.coverage,
        changes_after: frame.changes_after,
        time_stamps: Vec::new(),
        verdict,
        indication: frame.findings.indication(),
        sub_indication: frame.findings.decisive(),
        findings: frame.findings.into_sorted(),
    }
}
