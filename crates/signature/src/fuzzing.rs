//! Entrances for the fuzz targets in `fuzz/` to readers that are not public. Compiled for those alone.

use crate::{
    changes::{Permissions, changes_since, permitted},
    cms::{SignedData, TimeStampToken, resembles_signed_attributes},
    crypto::SignatureChecks,
    pdf::{Document, Limits, Object},
    revocation::{Material, RevocationData, parse_material},
    x509::{Anchors, Certificate, Pool, Purpose, check_path, find_paths},
};

/// Certificates of one input that are compared with each other.
const MAX_CERTIFICATES: usize = 20;
/// Signature values that one input may make the readers compute.
const SIGNATURE_CHECKS: usize = 30;

/// Reads a PDF file with all its revisions, signatures and streams, and compares the revisions.
pub fn pdf(bytes: &[u8]) {
    let Ok(document) = Document::read(bytes, Limits::for_size(bytes.len())) else {
        return;
    };
    let view = document.latest();
    for revision in 0..document.revisions().len() {
        for (id, _) in document.changed(revision) {
            if let Ok(Object::Stream(stream)) = view.object(id) {
                let _ = view.decode(&stream);
            }
        }
    }
    let (Ok(found), Ok(steps)) = (document.signatures(), changes_since(&document, 0)) else {
        return;
    };
    for signature in &found.signatures {
        let signed = Permissions::of(signature, &found.signatures);
        for change in steps.iter().flat_map(|step| &step.changes) {
            let _ = permitted(change, &signed);
        }
    }
}

/// Reads CMS, time stamps, certificates and revocation data, in DER, BER or PEM, and follows what they say about each other.
pub fn cms(bytes: &[u8]) {
    let mut checks = SignatureChecks::new(SIGNATURE_CHECKS);
    let _ = resembles_signed_attributes(bytes);
    let der = SignedData::from_pem(bytes);
    let signed = SignedData::parse(der.as_deref().unwrap_or(bytes));
    let mut material = parse_material(bytes).unwrap_or_default();
    if let Ok(signed) = signed {
        signed_data(&signed, &mut checks);
        let certificates = signed.certificates.iter();
        material
            .certificates
            .extend(certificates.filter_map(|der| Certificate::from_der(der).ok()));
        let mut brought = RevocationData::new(&Material::default());
        for crl in &signed.crls {
            let _ = brought.add_crl(crl);
        }
        for ocsp in &signed.ocsps {
            let _ = brought.add_ocsp(ocsp);
        }
        answers(&material.certificates, &mut brought, &mut checks);
    }
    answers(
        &material.certificates,
        &mut RevocationData::new(&material),
        &mut checks,
    );
    paths(&material.certificates, &mut checks);
}

fn signed_data(signed: &SignedData, checks: &mut SignatureChecks) {
    let candidates: Vec<Certificate> = signed
        .certificates
        .iter()
        .filter_map(|der| Certificate::from_der(der).ok())
        .collect();
    let content = signed.content.as_deref().unwrap_or_default();
    for signer in &signed.signers {
        let _ = signer.check(&candidates, |hash| hash.digest(content), checks);
        for token in &signer.unsigned.signature_time_stamps {
            if let Ok(token) = TimeStampToken::parse(token) {
                let _ = token.check_imprint(|hash| hash.digest(&signer.signature));
                let _ = token.check(&candidates, checks);
            }
        }
    }
    if let Ok(token) = TimeStampToken::from_signed_data(signed.clone()) {
        let _ = token.check(&candidates, checks);
    }
}

fn answers(certificates: &[Certificate], data: &mut RevocationData, checks: &mut SignatureChecks) {
    for certificate in certificates.iter().take(MAX_CERTIFICATES) {
        for issuer in certificates.iter().take(MAX_CERTIFICATES) {
            let _ = data.answers_for(certificate, issuer, checks);
        }
    }
}

/// Every certificate in turn is the anchor of all.
fn paths(certificates: &[Certificate], checks: &mut SignatureChecks) {
    let mut pool = Pool::new();
    pool.extend(certificates.iter().cloned());
    for anchor in certificates.iter().take(MAX_CERTIFICATES) {
        let anchors = Anchors::new([anchor.clone()]);
        for leaf in certificates.iter().take(MAX_CERTIFICATES) {
            for path in find_paths(leaf, &pool, &anchors, checks).paths {
                for purpose in [Purpose::DocumentSigning, Purpose::TimeStamping] {
                    let _ = check_path(&path, purpose);
                }
            }
        }
    }
}
