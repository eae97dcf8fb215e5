use crate::asn1::{Element, Tag};

use super::{
    Fault,
    attributes::{Attribute, read_attributes},
    fault::Context,
    oids,
    revocation_values::RevocationValues,
};

/// Certificates that one attribute may bring.
const MAX_CERTIFICATES: usize = 256;

/// `unsignedAttrs` (RFC 5652, 5.3). Anybody may have added them.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnsignedAttributes {
    /// Time-stamp tokens over the signature value.
    pub(crate) signature_time_stamps: Vec<Vec<u8>>,
    /// Certificates of certificate-values.
    pub(crate) certificates: Vec<Vec<u8>>,
    /// Of revocation-values, or of `adbe-revocationInfoArchival` where it was put here.
    pub(crate) revocation_values: RevocationValues,
    /// How many archive time stamps of CMS there are; they are not supported.
    pub(crate) archive_time_stamps: usize,
    /// How many time stamps over references to certificates and revocation data there are; they are not supported.
    pub(crate) reference_time_stamps: usize,
    /// Attributes that could not be read and so count as absent.
    pub(crate) unreadable: Vec<Fault>,
}

impl UnsignedAttributes {
    /// Reads them from `element`, which has the tag `[1]`.
    pub(super) fn read(element: Element<'_>) -> Result<Self, Fault> {
        let mut this = Self::default();
        for attribute in read_attributes(element.children())? {
            if let Err(fault) = this.take(&attribute) {
                this.unreadable.push(fault);
            }
        }
        Ok(this)
    }

    fn take(&mut self, attribute: &Attribute<'_>) -> Result<(), Fault> {
        let kind = attribute.kind;
        if kind == oids::SIGNATURE_TIME_STAMP {
            let tokens = attribute.values.iter().map(|value| value.raw.to_vec());
            self.signature_time_stamps.extend(tokens);
        } else if kind == oids::CERTIFICATE_VALUES {
            self.take_certificates(attribute.only_value()?)?;
        } else if kind == oids::REVOCATION_VALUES || kind == oids::ADBE_REVOCATION {
            let values = RevocationValues::read(attribute.only_value()?, "revocation-values")?;
            self.revocation_values.crls.extend(values.crls);
            self.revocation_values.ocsps.extend(values.ocsps);
        } else if oids::ARCHIVE_TIME_STAMPS.contains(&kind) {
            self.archive_time_stamps += attribute.values.len();
        } else if oids::REFERENCES_TIME_STAMPS.contains(&kind) {
            self.reference_time_stamps += attribute.values.len();
        }
        Ok(())
    }

    fn take_certificates(&mut self, value: Element<'_>) -> Result<(), Fault> {
        let list = value.sequence().within("certificate-values")?;
        for certificate in list.take(MAX_CERTIFICATES) {
            let certificate = certificate
                .and_then(|certificate| certificate.expect(Tag::SEQUENCE))
                .within("certificate-values")?;
            self.certificates.push(certificate.raw.to_vec());
        }
        Ok(())
    }
}
