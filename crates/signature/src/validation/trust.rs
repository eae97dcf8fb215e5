//! Whether a certificate leads to a trust anchor and was good when something is known to have existed.

use super::examination::Examination;
use super::outcome::Findings;
use super::proof::Moment;
use super::status::{Holder, Use, stamp};
use crate::report::Code;
use crate::x509::{Certificate, Path, Purpose, check_path, find_paths};

/// Paths that are looked at; of several the first without a fault counts, else the first.
const PATHS: usize = 4;

/// What was found about a certificate.
#[derive(Debug)]
pub(super) struct Judgement {
    /// From its issuer to the anchor, as far as found.
    pub(super) chain: Vec<Certificate>,
    pub(super) findings: Findings,
}

impl Examination<'_> {
    /// Judges `leaf` for `purpose`, as of the moment at which what it signed is known to have existed.
    pub(super) fn judge(&mut self, leaf: &Certificate, purpose: Purpose, usage: Use) -> Judgement {
        let search = find_paths(leaf, &self.pool, &self.anchors, &mut self.checks);
        let mut first = None;
        for path in search.paths.iter().take(PATHS) {
            let findings = self.judge_path(path, purpose, usage);
            let judgement = Judgement {
                chain: path.certificates().iter().skip(1).cloned().collect(),
                findings,
            };
            if judgement.findings.pass() {
                return judgement;
            }
            first.get_or_insert(judgement);
        }
        first.unwrap_or_else(|| {
            let mut findings = Findings::default();
            for fault in &search.faults {
                findings.add(fault.code, fault.detail.clone());
            }
            findings.add(Code::NoPath, leaf.summary().name);
            Judgement {
                chain: search.partial.into_iter().skip(1).collect(),
                findings,
            }
        })
    }

    fn judge_path(&mut self, path: &Path, purpose: Purpose, usage: Use) -> Findings {
        let existed = usage.existed;
        let mut findings = Findings::default();
        let certificates = path.certificates();
        for fault in check_path(path, purpose) {
            findings.add(fault.code, fault.detail);
        }
        for (index, certificate) in certificates.iter().enumerate() {
            let is_anchor = index + 1 == certificates.len();
            self.judge_strength(certificate, is_anchor, existed, &mut findings);
            // An anchor is trusted whatever its dates say; who signs with its key is not.
            if index == 0 || !is_anchor {
                self.judge_validity(certificate, index == 0, existed, &mut findings);
            }
            if let Some(issuer) = path.issuer_of(index) {
                let holder = if index == 0 {
                    Holder::Signer
                } else {
                    Holder::Authority
                };
                findings.extend(self.standing(certificate, issuer, usage, holder));
            }
        }
        findings
    }

    /// The key, and the algorithm by which the issuer signed; the one of an anchor proves nothing and is not looked at.
    fn judge_strength(
        &self,
        certificate: &Certificate,
        is_anchor: bool,
        existed: Moment,
        findings: &mut Findings,
    ) {
        let name = || certificate.summary().name;
        match certificate.public_key() {
            Ok(key) if self.policy.accepts_key(key, existed.time) => {}
            Ok(key) => findings.add(
                Code::WeakAlgorithm,
                format!(
                    "{}: key {} of {} bits",
                    name(),
                    key.kind().name(),
                    key.bits()
                ),
            ),
            Err(fault) => findings.add(fault.code(), format!("{}: {fault}", name())),
        }
        if is_anchor {
            return;
        }
        match certificate
            .signature_algorithm()
            .map(|algorithm| algorithm.hash)
        {
            Ok(Some(hash)) if !self.policy.accepts_hash(hash, existed.time) => findings.add(
                Code::WeakAlgorithm,
                format!("{}: signed with {}", name(), hash.name()),
            ),
            Ok(_) => {}
            Err(fault) => findings.add(fault.code(), format!("{}: {fault}", name())),
        }
    }

    fn judge_validity(
        &self,
        certificate: &Certificate,
        is_leaf: bool,
        existed: Moment,
        findings: &mut Findings,
    ) {
        let (begin, end) = (certificate.not_before(), certificate.not_after());
        let name = || certificate.summary().name;
        if existed.time > end {
            findings.add(
                Code::CertificateExpired,
                format!("{}: on {}", name(), stamp(end)),
            );
        } else if existed.time < begin {
            let code = if is_leaf && existed.is_proven() {
                Code::SignedBeforeValidity
            } else {
                Code::CertificateNotYetValid
            };
            findings.add(code, format!("{}: valid from {}", name(), stamp(begin)));
        } else if self.at > end {
            findings.add(Code::ExpiredLater, format!("{}: on {}", name(), stamp(end)));
        }
    }
}
