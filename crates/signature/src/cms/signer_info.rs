use std::fmt::{self, Display};

use const_oid::ObjectIdentifier;

use crate::{
    Code,
    asn1::{self, Element, Reader, Tag},
    crypto::{CryptoFault, HashAlgorithm, SignatureAlgorithm, hex},
    x509::{Certificate, Name},
};

use super::{Fault, SignedAttributes, UnsignedAttributes, fault::Context, oids};

/// `SignerInfo` (RFC 5652, 5.3).
#[derive(Clone, Debug)]
pub(crate) struct SignerInfo {
    pub(crate) identifier: SignerIdentifier,
    /// Of the content.
    pub(crate) digest_algorithm: Result<HashAlgorithm, Fault>,
    /// Of the signature value; contradicts neither `digest_algorithm` nor `CMSAlgorithmProtection`.
    pub(crate) signature_algorithm: Result<SignatureAlgorithm, Fault>,
    /// The signature value, which is what a signature time stamp is over.
    pub(crate) signature: Vec<u8>,
    /// Nothing if the signature value is over the content itself.
    pub(crate) signed: Option<SignedAttributes>,
    pub(crate) unsigned: UnsignedAttributes,
    /// Rules of the form that it breaks. With any of these it is not valid.
    pub(crate) faults: Vec<Fault>,
}

/// `SignerIdentifier`: which certificate the signer says to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SignerIdentifier {
    /// Issuer and the octets of the serial number.
    IssuerAndSerialNumber(Name, Vec<u8>),
    /// Subject key identifier.
    KeyIdentifier(Vec<u8>),
}

impl SignerIdentifier {
    fn read(element: Element<'_>) -> Result<Self, Fault> {
        let what = "SignerIdentifier";
        if element.tag == Tag::context(0) {
            return Ok(Self::KeyIdentifier(element.content.to_vec()));
        }
        let mut body = element.sequence().within(what)?;
        let issuer = Name::from_element(body.read().within(what)?)
            .map_err(|fault| Fault::format(format!("{what}: {fault}")))?;
        let serial = body.read().and_then(Element::integer).within(what)?;
        body.finish().within(what)?;
        Ok(Self::IssuerAndSerialNumber(issuer, serial.to_vec()))
    }

    /// Whether `certificate` is one that it may mean.
    pub(crate) fn names(&self, certificate: &Certificate) -> bool {
        match self {
            Self::IssuerAndSerialNumber(issuer, serial) => {
                serial == certificate.serial() && issuer == certificate.issuer()
            }
            Self::KeyIdentifier(identifier) => {
                certificate.extensions().subject_key_identifier.as_ref() == Some(identifier)
            }
        }
    }
}

/// For people.
impl Display for SignerIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IssuerAndSerialNumber(issuer, serial) => {
                write!(f, "serial number {} of {issuer}", hex(serial))
            }
            Self::KeyIdentifier(identifier) => write!(f, "key identifier {}", hex(identifier)),
        }
    }
}

impl SignerInfo {
    /// Reads the parts of the SEQUENCE. `content_type` is that of the content that is signed.
    pub(super) fn read(
        mut body: Reader<'_>,
        content_type: ObjectIdentifier,
    ) -> Result<Self, Fault> {
        let what = "SignerInfo";
        let mut faults = Vec::new();
        let version = body.read().and_then(Element::small).within(what)?;
        let identifier = SignerIdentifier::read(body.read().within(what)?)?;
        let digest = body.expect(Tag::SEQUENCE).within(what)?;
        let signed = body.optional(Tag::context_constructed(0)).within(what)?;
        let signature_identifier = body.expect(Tag::SEQUENCE).within(what)?;
        let signature = body.read().and_then(Element::octet_string).within(what)?;
        let unsigned = body.optional(Tag::context_constructed(1)).within(what)?;
        body.finish().within(what)?;

        if !matches!(version, 1 | 3) {
            faults.push(Fault::format(format!("version {version} of SignerInfo")));
        }
        let digest_algorithm = digest_algorithm(digest);
        let signature_algorithm = digest_algorithm.clone().and_then(|hash| {
            SignatureAlgorithm::for_cms(signature_identifier, hash)
                .map_err(|fault| algorithm_fault(&fault))
        });
        let signed = signed
            .map(|element| SignedAttributes::read(element, &mut faults))
            .transpose()?;
        match &signed {
            Some(signed) => {
                check_required(signed, content_type, &mut faults);
                let algorithms = [digest.raw, signature_identifier.raw];
                check_protection(signed, algorithms, &mut faults);
            }
            None if content_type != oids::DATA => faults.push(Fault::new(
                Code::ContentType,
                format!("content of type {content_type} is signed without attributes"),
            )),
            None => {}
        }
        let unsigned = unsigned
            .map(UnsignedAttributes::read)
            .transpose()?
            .unwrap_or_default();
        Ok(Self {
            identifier,
            digest_algorithm,
            signature_algorithm,
            signature: signature.to_vec(),
            signed,
            unsigned,
            faults,
        })
    }
}

/// MD5 is known, but so weak that it is not implemented.
fn digest_algorithm(identifier: Element<'_>) -> Result<HashAlgorithm, Fault> {
    HashAlgorithm::from_identifier(identifier).map_err(|fault| {
        let kind = identifier.children().read().and_then(Element::oid);
        let code = match kind {
            Ok(oids::MD5) => Code::WeakAlgorithm,
            _ => fault.code(),
        };
        Fault::new(code, format!("digest algorithm: {fault}"))
    })
}

fn algorithm_fault(fault: &CryptoFault) -> Fault {
    let code = match fault {
        CryptoFault::DigestContradiction { .. } => Code::CmsFormat,
        _ => fault.code(),
    };
    Fault::new(code, format!("signature algorithm: {fault}"))
}

/// RFC 5652, 5.3 and 11.1: content-type and message-digest must be there, and the type must be that of the content.
fn check_required(
    signed: &SignedAttributes,
    content_type: ObjectIdentifier,
    faults: &mut Vec<Fault>,
) {
    match signed.content_type {
        Some(kind) if kind == content_type => {}
        Some(kind) => faults.push(Fault::new(
            Code::ContentType,
            format!("attribute content-type is {kind}, the content {content_type}"),
        )),
        None => faults.push(Fault::new(
            Code::ContentType,
            "attribute content-type is missing",
        )),
    }
    if signed.message_digest.is_none() {
        faults.push(Fault::format("attribute message-digest is missing"));
    }
}

/// RFC 6211, 3.
fn check_protection(signed: &SignedAttributes, used: [&[u8]; 2], faults: &mut Vec<Fault>) {
    let Some((digest, signature)) = &signed.protection else {
        return;
    };
    let same = [digest.as_slice(), signature.as_slice()]
        .into_iter()
        .zip(used)
        .all(|(stated, used)| same_algorithm(stated, used).unwrap_or(false));
    if !same {
        faults.push(Fault::format(
            "CMSAlgorithmProtection names other algorithms than were used",
        ));
    }
}

/// Whether two `AlgorithmIdentifier`s are the same; absent parameters are as good as NULL.
fn same_algorithm(one: &[u8], other: &[u8]) -> asn1::Result<bool> {
    let parts = |bytes| -> asn1::Result<_> {
        let mut body = asn1::parse(bytes)?.sequence()?;
        let algorithm = body.read()?.oid()?;
        let parameters = match body.rest() {
            [5, 0] => &[],
            rest => rest,
        };
        Ok((algorithm, parameters))
    };
    Ok(parts(one)? == parts(other)?)
}
