use crate::{
    Code,
    asn1::{self, Asn1Fault, Element, Reader, Tag},
    crypto::HashAlgorithm,
    x509::{Certificate, GeneralName, Name},
};

use super::{Fault, fault::Context};

/// The attributes signing-certificate (RFC 2634) and signing-certificate-v2 (RFC 5035): the first certificate of each, which is the signer's.
#[derive(Clone, Debug, Default)]
pub(crate) struct SigningCertificate {
    pub(crate) v1: Option<CertificateReference>,
    pub(crate) v2: Option<CertificateReference>,
}

/// `ESSCertID` or `ESSCertIDv2`.
#[derive(Clone, Debug)]
pub(crate) struct CertificateReference {
    pub(crate) hash: HashAlgorithm,
    pub(crate) digest: Vec<u8>,
    pub(crate) issuer_serial: Option<IssuerSerial>,
}

/// `IssuerSerial`.
#[derive(Clone, Debug)]
pub(crate) struct IssuerSerial {
    /// Nothing if it is not exactly one directory name, which no certificate can match.
    issuer: Option<Name>,
    serial: Vec<u8>,
}

impl SigningCertificate {
    /// Whether one of the attributes is there.
    pub(crate) const fn is_present(&self) -> bool {
        self.v1.is_some() || self.v2.is_some()
    }

    /// Whether all that is there names `certificate`.
    pub(crate) fn names(&self, certificate: &Certificate) -> bool {
        self.references()
            .all(|reference| reference.names(certificate))
    }

    /// The references that are there.
    pub(crate) fn references(&self) -> impl Iterator<Item = &CertificateReference> {
        self.v1.iter().chain(&self.v2)
    }
}

impl CertificateReference {
    fn names(&self, certificate: &Certificate) -> bool {
        certificate.fingerprint_with(self.hash).as_ref() == self.digest
            && self.issuer_serial.as_ref().is_none_or(|named| {
                named.serial == certificate.serial()
                    && named
                        .issuer
                        .as_ref()
                        .is_some_and(|issuer| issuer == certificate.issuer())
            })
    }

    /// Reads the first reference of `SigningCertificate`.
    pub(super) fn read_v1(value: Element<'_>) -> Result<Self, Fault> {
        let mut id = first(value).within("signing-certificate")?;
        Self::read(&mut id, HashAlgorithm::Sha1).within("signing-certificate")
    }

    /// Reads the first reference of `SigningCertificateV2`.
    pub(super) fn read_v2(value: Element<'_>) -> Result<Self, Fault> {
        let mut id = first(value).within("signing-certificate-v2")?;
        let hash = match id
            .optional(Tag::SEQUENCE)
            .within("signing-certificate-v2")?
        {
            Some(algorithm) => HashAlgorithm::from_identifier(algorithm).map_err(|fault| {
                Fault::new(
                    Code::UnknownAlgorithm,
                    format!("signing-certificate-v2: {fault}"),
                )
            })?,
            None => HashAlgorithm::Sha256,
        };
        Self::read(&mut id, hash).within("signing-certificate-v2")
    }

    fn read(id: &mut Reader<'_>, hash: HashAlgorithm) -> asn1::Result<Self> {
        let digest = id.read()?.octet_string()?.to_vec();
        let issuer_serial = id
            .optional(Tag::SEQUENCE)?
            .map(IssuerSerial::read)
            .transpose()?;
        id.finish()?;
        Ok(Self {
            hash,
            digest,
            issuer_serial,
        })
    }
}

/// The first `ESSCertID` of a sequence of them, after which policies may come.
fn first(value: Element<'_>) -> asn1::Result<Reader<'_>> {
    value.sequence()?.sequence()?.sequence()
}

impl IssuerSerial {
    fn read(element: Element<'_>) -> asn1::Result<Self> {
        let mut body = element.sequence()?;
        let mut names = body.sequence()?;
        let name = names.read()?;
        let issuer = match GeneralName::from_element(name) {
            Ok(GeneralName::Directory(name)) if names.is_empty() => Some(name),
            Ok(_) => None,
            Err(_) => return Err(Asn1Fault::Value("GeneralName")),
        };
        let serial = body.read()?.integer()?.to_vec();
        body.finish()?;
        Ok(Self { issuer, serial })
    }
}
