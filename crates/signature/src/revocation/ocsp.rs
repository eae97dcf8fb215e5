use chrono::{DateTime, Utc};

use crate::{
    asn1::{self, Asn1Fault, Element, Reader, Tag},
    crypto::{CryptoFault, Digest, HashAlgorithm, PublicKey, SignatureAlgorithm, SignatureChecks},
    x509::{Certificate, Name},
};

use super::{
    MaterialFault,
    ocsp_single::SingleResponse,
    oids,
    parts::{read_extensions, read_name},
};

/// Answers about single certificates that one OCSP answer may have.
const MAX_RESPONSES: usize = 1024;
/// Certificates that one OCSP answer may bring.
const MAX_CERTIFICATES: usize = 16;

/// `BasicOCSPResponse` (RFC 6960, 4.2.1).
#[derive(Clone, Debug)]
pub(crate) struct Ocsp {
    fingerprint: Digest,
    /// `ResponseData` as it is signed.
    signed: Vec<u8>,
    algorithm: Result<SignatureAlgorithm, CryptoFault>,
    signature: Vec<u8>,
    responder: ResponderId,
    produced_at: DateTime<Utc>,
    responses: Vec<SingleResponse>,
    certificates: Vec<Certificate>,
    /// Why nothing in it can be used.
    unusable: Option<String>,
}

/// `ResponderID`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ResponderId {
    Name(Name),
    /// SHA-1 of the public key.
    Key(Vec<u8>),
}

impl ResponderId {
    fn read(element: Element<'_>) -> Result<Self, MaterialFault> {
        if element.tag == Tag::context_constructed(1) {
            Ok(Self::Name(read_name(element.explicit()?)?))
        } else {
            let key = element.expect(Tag::context_constructed(2))?.explicit()?;
            Ok(Self::Key(key.octet_string()?.to_vec()))
        }
    }

    pub(super) fn is(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Name(name) => name == certificate.subject(),
            Self::Key(key) => {
                let digest = HashAlgorithm::Sha1.digest(certificate.public_key_bits());
                digest.as_ref() == key
            }
        }
    }
}

impl Ocsp {
    /// Reads an `OCSPResponse`, which must be successful, or a bare `BasicOCSPResponse`.
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, MaterialFault> {
        let outer = asn1::parse(der)?;
        let mut body = outer.sequence()?;
        if body.peek() != Some(Tag::ENUMERATED) {
            return Self::read_basic(outer, der);
        }
        let status = body.read()?.enumerated()?;
        if status != 0 {
            return Err(MaterialFault(format!(
                "the responder gave no answer but status {status}"
            )));
        }
        let mut bytes = body
            .expect(Tag::context_constructed(0))?
            .explicit()?
            .sequence()?;
        body.finish()?;
        let kind = bytes.read()?.oid()?;
        if kind != oids::OCSP_BASIC {
            return Err(MaterialFault(format!(
                "an answer of the unknown kind {kind}"
            )));
        }
        let basic = bytes.read()?.octet_string()?;
        bytes.finish()?;
        Self::read_basic(asn1::parse(basic)?, basic)
    }

    fn read_basic(basic: Element<'_>, der: &[u8]) -> Result<Self, MaterialFault> {
        let mut body = basic.sequence()?;
        let data = body.expect(Tag::SEQUENCE)?;
        let algorithm = body.expect(Tag::SEQUENCE)?;
        let signature = body.read()?.bit_string()?;
        let certificates = body.optional(Tag::context_constructed(0))?;
        body.finish()?;
        let certificates = match certificates {
            Some(list) => read_certificates(list.explicit()?.sequence()?)?,
            None => Vec::new(),
        };
        let mut data_body = data.sequence()?;
        if let Some(version) = data_body.optional(Tag::context_constructed(0))?
            && version.explicit()?.small()? != 0
        {
            return Err(MaterialFault::new("an unknown version"));
        }
        let responder = ResponderId::read(data_body.read()?)?;
        let produced_at = data_body.expect(Tag::GENERALIZED_TIME)?.time()?;
        let mut responses = Vec::new();
        for response in data_body.sequence()? {
            if responses.len() == MAX_RESPONSES {
                return Err(Asn1Fault::Limit.into());
            }
            responses.push(SingleResponse::read(response?)?);
        }
        let mut unusable = None;
        if let Some(list) = data_body.optional(Tag::context_constructed(1))? {
            let extensions = read_extensions(list.explicit()?)?;
            unusable = extensions
                .iter()
                .find(|extension| {
                    extension.critical && !oids::OCSP_HARMLESS.contains(&extension.oid)
                })
                .map(|extension| {
                    format!("it has the unknown critical extension {}", extension.oid)
                });
        }
        data_body.finish()?;
        Ok(Self {
            fingerprint: HashAlgorithm::Sha256.digest(der),
            signed: data.raw.to_vec(),
            algorithm: SignatureAlgorithm::from_identifier(algorithm),
            signature: signature.to_vec(),
            responder,
            produced_at,
            responses,
            certificates,
            unusable,
        })
    }

    /// SHA-256 of the `BasicOCSPResponse`.
    pub(crate) const fn fingerprint(&self) -> &Digest {
        &self.fingerprint
    }

    pub(crate) const fn produced_at(&self) -> DateTime<Utc> {
        self.produced_at
    }

    pub(crate) const fn algorithm(&self) -> &Result<SignatureAlgorithm, CryptoFault> {
        &self.algorithm
    }

    /// Certificates that it brings, the responder's among them.
    pub(crate) fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    pub(super) const fn responder(&self) -> &ResponderId {
        &self.responder
    }

    pub(super) fn responses(&self) -> &[SingleResponse] {
        &self.responses
    }

    pub(super) const fn unusable(&self) -> Option<&String> {
        self.unusable.as_ref()
    }

    /// That it was signed with the private part of `key`.
    pub(crate) fn verify(
        &self,
        key: &PublicKey,
        checks: &mut SignatureChecks,
    ) -> Result<(), CryptoFault> {
        let algorithm = self.algorithm.as_ref().map_err(Clone::clone)?;
        checks.verify(key, algorithm, &self.signed, &self.signature)
    }
}

/// Those that can be read; the others cannot be the responder's.
fn read_certificates(list: Reader<'_>) -> Result<Vec<Certificate>, MaterialFault> {
    let mut certificates = Vec::new();
    for certificate in list {
        let certificate = certificate?;
        if certificates.len() == MAX_CERTIFICATES {
            return Err(Asn1Fault::Limit.into());
        }
        certificates.extend(Certificate::from_der(certificate.raw));
    }
    Ok(certificates)
}
