//! What is known while one document is verified.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::proof::Proofs;
use crate::cms::{RevocationValues, SignedData, TimeStampToken};
use crate::crypto::{Digest, KnownSignatures, SignatureChecks};
use crate::material::Material;
use crate::policy::Policy;
use crate::revocation::RevocationData;
use crate::x509::{Anchors, Certificate, Pool};

/// Signature values of certificates and revocation data that one document may make the verifier compute.
const SIGNATURE_CHECKS: usize = 300;
/// Certificates that one document may bring.
const MAX_CERTIFICATES: usize = 2_000;
/// CRLs and OCSP answers that one document may bring.
const MAX_REVOCATION: usize = 2_000;

/// Material, policy and moment, with what the document itself brings.
pub(super) struct Examination<'v> {
    pub(super) anchors: Anchors,
    pub(super) policy: &'v Policy,
    pub(super) at: DateTime<Utc>,
    pub(super) pool: Pool,
    pub(super) revocation: RevocationData,
    pub(super) checks: SignatureChecks,
    pub(super) proofs: Proofs,
    /// The earliest revision that holds a piece of revocation data.
    seen: HashMap<Digest, usize>,
    /// Revisions that are time-stamped, whether or not the stamp counts.
    pub(super) stamped: Vec<usize>,
    certificates: usize,
    answers: usize,
}

impl<'v> Examination<'v> {
    pub(super) fn new(
        material: &'v Material,
        policy: &'v Policy,
        at: DateTime<Utc>,
        earlier: KnownSignatures,
    ) -> Self {
        Self {
            anchors: material.trusted(),
            policy,
            at,
            pool: material.pool(),
            revocation: material.revocation(),
            checks: SignatureChecks::after(earlier, SIGNATURE_CHECKS),
            proofs: Proofs::new(at),
            seen: HashMap::new(),
            stamped: Vec::new(),
            certificates: 0,
            answers: 0,
        }
    }

    /// Certificates that a signature may be made with.
    pub(super) fn candidates(&self) -> Vec<Certificate> {
        self.pool
            .iter()
            .chain(self.anchors.iter())
            .cloned()
            .collect()
    }

    /// Takes a certificate that the document brings; what is none is left out.
    pub(super) fn add_certificate(&mut self, der: &[u8]) {
        if self.certificates < MAX_CERTIFICATES {
            self.certificates += 1;
            if let Ok(certificate) = Certificate::from_der(der) {
                self.revocation.add_responder(&certificate);
                self.pool.add(certificate);
            }
        }
    }

    /// Takes a CRL that the document brings in this revision.
    pub(super) fn add_crl(&mut self, der: &[u8], revision: Option<usize>) {
        if self.answers < MAX_REVOCATION {
            self.answers += 1;
            if let Ok(fingerprint) = self.revocation.add_crl(der) {
                self.see(fingerprint, revision);
            }
        }
    }

    /// Takes an OCSP answer that the document brings in this revision.
    pub(super) fn add_ocsp(&mut self, der: &[u8], revision: Option<usize>) {
        if self.answers < MAX_REVOCATION {
            self.answers += 1;
            if let Ok(fingerprint) = self.revocation.add_ocsp(der) {
                self.see(fingerprint, revision);
            }
        }
    }

    fn see(&mut self, fingerprint: Digest, revision: Option<usize>) {
        if let Some(revision) = revision {
            self.seen
                .entry(fingerprint)
                .and_modify(|earliest| *earliest = revision.min(*earliest))
                .or_insert(revision);
        }
    }

    /// The earliest revision that holds this revocation data; nothing if none does.
    pub(super) fn revision_of(&self, fingerprint: &Digest) -> Option<usize> {
        self.seen.get(fingerprint).copied()
    }

    /// Takes all that a CMS in this revision brings, and that the time stamps in it bring.
    pub(super) fn add_from_cms(&mut self, signed: &SignedData, revision: Option<usize>) {
        self.add_own(signed, revision);
        for signer in &signed.signers {
            let content_stamps = signer
                .signed
                .iter()
                .flat_map(|signed| &signed.content_time_stamps);
            let stamps = signer.unsigned.signature_time_stamps.iter();
            for token in stamps.chain(content_stamps) {
                if let Ok(token) = TimeStampToken::parse(token) {
                    self.add_own(&token.signed_data, revision);
                }
            }
        }
    }

    fn add_own(&mut self, signed: &SignedData, revision: Option<usize>) {
        for certificate in &signed.certificates {
            self.add_certificate(certificate);
        }
        for crl in &signed.crls {
            self.add_crl(crl, revision);
        }
        for ocsp in &signed.ocsps {
            self.add_ocsp(ocsp, revision);
        }
        for signer in &signed.signers {
            for certificate in &signer.unsigned.certificates {
                self.add_certificate(certificate);
            }
            if let Some(signed) = &signer.signed {
                self.add_values(&signed.revocation_values, revision);
            }
            self.add_values(&signer.unsigned.revocation_values, revision);
        }
    }

    fn add_values(&mut self, values: &RevocationValues, revision: Option<usize>) {
        for crl in &values.crls {
            self.add_crl(crl, revision);
        }
        for ocsp in &values.ocsps {
            self.add_ocsp(ocsp, revision);
        }
    }
}
