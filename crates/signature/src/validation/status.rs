//! Whether a certificate was revoked when something signed with it is known to have existed.

use chrono::{DateTime, Utc};

use super::examination::Examination;
use super::outcome::Findings;
use super::proof::Moment;
use crate::report::Code;
use crate::revocation::{Answer, AnswerKind, AnswerSigner, CertificateStatus, Reason, Revoked};
use crate::x509::Certificate;

/// Whose certificate it is, for the code of a revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    Signer,
    Authority,
}

/// When a certificate was used, and since when that is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    /// When, as far as it is told: the time that a time stamp states, for a signature the proven moment.
    pub(super) time: DateTime<Utc>,
    /// When what was made with it is known to have existed.
    pub(super) existed: Moment,
}

impl Use {
    /// Of a signature, which tells nothing that counts.
    pub(super) const fn proven(existed: Moment) -> Self {
        Self {
            time: existed.time,
            existed,
        }
    }
}

/// What one answer is worth.
enum Worth {
    /// Good, for this moment.
    Good,
    /// It has a fault that newer data may not have.
    Stale(String),
    /// It does not count.
    Useless(String),
}

impl Examination<'_> {
    /// Finds out the status of `certificate`, which `issuer` issued.
    ///
    /// An answer counts that was current at the moment of use or is newer, and that was made before the certificate expired, since
    /// an authority may forget expired certificates (RFC 5280, 3.3). A revocation after the proven moment changes nothing.
    pub(super) fn standing(
        &mut self,
        certificate: &Certificate,
        issuer: &Certificate,
        usage: Use,
        holder: Holder,
    ) -> Findings {
        let existed = usage.existed;
        let mut findings = Findings::default();
        let name = certificate.summary().name;
        let answers = self
            .revocation
            .answers_for(certificate, issuer, &mut self.checks);
        let mut good = false;
        let mut good_since = None;
        let mut held = None;
        let mut later = None;
        let mut stale = Vec::new();
        let mut useless = Vec::new();
        for answer in &answers {
            if let Err(why) = self.may_be_used(answer) {
                useless.push(why);
                continue;
            }
            if let CertificateStatus::Revoked(revoked) = answer.status {
                let since = doubtful_since(revoked);
                if since > existed.time && existed.is_proven() {
                    later = later.max(Some(since));
                    good = true;
                    continue;
                }
                if since <= existed.time {
                    if revoked.reason == Reason::CertificateHold {
                        held = held.max(Some((answer.this_update, since)));
                        continue;
                    }
                    let code = match holder {
                        Holder::Signer => Code::SignerRevoked,
                        Holder::Authority => Code::AuthorityRevoked,
                    };
                    findings.add(code, format!("{name}: revoked on {}", stamp(since)));
                    return findings;
                }
            }
            match self.worth(answer, certificate, issuer, usage.time) {
                Worth::Good => {
                    good = true;
                    good_since = good_since.max(Some(answer.this_update));
                }
                Worth::Stale(why) => stale.push(why),
                Worth::Useless(why) => useless.push(why),
            }
        }
        // A hold may be lifted, and then a newer answer does not tell of it any more.
        if let Some((told, since)) = held
            && good_since.is_none_or(|good| good <= told)
        {
            findings.add(
                Code::CertificateOnHold,
                format!("{name}: on hold since {}", stamp(since)),
            );
            return findings;
        }
        if let Some(time) = later {
            findings.add(
                Code::RevokedLater,
                format!("{name}: revoked on {}", stamp(time)),
            );
        }
        if !good {
            if let Some(why) = stale.first() {
                findings.add(Code::RevocationStale, format!("{name}: {why}"));
            } else {
                let why = useless.first().map(|why| format!(" ({why})"));
                let why = why.unwrap_or_default();
                findings.add(Code::RevocationMissing, format!("{name}{why}"));
            }
        }
        findings
    }

    /// Whether the answer is authentic and from before the moment of validation.
    fn may_be_used(&self, answer: &Answer) -> Result<(), String> {
        if let Some(why) = &answer.unusable {
            return Err(why.to_string());
        }
        let made = answer.produced_at.unwrap_or(answer.this_update);
        if answer.this_update.max(made) > self.at + self.policy.clock_skew() {
            return Err(format!(
                "{} is of {}, after the moment of validation",
                kind(answer),
                stamp(made)
            ));
        }
        let existed = self
            .proofs
            .of_revision(self.revision_of(&answer.fingerprint));
        let Some(algorithm) = &answer.algorithm else {
            return Err(format!("{} has an unknown algorithm", kind(answer)));
        };
        if let Some(hash) = algorithm.hash
            && !self.policy.accepts_hash(hash, existed.time)
        {
            return Err(format!("{} is signed with {}", kind(answer), hash.name()));
        }
        Ok(())
    }

    fn worth(
        &mut self,
        answer: &Answer,
        certificate: &Certificate,
        issuer: &Certificate,
        used: DateTime<Utc>,
    ) -> Worth {
        if answer.status == CertificateStatus::Unknown {
            return Worth::Useless(format!("{} does not know it", kind(answer)));
        }
        if let Err(why) = self.signer_is_good(answer, issuer) {
            return Worth::Useless(why);
        }
        let current_until = answer
            .next_update
            .unwrap_or(answer.this_update + self.policy.revocation_age());
        if answer.this_update < used && current_until < used {
            return Worth::Stale(format!(
                "{} of {} was current until {}",
                kind(answer),
                stamp(answer.this_update),
                stamp(current_until)
            ));
        }
        let forgotten = answer.this_update > certificate.not_after()
            && answer
                .keeps_expired_since
                .is_none_or(|since| since > certificate.not_after());
        if forgotten {
            return Worth::Stale(format!(
                "{} of {} is from after the certificate expired",
                kind(answer),
                stamp(answer.this_update)
            ));
        }
        Worth::Good
    }

    /// Whether the signer of an answer was valid when the answer is known to have existed.
    fn signer_is_good(&mut self, answer: &Answer, issuer: &Certificate) -> Result<(), String> {
        let existed = self
            .proofs
            .of_revision(self.revision_of(&answer.fingerprint));
        let signer = match &answer.signer {
            AnswerSigner::Unknown => {
                return Err(format!("{} is signed by nobody known", kind(answer)));
            }
            // An anchor is trusted whatever its dates say.
            AnswerSigner::Issuer(signer) if self.anchors.contains(signer) => return Ok(()),
            AnswerSigner::Issuer(signer) | AnswerSigner::Responder(signer) => signer.clone(),
        };
        if existed.time > signer.not_after() || existed.time < signer.not_before() {
            return Err(format!(
                "{} is signed with a certificate that is not valid on {}",
                kind(answer),
                stamp(existed.time)
            ));
        }
        let AnswerSigner::Responder(responder) = &answer.signer else {
            return Ok(());
        };
        let responder = responder.clone();
        self.responder_is_good(&responder, issuer, existed)
            .map_err(|why| format!("{}: {why}", kind(answer)))
    }

    /// Whether a delegated responder was not revoked: by its own mark that this is not to be asked, or by a CRL of its issuer.
    fn responder_is_good(
        &mut self,
        responder: &Certificate,
        issuer: &Certificate,
        existed: Moment,
    ) -> Result<(), String> {
        let key = responder.public_key().map_err(|fault| fault.to_string())?;
        if !self.policy.accepts_key(key, existed.time) {
            return Err("the key of the responder is too weak".to_owned());
        }
        if responder.extensions().ocsp_no_check {
            return Ok(());
        }
        let answers = self
            .revocation
            .answers_for(responder, issuer, &mut self.checks);
        let of_list = |answer: &&Answer| answer.kind == AnswerKind::Crl;
        let mut good = false;
        for answer in answers.iter().filter(of_list) {
            if self.may_be_used(answer).is_err() {
                continue;
            }
            match answer.status {
                CertificateStatus::Revoked(revoked) if doubtful_since(revoked) <= existed.time => {
                    return Err("the responder is revoked".to_owned());
                }
                _ => {
                    let worth = self.worth(answer, responder, issuer, existed.time);
                    good |= matches!(worth, Worth::Good);
                }
            }
        }
        if good {
            Ok(())
        } else {
            Err("the responder's own status is not known".to_owned())
        }
    }
}

/// Since when signatures with the key are in doubt: the authority may say that this was before it revoked the certificate.
fn doubtful_since(revoked: Revoked) -> DateTime<Utc> {
    revoked
        .invalid_since
        .map_or(revoked.time, |since| since.min(revoked.time))
}

const fn kind(answer: &Answer) -> &'static str {
    match answer.kind {
        AnswerKind::Crl => "the CRL",
        AnswerKind::Ocsp => "the OCSP answer",
    }
}

/// A moment in a finding.
pub(super) fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
