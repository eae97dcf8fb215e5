use chrono::{DateTime, Utc};

use crate::{
    asn1::{self, Asn1Fault, Element, Tag},
    crypto::HashAlgorithm,
    x509::Certificate,
};

use super::{CertificateStatus, MaterialFault, Reason, Revoked, oids, parts::read_extensions};

/// `SingleResponse` (RFC 6960, 4.2.1): about one certificate.
#[derive(Clone, Debug)]
pub(super) struct SingleResponse {
    certificate: CertificateId,
    pub(super) status: CertificateStatus,
    pub(super) this_update: DateTime<Utc>,
    pub(super) next_update: Option<DateTime<Utc>>,
    /// `archive-cutoff`: since when answers about expired certificates are kept.
    pub(super) archive_cutoff: Option<DateTime<Utc>>,
    /// Why it cannot be used.
    pub(super) unusable: Option<String>,
}

/// `CertID`.
#[derive(Clone, Debug)]
struct CertificateId {
    /// Nothing if the algorithm is not known, and then it matches no certificate.
    hash: Option<HashAlgorithm>,
    issuer_name_hash: Vec<u8>,
    issuer_key_hash: Vec<u8>,
    serial: Vec<u8>,
}

impl CertificateId {
    fn read(element: Element<'_>) -> asn1::Result<Self> {
        let mut body = element.sequence()?;
        let hash = HashAlgorithm::from_identifier(body.expect(Tag::SEQUENCE)?).ok();
        let issuer_name_hash = body.read()?.octet_string()?.to_vec();
        let issuer_key_hash = body.read()?.octet_string()?.to_vec();
        let serial = body.read()?.integer()?.to_vec();
        body.finish()?;
        Ok(Self {
            hash,
            issuer_name_hash,
            issuer_key_hash,
            serial,
        })
    }
}

impl SingleResponse {
    pub(super) fn read(element: Element<'_>) -> Result<Self, MaterialFault> {
        let mut body = element.sequence()?;
        let certificate = CertificateId::read(body.read()?)?;
        let status = read_status(body.read()?)?;
        let this_update = body.expect(Tag::GENERALIZED_TIME)?.time()?;
        let next_update = body
            .optional(Tag::context_constructed(0))?
            .map(|element| element.explicit()?.expect(Tag::GENERALIZED_TIME)?.time())
            .transpose()?;
        let mut this = Self {
            certificate,
            status,
            this_update,
            next_update,
            archive_cutoff: None,
            unusable: None,
        };
        if let Some(list) = body.optional(Tag::context_constructed(1))? {
            this.take_extensions(list.explicit()?)?;
        }
        body.finish()?;
        Ok(this)
    }

    fn take_extensions(&mut self, list: Element<'_>) -> Result<(), MaterialFault> {
        let extensions = read_extensions(list)?;
        for extension in &extensions {
            if extension.oid == oids::ARCHIVE_CUTOFF {
                self.archive_cutoff = Some(asn1::parse(extension.value)?.time()?);
            } else if extension.critical && !oids::OCSP_HARMLESS.contains(&extension.oid) {
                self.unusable = Some(format!(
                    "it has the unknown critical extension {}",
                    extension.oid
                ));
            }
        }
        Ok(())
    }

    /// Content octets of the INTEGER.
    pub(super) fn serial(&self) -> &[u8] {
        &self.certificate.serial
    }

    /// Whether it is about `certificate`, which `issuer` issued.
    pub(super) fn is_about(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let id = &self.certificate;
        id.serial == certificate.serial()
            && id.hash.is_some_and(|hash| {
                hash.digest(certificate.issuer().der()).as_ref() == id.issuer_name_hash
                    && hash.digest(issuer.public_key_bits()).as_ref() == id.issuer_key_hash
            })
    }
}

fn read_status(element: Element<'_>) -> asn1::Result<CertificateStatus> {
    let good = Tag::context(0);
    let revoked = Tag::context_constructed(1);
    let unknown = Tag::context(2);
    match element.tag {
        tag if tag == good && element.content.is_empty() => Ok(CertificateStatus::Good),
        tag if tag == revoked => read_revoked(element).map(CertificateStatus::Revoked),
        tag if tag == unknown && element.content.is_empty() => Ok(CertificateStatus::Unknown),
        _ => Err(Asn1Fault::Value("CertStatus")),
    }
}

fn read_revoked(element: Element<'_>) -> asn1::Result<Revoked> {
    let mut body = element.children();
    let time = body.expect(Tag::GENERALIZED_TIME)?.time()?;
    let reason = body
        .optional(Tag::context_constructed(0))?
        .map(|reason| Reason::from_number(reason.explicit()?.enumerated()?))
        .transpose()?
        .unwrap_or(Reason::Unspecified);
    body.finish()?;
    Ok(Revoked {
        time,
        reason,
        invalid_since: None,
    })
}
