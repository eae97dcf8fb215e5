//! The verdict on one signature.

use super::examination::Examination;
use super::outcome::{Findings, verdict};
use super::proof::Moment;
use super::role::role;
use super::status::{Use, stamp};
use super::time_stamp::proven_by;
use crate::cms::{SignerInfo, TimeStampToken};
use crate::crypto::{Digest, HashAlgorithm, algorithm_name};
use crate::report::{
    Change, Code, Coverage, Finding, Level, Role, SignatureKind, SignatureReport, TimeSource,
    TimeStampReport, Verdict,
};
use crate::revocation::Origin;
use crate::x509::{Certificate, Purpose};

/// What a document says about a signature beside its CMS.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) field: Option<String>,
    pub(super) kind: SignatureKind,
    pub(super) format: String,
    /// Index of the revision that holds it; nothing for CMS.
    pub(super) revision: Option<usize>,
    pub(super) claimed_time: Option<chrono::DateTime<chrono::Utc>>,
    pub(super) coverage: Option<Coverage>,
    pub(super) changes_after: Vec<Change>,
    /// Of its place in the document.
    pub(super) findings: Findings,
}

/// The profile that a signature has to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    /// The attribute signing-certificate is required (EN 319 142-1, 6.3; EN 319 122-1, 6.3).
    Ades,
    /// It is not.
    Legacy,
}

/// What a signature is about.
#[derive(Clone, Copy)]
pub(super) enum Content<'c> {
    /// Digested so.
    Given(&'c dyn Fn(HashAlgorithm) -> Digest),
    /// Not there.
    Missing,
    /// Not to be told; the findings of the frame say why.
    Unknown,
}

impl Examination<'_> {
    /// Judges the signature of `signer`.
    pub(super) fn judge_signature(
        &mut self,
        frame: Frame,
        profile: Profile,
        signer: &SignerInfo,
        content: Content<'_>,
    ) -> SignatureReport {
        let mut findings = Findings::default();
        findings.extend(frame.findings.clone());
        let certificate = self.check_signer(signer, content, &mut findings);
        check_profile(profile, signer, &mut findings);

        let (time_stamps, best) = self.judge_time_stamps(signer, frame.revision, &mut findings);
        self.check_algorithm(signer, best, &mut findings);
        let claimed_time = frame
            .claimed_time
            .or_else(|| signer.signed.as_ref()?.signing_time);
        if let Some(claimed) = claimed_time
            && claimed > best.time + self.policy.clock_skew()
        {
            findings.add(
                Code::ClaimedTimeImplausible,
                format!("{} after {}", stamp(claimed), stamp(best.time)),
            );
        }

        let mut chain = Vec::new();
        let mut role_of_signer = Role::Unknown;
        if let Some(certificate) = &certificate {
            let judgement = self.judge(certificate, Purpose::DocumentSigning, Use::proven(best));
            findings.extend(judgement.findings);
            chain = judgement.chain;
            role_of_signer = role(certificate);
            if role_of_signer == Role::Unknown {
                findings.add(Code::RoleUnknown, certificate.summary().subject);
            }
        }
        let level = self.level(
            certificate.as_ref(),
            &chain,
            !time_stamps.is_empty(),
            frame.revision,
        );
        let verdict = match verdict(findings.decisive()) {
            Verdict::Accept if !best.is_proven() && !time_stamps.is_empty() => {
                Verdict::AcceptAsBOnly
            }
            verdict => verdict,
        };
        SignatureReport {
            field: frame.field,
            kind: frame.kind,
            role: role_of_signer,
            format: frame.format,
            level: Some(level),
            signer: certificate.as_ref().map(Certificate::summary),
            chain: chain.iter().map(Certificate::summary).collect(),
            algorithm: algorithm(certificate.as_ref(), signer),
            claimed_time,
            best_time: best,
            coverage: frame.coverage,
            changes_after: frame.changes_after,
            time_stamps,
            verdict,
            indication: findings.indication(),
            sub_indication: findings.decisive(),
            findings: findings.into_sorted(),
        }
    }

    /// Judges a time stamp of the document, and takes its time for proven if it counts.
    pub(super) fn judge_document_time_stamp(
        &mut self,
        frame: Frame,
        token: &TimeStampToken,
        content: &dyn Fn(HashAlgorithm) -> Digest,
    ) -> SignatureReport {
        let existed = self.proofs.of_signature(frame.revision);
        let placed = frame.findings.clone();
        let stamps_its_revision = placed.pass();
        let judgement = self.judge_token(token, content, existed);
        if let (true, true, Some(coverage)) = (
            judgement.findings.pass(),
            stamps_its_revision,
            &frame.coverage,
        ) {
            self.proofs
                .add(coverage.revision.saturating_sub(1), token.info.time);
        }
        let mut findings = placed;
        findings.extend(judgement.findings);
        let certificate = judgement.certificate;
        SignatureReport {
            field: frame.field,
            kind: SignatureKind::DocumentTimeStamp,
            role: Role::TimeStamp,
            format: frame.format,
            level: None,
            signer: certificate.as_ref().map(Certificate::summary),
            chain: judgement.chain.iter().map(Certificate::summary).collect(),
            algorithm: algorithm(certificate.as_ref(), token.signer()),
            claimed_time: Some(token.info.time),
            best_time: existed,
            coverage: frame.coverage,
            changes_after: frame.changes_after,
            time_stamps: Vec::new(),
            verdict: verdict(findings.decisive()),
            indication: findings.indication(),
            sub_indication: findings.decisive(),
            findings: findings.into_sorted(),
        }
    }

    fn check_signer(
        &mut self,
        signer: &SignerInfo,
        content: Content<'_>,
        findings: &mut Findings,
    ) -> Option<Certificate> {
        let candidates = self.candidates();
        let content = match content {
            Content::Given(content) => content,
            Content::Missing | Content::Unknown => {
                if matches!(content, Content::Missing) {
                    findings.add(Code::ContentMissing, "");
                }
                let named = signer.certificates_from(&candidates).ok()?;
                return named.into_iter().next();
            }
        };
        let check = signer.check(&candidates, content, &mut self.checks);
        for fault in check.faults {
            findings.add(fault.code, fault.detail);
        }
        check.certificate
    }

    /// Judges the time stamps inside a signature: the earliest that counts proves when it was there, else one of the document.
    fn judge_time_stamps(
        &mut self,
        signer: &SignerInfo,
        revision: Option<usize>,
        findings: &mut Findings,
    ) -> (Vec<TimeStampReport>, Moment) {
        let existed = self.proofs.of_signature(revision);
        let stamps: Vec<TimeStampReport> = signer
            .unsigned
            .signature_time_stamps
            .iter()
            .map(|token| {
                self.judge_inner_token(token, |hash| hash.digest(&signer.signature), existed)
            })
            .collect();
        for (index, stamp) in stamps.iter().enumerate() {
            let which = || format!("time stamp {}", index + 1);
            if stamp.sub_indication.is_some() {
                findings.add(Code::TimeStampWorthless, which());
            }
            let is_later = |finding: &Finding| finding.code == Code::TimeStampOrder;
            if existed.is_proven() && stamp.findings.iter().any(is_later) {
                findings.add(Code::TimeStampOrder, which());
            }
        }
        for fault in &signer.unsigned.unreadable {
            findings.add(Code::TimeStampWorthless, fault.detail.clone());
        }
        let best = proven_by(&stamps).map_or(existed, |time| {
            existed.or_earlier(Moment {
                time,
                source: TimeSource::SignatureTimeStamp,
            })
        });
        (stamps, best)
    }

    fn check_algorithm(&self, signer: &SignerInfo, existed: Moment, findings: &mut Findings) {
        let digest = signer.digest_algorithm.as_ref().ok().copied();
        let signature = signer
            .signature_algorithm
            .as_ref()
            .ok()
            .and_then(|algorithm| algorithm.hash);
        for hash in [digest, signature].into_iter().flatten() {
            if !self.policy.accepts_hash(hash, existed.time) {
                findings.add(Code::WeakAlgorithm, format!("digest {}", hash.name()));
            }
        }
    }

    fn level(
        &mut self,
        certificate: Option<&Certificate>,
        chain: &[Certificate],
        has_time_stamp: bool,
        revision: Option<usize>,
    ) -> Level {
        let stamped_since = |since: usize| self.stamped.iter().any(|stamped| *stamped >= since);
        let held_in = revision.map(|revision| revision.saturating_add(1));
        if !has_time_stamp && !held_in.is_some_and(stamped_since) {
            return Level::BB;
        }
        let (Some(certificate), Some(issuer)) = (certificate, chain.first()) else {
            return Level::BT;
        };
        let answers = self
            .revocation
            .answers_for(certificate, issuer, &mut self.checks);
        let Some(answer) = answers
            .iter()
            .find(|answer| answer.origin == Origin::Document)
        else {
            return Level::BT;
        };
        let since = self.revision_of(&answer.fingerprint).max(held_in);
        if since.is_some_and(|since| self.stamped.iter().any(|stamped| *stamped >= since)) {
            Level::BLTA
        } else {
            Level::BLT
        }
    }
}

fn check_profile(profile: Profile, signer: &SignerInfo, findings: &mut Findings) {
    let is_named = signer
        .signed
        .as_ref()
        .is_some_and(|signed| signed.signing_certificate.is_present());
    if !is_named {
        let code = match profile {
            Profile::Ades => Code::SigningCertificateAttribute,
            Profile::Legacy => Code::LegacyProfile,
        };
        findings.add(code, "");
    }
}

fn algorithm(certificate: Option<&Certificate>, signer: &SignerInfo) -> Option<String> {
    let key = certificate?.public_key().ok()?;
    let algorithm = signer.signature_algorithm.as_ref().ok()?;
    Some(algorithm_name(key, algorithm))
}
