//! Trust anchors, intermediate certificates and revocation data that are given with the question.

use thiserror::Error;

use crate::report::MaterialSummary;
use crate::revocation::{self, RevocationData, parse_material};
use crate::x509::{Anchors, Certificate, Pool};

/// What is trusted and known beside the document.
#[derive(Clone, Debug, Default)]
pub struct Material {
    anchors: Vec<Certificate>,
    intermediates: Vec<Certificate>,
    revocation: revocation::Material,
}

/// Why material cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct MaterialFault(String);

impl Material {
    /// Trusts nobody yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts the certificates of a PEM bundle, a DER certificate or a PKCS #7 bundle, and tells how many there were.
    ///
    /// # Errors
    /// When there are none, or something else.
    pub fn add_anchors(&mut self, bytes: &[u8]) -> Result<usize, MaterialFault> {
        add_certificates(&mut self.anchors, bytes)
    }

    /// Takes certificates, in the same forms, by which a path may lead to an anchor.
    ///
    /// # Errors
    /// When there are none, or something else.
    pub fn add_intermediates(&mut self, bytes: &[u8]) -> Result<usize, MaterialFault> {
        add_certificates(&mut self.intermediates, bytes)
    }

    /// Takes CRLs (PEM or DER) or an OCSP answer (DER), and tells how many there were.
    ///
    /// # Errors
    /// When there are none, or something else.
    pub fn add_revocation(&mut self, bytes: &[u8]) -> Result<usize, MaterialFault> {
        let found = read(bytes)?;
        let count = found.crls.len() + found.ocsps.len();
        if count == 0 {
            return Err(MaterialFault("no CRL and no OCSP answer".to_owned()));
        }
        self.revocation.crls.extend(found.crls);
        self.revocation.ocsps.extend(found.ocsps);
        Ok(count)
    }

    /// SHA-256 of each piece, sorted.
    pub fn summary(&self) -> MaterialSummary {
        let certificates =
            |list: &[Certificate]| sorted(list.iter().map(|one| one.fingerprint().hex()));
        MaterialSummary {
            anchors: certificates(&self.anchors),
            intermediates: certificates(&self.intermediates),
            crls: sorted(
                self.revocation
                    .crls
                    .iter()
                    .map(|crl| crl.fingerprint().hex()),
            ),
            ocsps: sorted(
                self.revocation
                    .ocsps
                    .iter()
                    .map(|ocsp| ocsp.fingerprint().hex()),
            ),
        }
    }

    pub(crate) fn trusted(&self) -> Anchors {
        Anchors::new(self.anchors.iter().cloned())
    }

    /// Where path building begins.
    pub(crate) fn pool(&self) -> Pool {
        let mut pool = Pool::new();
        for certificate in &self.intermediates {
            pool.add(certificate.clone());
        }
        pool
    }

    pub(crate) fn revocation(&self) -> RevocationData {
        let mut data = RevocationData::new(&self.revocation);
        for certificate in &self.intermediates {
            data.add_responder(certificate);
        }
        data
    }
}

fn read(bytes: &[u8]) -> Result<revocation::Material, MaterialFault> {
    parse_material(bytes).map_err(|fault| MaterialFault(fault.to_string()))
}

fn add_certificates(to: &mut Vec<Certificate>, bytes: &[u8]) -> Result<usize, MaterialFault> {
    let found = read(bytes)?.certificates;
    if found.is_empty() {
        return Err(MaterialFault("no certificate".to_owned()));
    }
    let count = found.len();
    to.extend(found);
    Ok(count)
}

fn sorted(hashes: impl Iterator<Item = String>) -> Vec<String> {
    let mut hashes: Vec<String> = hashes.collect();
    hashes.sort();
    hashes.dedup();
    hashes
}
