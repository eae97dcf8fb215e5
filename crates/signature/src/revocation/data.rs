use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::{
    crypto::{Digest, HashAlgorithm, SignatureChecks},
    x509::{Certificate, Name},
};

use super::{
    Answer, AnswerKind, AnswerSigner, CertificateStatus, Crl, Material, MaterialFault, Ocsp,
    Origin, Reason, Unusable, ocsp_single::SingleResponse, oids, responder, verified::Verified,
};

/// Pieces of revocation data that a document may bring.
const MAX_FROM_DOCUMENT: usize = 1024;
/// Responses in OCSP answers that a document may bring.
const MAX_RESPONSES_FROM_DOCUMENT: usize = 16_384;
/// Answers of a document that are looked at for one certificate.
const MAX_ANSWERS: usize = 256;
/// Responders' certificates outside of OCSP answers that are kept.
const MAX_RESPONDERS: usize = 64;

/// All revocation data that is at hand for a document, each piece once.
#[derive(Debug, Default)]
pub(crate) struct RevocationData {
    crls: Vec<(Origin, Arc<Crl>)>,
    ocsps: Vec<(Origin, Arc<Ocsp>)>,
    known: HashSet<Digest>,
    /// Fingerprints of the OCSP answers of the document, by those of the octets that they were read from.
    added_ocsps: HashMap<Digest, Digest>,
    from_document: usize,
    responses_from_document: usize,
    crls_by_issuer: HashMap<Name, Vec<usize>>,
    /// Indices of an answer and of the response in it.
    responses_by_serial: HashMap<Vec<u8>, Vec<(usize, usize)>>,
    responders: Vec<Certificate>,
    verified: Verified,
}

impl RevocationData {
    /// Begins with what was given; answers from it come before those from the document.
    pub(crate) fn new(given: &Material) -> Self {
        let mut this = Self::default();
        for crl in &given.crls {
            this.insert_crl(Origin::Given, Arc::clone(crl));
        }
        for ocsp in &given.ocsps {
            this.insert_ocsp(Origin::Given, Arc::clone(ocsp));
        }
        for certificate in &given.certificates {
            this.add_responder(certificate);
        }
        this
    }

    /// Adds a CRL of the document and tells its fingerprint.
    pub(crate) fn add_crl(&mut self, der: &[u8]) -> Result<Digest, MaterialFault> {
        let fingerprint = HashAlgorithm::Sha256.digest(der);
        if !self.known.contains(&fingerprint) {
            self.count()?;
            self.insert_crl(Origin::Document, Arc::new(Crl::from_der(der)?));
        }
        Ok(fingerprint)
    }

    /// Adds an `OCSPResponse` or a `BasicOCSPResponse` of the document and tells the fingerprint of the latter.
    pub(crate) fn add_ocsp(&mut self, der: &[u8]) -> Result<Digest, MaterialFault> {
        let whole = HashAlgorithm::Sha256.digest(der);
        if let Some(fingerprint) = self.added_ocsps.get(&whole) {
            return Ok(*fingerprint);
        }
        self.count()?;
        let ocsp = Ocsp::from_der(der)?;
        self.responses_from_document += ocsp.responses().len();
        if self.responses_from_document > MAX_RESPONSES_FROM_DOCUMENT {
            return Err(too_much());
        }
        let fingerprint = *ocsp.fingerprint();
        self.added_ocsps.insert(whole, fingerprint);
        self.insert_ocsp(Origin::Document, Arc::new(ocsp));
        Ok(fingerprint)
    }

    /// Adds a certificate that may be that of an OCSP responder; others are passed over.
    pub(crate) fn add_responder(&mut self, certificate: &Certificate) {
        let for_ocsp = certificate
            .extensions()
            .extended_key_usage
            .as_ref()
            .is_some_and(|usage| usage.has(&oids::OCSP_SIGNING));
        if for_ocsp
            && self.responders.len() < MAX_RESPONDERS
            && !self.responders.contains(certificate)
        {
            self.responders.push(certificate.clone());
        }
    }

    fn count(&mut self) -> Result<(), MaterialFault> {
        self.from_document += 1;
        if self.from_document > MAX_FROM_DOCUMENT {
            return Err(too_much());
        }
        Ok(())
    }

    fn insert_crl(&mut self, origin: Origin, crl: Arc<Crl>) {
        if self.known.insert(*crl.fingerprint()) {
            self.crls_by_issuer
                .entry(crl.issuer().clone())
                .or_default()
                .push(self.crls.len());
            self.crls.push((origin, crl));
        }
    }

    fn insert_ocsp(&mut self, origin: Origin, ocsp: Arc<Ocsp>) {
        if self.known.insert(*ocsp.fingerprint()) {
            for (index, response) in ocsp.responses().iter().enumerate() {
                self.responses_by_serial
                    .entry(response.serial().to_vec())
                    .or_default()
                    .push((self.ocsps.len(), index));
            }
            self.ocsps.push((origin, ocsp));
        }
    }

    /// All that is said about `certificate`, which `issuer` issued: usable or not, lists first, and the given before that of the document.
    pub(crate) fn answers_for(
        &mut self,
        certificate: &Certificate,
        issuer: &Certificate,
        checks: &mut SignatureChecks,
    ) -> Vec<Answer> {
        let mut answers = Vec::new();
        let (mut crls_left, mut ocsps_left) = (Allowance(MAX_ANSWERS), Allowance(MAX_ANSWERS));
        let lists = self
            .crls_by_issuer
            .get(certificate.issuer())
            .into_iter()
            .flatten()
            .filter_map(|index| self.crls.get(*index))
            .filter(|(origin, _)| crls_left.admits(*origin));
        for (origin, crl) in lists {
            let checked = check_crl(crl, certificate, issuer, &mut self.verified, checks);
            answers.push(crl_answer(crl, *origin, issuer, checked));
        }
        let responses = self
            .responses_by_serial
            .get(certificate.serial())
            .into_iter()
            .flatten()
            .filter_map(|(index, response)| {
                let (origin, ocsp) = self.ocsps.get(*index)?;
                Some((*origin, ocsp, ocsp.responses().get(*response)?))
            })
            .filter(|(origin, _, _)| ocsps_left.admits(*origin))
            .filter(|(_, _, response)| response.is_about(certificate, issuer));
        for (origin, ocsp, response) in responses {
            let signer =
                responder::find_signer(ocsp, issuer, &self.responders, &mut self.verified, checks);
            answers.push(ocsp_answer(ocsp, response, origin, signer));
        }
        answers
    }
}

fn too_much() -> MaterialFault {
    MaterialFault::new("the document brings too much revocation data")
}

/// How many more pieces of the document are looked at; what was given always is.
struct Allowance(usize);

impl Allowance {
    const fn admits(&mut self, origin: Origin) -> bool {
        match origin {
            Origin::Given => true,
            Origin::Document if self.0 == 0 => false,
            Origin::Document => {
                self.0 -= 1;
                true
            }
        }
    }
}

/// A revoked certificate is revoked on whatever list of its issuer it stands; one that does not stand there is good only if it would.
fn check_crl(
    crl: &Crl,
    certificate: &Certificate,
    issuer: &Certificate,
    verified: &mut Verified,
    checks: &mut SignatureChecks,
) -> Result<CertificateStatus, Unusable> {
    if let Some(why) = crl.scope().unusable() {
        return Err(Unusable::Scope(why.clone()));
    }
    let usage = issuer.extensions().key_usage;
    if usage.is_some_and(|usage| !usage.crl_sign()) {
        return Err(Unusable::Signer(
            "the issuer may not sign revocation lists".to_owned(),
        ));
    }
    verified.crl(crl, issuer, checks)?;
    match (
        crl.find(certificate.serial()),
        crl.scope().omits(certificate),
    ) {
        (Some(revoked), _) if revoked.reason == Reason::RemoveFromCrl => Err(Unusable::Scope(
            "the certificate was removed from a list that is not here".to_owned(),
        )),
        (Some(revoked), _) => Ok(CertificateStatus::Revoked(revoked)),
        (None, Some(why)) => Err(Unusable::Scope(why.to_owned())),
        (None, None) => Ok(CertificateStatus::Good),
    }
}

fn crl_answer(
    crl: &Crl,
    origin: Origin,
    issuer: &Certificate,
    checked: Result<CertificateStatus, Unusable>,
) -> Answer {
    let (status, signer, unusable) = match checked {
        Ok(status) => (status, AnswerSigner::Issuer(issuer.clone()), None),
        Err(why) => (CertificateStatus::Unknown, AnswerSigner::Unknown, Some(why)),
    };
    Answer {
        kind: AnswerKind::Crl,
        origin,
        fingerprint: *crl.fingerprint(),
        status,
        this_update: crl.this_update(),
        next_update: crl.next_update(),
        produced_at: None,
        keeps_expired_since: crl.keeps_expired_since(),
        signer,
        algorithm: crl.algorithm().clone().ok(),
        unusable,
    }
}

fn ocsp_answer(
    ocsp: &Ocsp,
    response: &SingleResponse,
    origin: Origin,
    signer: Result<AnswerSigner, Unusable>,
) -> Answer {
    let form = ocsp.unusable().or(response.unusable.as_ref());
    let (signer, unusable) = match (signer, form) {
        (Ok(signer), None) => (signer, None),
        (Ok(signer), Some(why)) => (signer, Some(Unusable::Scope(why.clone()))),
        (Err(why), _) => (AnswerSigner::Unknown, Some(why)),
    };
    Answer {
        kind: AnswerKind::Ocsp,
        origin,
        fingerprint: *ocsp.fingerprint(),
        status: match unusable {
            None => response.status,
            Some(_) => CertificateStatus::Unknown,
        },
        this_update: response.this_update,
        next_update: response.next_update,
        produced_at: Some(ocsp.produced_at()),
        keeps_expired_since: response.archive_cutoff,
        signer,
        algorithm: ocsp.algorithm().clone().ok(),
        unusable,
    }
}
