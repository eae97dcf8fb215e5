use std::borrow::Cow;

use const_oid::ObjectIdentifier;

use crate::{
    Code,
    asn1::{self, Element, Reader, Tag},
    x509::pem_blocks,
};

use super::{Fault, RevocationValues, SignerInfo, fault::Context, oids};

/// Signers that one structure may have.
const MAX_SIGNERS: usize = 16;
/// Certificates that one structure may bring.
const MAX_CERTIFICATES: usize = 256;
/// CRLs and OCSP answers that one structure may bring.
const MAX_REVOCATION: usize = 256;

/// `SignedData` in its `ContentInfo` (RFC 5652, 3 and 5).
#[derive(Clone, Debug)]
pub(crate) struct SignedData {
    /// Bytes of the input that the structure takes; what follows is the caller's to judge.
    pub(crate) consumed: usize,
    /// Whether all lengths are definite and all strings in one piece, as PDF wants (ISO 32000-2, 12.8.3.3.1).
    pub(crate) is_der: bool,
    /// `eContentType`.
    pub(crate) content_type: ObjectIdentifier,
    /// The octets of `eContent`; nothing if the signature is detached.
    pub(crate) content: Option<Vec<u8>>,
    /// Certificates of X.509, each as it stands there; other kinds are left out.
    pub(crate) certificates: Vec<Vec<u8>>,
    /// CRLs, each as it stands there.
    pub(crate) crls: Vec<Vec<u8>>,
    /// OCSP answers (RFC 5940): `OCSPResponse` or `BasicOCSPResponse`.
    pub(crate) ocsps: Vec<Vec<u8>>,
    /// None, if the structure only carries certificates.
    pub(crate) signers: Vec<SignerInfo>,
}

impl SignedData {
    /// Reads the structure that `bytes` begin with. Indefinite lengths are allowed except in signed attributes.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let (der, consumed) = asn1::to_der(bytes).within("ContentInfo")?;
        let original = bytes.get(..consumed).unwrap_or(bytes);
        let mut info = asn1::parse(&der)
            .and_then(Element::sequence)
            .within("ContentInfo")?;
        let kind = info
            .read()
            .and_then(Element::oid)
            .within("type of ContentInfo")?;
        if kind != oids::SIGNED_DATA {
            return Err(Fault::new(
                Code::UnsupportedSignature,
                format!("ContentInfo holds {kind}, not SignedData"),
            ));
        }
        let body = info
            .expect(Tag::context_constructed(0))
            .and_then(Element::explicit)
            .and_then(Element::sequence)
            .within("SignedData")?;
        info.finish().within("ContentInfo")?;
        let mut signed = Self::read(body)?;
        signed.consumed = consumed;
        signed.is_der = matches!(der, Cow::Borrowed(_));
        if signed
            .signers
            .iter()
            .filter_map(|signer| signer.signed.as_ref())
            .any(|attributes| !attributes.stands_in(original))
        {
            return Err(Fault::format(
                "signed attributes are not in the distinguished encoding",
            ));
        }
        Ok(signed)
    }

    fn read(mut body: Reader<'_>) -> Result<Self, Fault> {
        let version = body
            .read()
            .and_then(Element::small)
            .within("version of SignedData")?;
        if !matches!(version, 1 | 3..=5) {
            return Err(Fault::format(format!("version {version} of SignedData")));
        }
        let digests = body
            .read()
            .and_then(Element::set)
            .within("digestAlgorithms")?;
        for digest in digests {
            digest
                .and_then(Element::sequence)
                .within("digestAlgorithms")?;
        }
        let (content_type, content) = encapsulated(&mut body).within("encapContentInfo")?;
        let certificates = body
            .optional(Tag::context_constructed(0))
            .within("certificates")?;
        let revocation = body.optional(Tag::context_constructed(1)).within("crls")?;
        let signers = body.read().and_then(Element::set).within("signerInfos")?;
        body.finish().within("SignedData")?;
        let certificates = match certificates {
            Some(set) => read_certificates(set.children())?,
            None => Vec::new(),
        };
        let RevocationValues { crls, ocsps } = match revocation {
            Some(set) => read_revocation(set.children())?,
            None => RevocationValues::default(),
        };
        Ok(Self {
            consumed: 0,
            is_der: true,
            content_type,
            content: content.map(<[u8]>::to_vec),
            certificates,
            crls,
            ocsps,
            signers: read_signers(signers, content_type)?,
        })
    }

    /// The octets of a structure that `text` has in PEM (RFC 7468, 8 and 9), if it is that.
    pub(crate) fn from_pem(text: &[u8]) -> Option<Vec<u8>> {
        let labels = ["CMS", "PKCS7", "PKCS #7 SIGNED DATA"];
        match pem_blocks(text, &labels).ok()?.as_mut_slice() {
            [only] => Some(std::mem::take(only)),
            _ => None,
        }
    }

    /// Whether the content is arbitrary octets, as that of every signature of a document is.
    pub(crate) fn is_of_data(&self) -> bool {
        self.content_type == oids::DATA
    }

    /// The only signer, as PDF signatures and time-stamp tokens must have.
    pub(crate) fn only_signer(&self) -> Result<&SignerInfo, Fault> {
        match self.signers.as_slice() {
            [signer] => Ok(signer),
            signers => Err(Fault::new(
                Code::SignerCount,
                format!("{} signers", signers.len()),
            )),
        }
    }
}

fn encapsulated<'a>(body: &mut Reader<'a>) -> asn1::Result<(ObjectIdentifier, Option<&'a [u8]>)> {
    let mut info = body.sequence()?;
    let content_type = info.read()?.oid()?;
    let content = info
        .optional(Tag::context_constructed(0))?
        .map(|wrapped| wrapped.explicit()?.octet_string())
        .transpose()?;
    info.finish()?;
    Ok((content_type, content))
}

fn read_certificates(set: Reader<'_>) -> Result<Vec<Vec<u8>>, Fault> {
    let mut found = Vec::new();
    for choice in set {
        let choice = choice.within("certificates")?;
        if choice.tag != Tag::SEQUENCE {
            continue;
        }
        if found.len() == MAX_CERTIFICATES {
            return Err(Fault::new(Code::LimitExceeded, "certificates in a CMS"));
        }
        found.push(choice.raw.to_vec());
    }
    Ok(found)
}

fn read_revocation(set: Reader<'_>) -> Result<RevocationValues, Fault> {
    let mut found = RevocationValues::default();
    for choice in set {
        let choice = choice.within("crls")?;
        if found.crls.len() + found.ocsps.len() == MAX_REVOCATION {
            return Err(Fault::new(Code::LimitExceeded, "revocation data in a CMS"));
        }
        if choice.tag == Tag::SEQUENCE {
            found.crls.push(choice.raw.to_vec());
        } else if choice.tag == Tag::context_constructed(1) {
            let mut other = choice.children();
            let kind = other
                .read()
                .and_then(Element::oid)
                .within("OtherRevocationInfoFormat")?;
            let value = other.read().within("OtherRevocationInfoFormat")?;
            if kind == oids::RI_OCSP_RESPONSE || kind == oids::OCSP_BASIC {
                found.ocsps.push(value.raw.to_vec());
            }
        }
    }
    Ok(found)
}

fn read_signers(set: Reader<'_>, content_type: ObjectIdentifier) -> Result<Vec<SignerInfo>, Fault> {
    let mut signers = Vec::new();
    for signer in set {
        if signers.len() == MAX_SIGNERS {
            return Err(Fault::new(
                Code::LimitExceeded,
                format!("more than {MAX_SIGNERS} signers"),
            ));
        }
        let signer = signer.and_then(Element::sequence).within("SignerInfo")?;
        signers.push(SignerInfo::read(signer, content_type)?);
    }
    Ok(signers)
}
