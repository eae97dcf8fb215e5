use crate::{crypto::SignatureChecks, x509::Certificate};

use super::{AnswerSigner, Ocsp, Unusable, answer::Refusal, oids, verified::Verified};

/// Who signed `ocsp`, if it may answer for what `issuer` issued (RFC 6960, 4.2.2.2): the issuer, or one to whom it issued a certificate for this.
pub(super) fn find_signer(
    ocsp: &Ocsp,
    issuer: &Certificate,
    others: &[Certificate],
    verified: &mut Verified,
    checks: &mut SignatureChecks,
) -> Result<AnswerSigner, Unusable> {
    let mut refusal = Refusal::new("the responder is neither the issuer nor named by it");
    if ocsp.responder().is(issuer) {
        match verified.ocsp(ocsp, issuer, checks) {
            Ok(()) => return Ok(AnswerSigner::Issuer(issuer.clone())),
            Err(fault) => refusal.set(fault),
        }
    }
    let candidates = ocsp
        .certificates()
        .iter()
        .chain(others)
        .filter(|candidate| ocsp.responder().is(candidate));
    for candidate in candidates {
        match check_candidate(ocsp, candidate, issuer, verified, checks) {
            Ok(()) => return Ok(AnswerSigner::Responder(candidate.clone())),
            Err(fault) => refusal.set(fault),
        }
    }
    Err(refusal.into())
}

fn check_candidate(
    ocsp: &Ocsp,
    candidate: &Certificate,
    issuer: &Certificate,
    verified: &mut Verified,
    checks: &mut SignatureChecks,
) -> Result<(), Unusable> {
    let refuse = |why: &str| {
        Err(Unusable::Signer(format!(
            "the responder's certificate {why}"
        )))
    };
    let extensions = candidate.extensions();
    if candidate.issuer() != issuer.subject() {
        return refuse("is not from the issuer");
    }
    if !extensions
        .extended_key_usage
        .as_ref()
        .is_some_and(|usage| usage.has(&oids::OCSP_SIGNING))
    {
        return refuse("is not for OCSP signing");
    }
    if extensions
        .key_usage
        .is_some_and(|usage| !usage.digital_signature() && !usage.content_commitment())
    {
        return refuse("is not for signatures");
    }
    if !extensions.unknown_critical.is_empty() {
        return refuse("has an unknown critical extension");
    }
    let produced_at = ocsp.produced_at();
    if produced_at < candidate.not_before() || produced_at > candidate.not_after() {
        return refuse("was not valid when the answer was made");
    }
    verified.certificate(candidate, issuer, checks)?;
    verified.ocsp(ocsp, candidate, checks)
}
