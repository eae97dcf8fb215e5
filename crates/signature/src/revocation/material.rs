use std::sync::Arc;

use thiserror::Error;

use crate::{
    asn1::{self, Asn1Fault, Tag},
    cms::SignedData,
    x509::{Certificate, certificates_from, pem_blocks},
};

use super::{Crl, Ocsp};

/// Why certificates or revocation data cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub(crate) struct MaterialFault(pub(super) String);

impl MaterialFault {
    pub(super) fn new(why: &str) -> Self {
        Self(why.to_owned())
    }
}

impl From<Asn1Fault> for MaterialFault {
    fn from(fault: Asn1Fault) -> Self {
        Self(fault.to_string())
    }
}

/// What a file of certificates and revocation data holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Material {
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) crls: Vec<Arc<Crl>>,
    pub(crate) ocsps: Vec<Arc<Ocsp>>,
}

impl Material {
    const fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.crls.is_empty() && self.ocsps.is_empty()
    }
}

/// Reads a file: one certificate, CRL, OCSP answer or bundle of certificates (PKCS #7) in DER, or any number of blocks of PEM.
pub(crate) fn parse_material(bytes: &[u8]) -> Result<Material, MaterialFault> {
    if bytes.first() == Some(&Tag::SEQUENCE.0) {
        return parse_der(bytes);
    }
    let pem = |fault: crate::x509::X509Fault| MaterialFault(fault.to_string());
    let mut material = Material {
        certificates: certificates_from(bytes).map_err(pem)?,
        ..Material::default()
    };
    for der in pem_blocks(bytes, &["X509 CRL"]).map_err(pem)? {
        material.crls.push(Arc::new(Crl::from_der(&der)?));
    }
    for der in pem_blocks(bytes, &["OCSP RESPONSE"]).map_err(pem)? {
        material.ocsps.push(Arc::new(Ocsp::from_der(&der)?));
    }
    if material.is_empty() {
        return Err(MaterialFault::new(
            "neither certificates nor revocation data",
        ));
    }
    Ok(material)
}

fn parse_der(der: &[u8]) -> Result<Material, MaterialFault> {
    let mut material = Material::default();
    match asn1::parse_prefix(der)
        .ok()
        .and_then(|(outer, _)| outer.children().peek())
    {
        Some(Tag::OID) => {
            let bundle = SignedData::parse(der).map_err(|fault| MaterialFault(fault.detail))?;
            for der in &bundle.certificates {
                let certificate =
                    Certificate::from_der(der).map_err(|fault| MaterialFault(fault.to_string()))?;
                material.certificates.push(certificate);
            }
            for der in &bundle.crls {
                material.crls.push(Arc::new(Crl::from_der(der)?));
            }
        }
        Some(Tag::ENUMERATED) => material.ocsps.push(Arc::new(Ocsp::from_der(der)?)),
        _ => {
            let certificate = match Certificate::from_der(der) {
                Ok(certificate) => {
                    material.certificates.push(certificate);
                    return Ok(material);
                }
                Err(fault) => fault,
            };
            match (Crl::from_der(der), Ocsp::from_der(der)) {
                (Ok(crl), _) => material.crls.push(Arc::new(crl)),
                (_, Ok(ocsp)) => material.ocsps.push(Arc::new(ocsp)),
                (Err(crl), Err(ocsp)) => {
                    return Err(MaterialFault(format!(
                        "no certificate ({certificate}), no CRL ({crl}), no OCSP answer ({ocsp})"
                    )));
                }
            }
        }
    }
    Ok(material)
}
