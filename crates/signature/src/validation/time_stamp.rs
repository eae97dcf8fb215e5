//! Whether a time stamp counts.

use super::examination::Examination;
use super::outcome::Findings;
use super::proof::Moment;
use super::status::{Use, stamp};
use crate::cms::TimeStampToken;
use crate::crypto::{Digest, HashAlgorithm};
use crate::report::{Code, Indication, TimeStampReport};
use crate::x509::{Certificate, Purpose};

/// What was found about a time-stamp token.
#[derive(Debug)]
pub(super) struct TokenJudgement {
    pub(super) certificate: Option<Certificate>,
    pub(super) chain: Vec<Certificate>,
    pub(super) findings: Findings,
}

impl Examination<'_> {
    /// Judges a token over the data that `data` gives the digest of. `existed` says when the token itself is known to have been there.
    pub(super) fn judge_token(
        &mut self,
        token: &TimeStampToken,
        data: impl FnOnce(HashAlgorithm) -> Digest,
        existed: Moment,
    ) -> TokenJudgement {
        let mut findings = Findings::default();
        let candidates = self.candidates();
        let check = token.check(&candidates, &mut self.checks);
        for fault in check.faults {
            findings.add(fault.code, fault.detail);
        }
        if let Err(fault) = token.check_imprint(data) {
            findings.add(fault.code, fault.detail);
        }
        if token.info.time > existed.time + self.policy.clock_skew() {
            findings.add(
                Code::TimeStampOrder,
                format!(
                    "it says {}, but was there on {}",
                    stamp(token.info.time),
                    stamp(existed.time)
                ),
            );
        }
        let imprint = token.info.imprint.hash;
        let signer = token.signer();
        let digest = signer.digest_algorithm.as_ref().ok().copied();
        for hash in [imprint, digest].into_iter().flatten() {
            if !self.policy.accepts_hash(hash, existed.time) {
                findings.add(Code::WeakAlgorithm, format!("digest {}", hash.name()));
            }
        }
        let usage = Use {
            time: token.info.time.min(existed.time),
            existed,
        };
        let mut chain = Vec::new();
        if let Some(certificate) = &check.certificate {
            let judgement = self.judge(certificate, Purpose::TimeStamping, usage);
            findings.extend(judgement.findings);
            chain = judgement.chain;
            if token.info.time < certificate.not_before()
                || token.info.time > certificate.not_after()
            {
                findings.add(
                    Code::TimeStampOrder,
                    "the authority's certificate was not valid at the time that it states",
                );
            }
        }
        TokenJudgement {
            certificate: check.certificate,
            chain,
            findings,
        }
    }

    /// Judges a token inside a signature.
    pub(super) fn judge_inner_token(
        &mut self,
        token: &[u8],
        data: impl FnOnce(HashAlgorithm) -> Digest,
        existed: Moment,
    ) -> TimeStampReport {
        let token = match TimeStampToken::parse(token) {
            Ok(token) => token,
            Err(fault) => {
                let mut findings = Findings::default();
                findings.add(fault.code, fault.detail);
                return report(None, None, findings);
            }
        };
        let judgement = self.judge_token(&token, data, existed);
        report(
            Some(&token),
            judgement.certificate.as_ref(),
            judgement.findings,
        )
    }
}

fn report(
    token: Option<&TimeStampToken>,
    certificate: Option<&Certificate>,
    findings: Findings,
) -> TimeStampReport {
    TimeStampReport {
        time: token.map(|token| token.info.time),
        signer: certificate.map(Certificate::summary),
        indication: findings.indication(),
        sub_indication: findings.decisive(),
        findings: findings.into_sorted(),
    }
}

/// The earliest time that a time stamp inside a signature proves.
pub(super) fn proven_by(stamps: &[TimeStampReport]) -> Option<chrono::DateTime<chrono::Utc>> {
    stamps
        .iter()
        .filter(|stamp| stamp.indication == Indication::TotalPassed)
        .filter_map(|stamp| stamp.time)
        .min()
}
