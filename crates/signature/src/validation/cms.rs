//! CMS and CAdES, beside or around their content.

use std::borrow::Cow;

use super::Outcome;
use super::examination::Examination;
use super::outcome::Findings;
use super::signature::{Content, Frame, Profile};
use crate::cms::{SignedData, resembles_signed_attributes};
use crate::crypto::{Digest, HashAlgorithm};
use crate::report::{Code, DocumentFormat, SignatureKind, Verdict};

pub(super) fn verify(
    mut examination: Examination<'_>,
    document: &[u8],
    given: Option<&[u8]>,
) -> Outcome {
    let refuse = |verdict, code, detail: String| {
        Outcome::without(DocumentFormat::Cms, verdict, code, detail)
    };
    let Some(der) = der_of(document) else {
        return refuse(Verdict::Error, Code::UnknownFormat, String::new());
    };
    let signed = match SignedData::parse(&der) {
        Ok(signed) => signed,
        Err(fault) => {
            let verdict = match fault.code {
                Code::UnsupportedSignature => Verdict::Unsupported,
                _ => Verdict::Error,
            };
            return refuse(verdict, fault.code, fault.detail);
        }
    };
    if signed.signers.is_empty() {
        return refuse(Verdict::NoSignature, Code::Unsigned, String::new());
    }
    let mut findings = Findings::default();
    if signed.consumed < der.len() {
        findings.add(Code::CmsFormat, "data after the structure");
    }
    let contradicts =
        matches!((&signed.content, given), (Some(inside), Some(given)) if inside != given);
    if contradicts {
        findings.add(
            Code::MessageDigest,
            "the content inside is not the one that was given",
        );
    }
    examination.add_from_cms(&signed, None);
    let content = signed.content.as_deref().or(given);
    let digest = |hash: HashAlgorithm| -> Digest { hash.digest(content.unwrap_or_default()) };
    let subject = match content {
        Some(_) => Content::Given(&digest),
        None => Content::Missing,
    };
    let signatures = signed
        .signers
        .iter()
        .map(|signer| {
            let mut findings = findings.clone();
            if signer.signed.is_none() && content.is_some_and(resembles_signed_attributes) {
                findings.add(Code::AttributesAsContent, "");
            }
            let frame = Frame {
                field: None,
                kind: SignatureKind::Cms,
                format: "CMS".to_owned(),
                revision: None,
                claimed_time: None,
                coverage: None,
                changes_after: Vec::new(),
                findings,
            };
            examination.judge_signature(frame, Profile::Legacy, signer, subject)
        })
        .collect();
    Outcome {
        format: DocumentFormat::Cms,
        findings: Findings::default(),
        signatures,
        verdict: Verdict::NoSignature,
    }
}

fn der_of(document: &[u8]) -> Option<Cow<'_, [u8]>> {
    match document.first() {
        Some(0x30) => Some(document.into()),
        _ => SignedData::from_pem(document).map(Cow::from),
    }
}
