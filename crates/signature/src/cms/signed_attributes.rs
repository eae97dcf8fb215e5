use chrono::{DateTime, Utc};
use const_oid::ObjectIdentifier;

use crate::asn1::{Element, Tag};

use super::{
    CertificateReference, Fault, SigningCertificate,
    attributes::{Attribute, read_attributes},
    fault::Context,
    oids,
    revocation_values::RevocationValues,
};

/// Places that begin like signed attributes and are looked at for them.
const MAX_CANDIDATES: usize = 64;
/// How many octets "begin like" is.
const PREFIX: usize = 32;

/// `signedAttrs` (RFC 5652, 5.3).
#[derive(Clone, Debug)]
pub(crate) struct SignedAttributes {
    /// As they are signed: with the tag of a SET.
    der: Vec<u8>,
    pub(crate) content_type: Option<ObjectIdentifier>,
    pub(crate) message_digest: Option<Vec<u8>>,
    /// The time that the signer claims.
    pub(crate) signing_time: Option<DateTime<Utc>>,
    pub(crate) signing_certificate: SigningCertificate,
    /// Whether a signature policy is named; it is not interpreted.
    pub(crate) names_policy: bool,
    /// Time-stamp tokens of the content before it was signed.
    pub(crate) content_time_stamps: Vec<Vec<u8>>,
    /// `adbe-revocationInfoArchival` (ISO 32000-2, 12.8.3.3.2).
    pub(crate) revocation_values: RevocationValues,
    /// Attributes that could not be read but say nothing about the signature itself, so that they count as absent.
    pub(crate) unreadable: Vec<Fault>,
    /// `CMSAlgorithmProtection` (RFC 6211): digest and signature algorithm, as they stand there.
    pub(super) protection: Option<(Vec<u8>, Vec<u8>)>,
}

impl SignedAttributes {
    /// Reads them from `element`, which has the tag `[0]`; what breaks a rule goes to `faults`.
    pub(super) fn read(element: Element<'_>, faults: &mut Vec<Fault>) -> Result<Self, Fault> {
        let mut der = element.raw.to_vec();
        if let Some(tag) = der.first_mut() {
            *tag = Tag::SET.0;
        }
        let mut this = Self {
            der,
            content_type: None,
            message_digest: None,
            signing_time: None,
            signing_certificate: SigningCertificate::default(),
            names_policy: false,
            content_time_stamps: Vec::new(),
            revocation_values: RevocationValues::default(),
            unreadable: Vec::new(),
            protection: None,
        };
        let attributes = read_attributes(element.children())?;
        if attributes.is_empty() {
            faults.push(Fault::format("signed attributes are empty"));
        }
        if !attributes.is_sorted_by_key(|attribute| attribute.raw) {
            faults.push(Fault::format(
                "signed attributes are not in the order of the distinguished encoding",
            ));
        }
        if let Some(kind) = repeated(&attributes) {
            faults.push(Fault::format(format!(
                "signed attribute {kind} is repeated"
            )));
        }
        for attribute in &attributes {
            if let Err(fault) = this.take(attribute) {
                faults.push(fault);
            }
        }
        Ok(this)
    }

    fn take(&mut self, attribute: &Attribute<'_>) -> Result<(), Fault> {
        let kind = attribute.kind;
        if kind == oids::CONTENT_TYPE {
            let value = attribute.only_value()?.oid().within("content-type")?;
            self.content_type = Some(value);
        } else if kind == oids::MESSAGE_DIGEST {
            let value = attribute.only_value()?;
            self.message_digest = Some(value.octet_string().within("message-digest")?.to_vec());
        } else if kind == oids::SIGNING_TIME {
            self.signing_time = Some(attribute.only_value()?.time().within("signing-time")?);
        } else if kind == oids::SIGNING_CERTIFICATE {
            let reference = CertificateReference::read_v1(attribute.only_value()?)?;
            self.signing_certificate.v1 = Some(reference);
        } else if kind == oids::SIGNING_CERTIFICATE_V2 {
            let reference = CertificateReference::read_v2(attribute.only_value()?)?;
            self.signing_certificate.v2 = Some(reference);
        } else if kind == oids::SIGNATURE_POLICY {
            attribute.only_value()?;
            self.names_policy = true;
        } else if kind == oids::CONTENT_TIME_STAMP {
            let tokens = attribute.values.iter().map(|value| value.raw.to_vec());
            self.content_time_stamps.extend(tokens);
        } else if kind == oids::ADBE_REVOCATION {
            match attribute
                .only_value()
                .and_then(|value| RevocationValues::read(value, "adbe-revocationInfoArchival"))
            {
                Ok(values) => self.revocation_values = values,
                Err(fault) => self.unreadable.push(fault),
            }
        } else if kind == oids::ALGORITHM_PROTECTION {
            self.protection = Some(read_protection(attribute.only_value()?)?);
        }
        Ok(())
    }

    /// What the signature value is over.
    pub(crate) fn signed_bytes(&self) -> &[u8] {
        &self.der
    }

    /// Whether they stand in `original` as they were read: with the lengths of the distinguished encoding.
    pub(super) fn stands_in(&self, original: &[u8]) -> bool {
        let Some(body) = self.der.get(1..) else {
            return false;
        };
        let begin = body.get(..PREFIX.min(body.len())).unwrap_or(body);
        let tag = Tag::context_constructed(0).0;
        original
            .iter()
            .enumerate()
            .filter(|(_, octet)| **octet == tag)
            .filter_map(|(offset, _)| original.get(offset + 1..))
            .filter(|rest| rest.starts_with(begin))
            .take(MAX_CANDIDATES)
            .any(|rest| rest.starts_with(body))
    }
}

/// An attribute that occurs again although only content time stamps may.
fn repeated(attributes: &[Attribute<'_>]) -> Option<ObjectIdentifier> {
    let mut kinds: Vec<_> = attributes
        .iter()
        .map(|attribute| attribute.kind)
        .filter(|kind| *kind != oids::CONTENT_TIME_STAMP)
        .collect();
    kinds.sort_unstable();
    kinds
        .array_windows()
        .find(|[one, next]| one == next)
        .map(|[kind, _]| *kind)
}

fn read_protection(value: Element<'_>) -> Result<(Vec<u8>, Vec<u8>), Fault> {
    let what = "CMSAlgorithmProtection";
    let mut body = value.sequence().within(what)?;
    let digest = body.expect(Tag::SEQUENCE).within(what)?;
    let signature = body.expect(Tag::context_constructed(1)).within(what)?;
    body.finish().within(what)?;
    let mut algorithm = signature.raw.to_vec();
    if let Some(tag) = algorithm.first_mut() {
        *tag = Tag::SEQUENCE.0;
    }
    Ok((digest.raw.to_vec(), algorithm))
}
