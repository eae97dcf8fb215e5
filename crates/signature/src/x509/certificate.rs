use std::{
    cmp::Ordering,
    hash::{Hash, Hasher},
    ops::Range,
    sync::{Arc, OnceLock},
};

use chrono::{DateTime, Utc};

use super::{Extensions, Name, X509Fault, fault::In, name::visible, signed_parts};
use crate::{
    CertificateSummary,
    asn1::{Element, Tag},
    crypto::{CryptoFault, Digest, HashAlgorithm, PublicKey, SignatureAlgorithm, hex},
};

/// Octets of a certificate. Larger ones do not occur and only cost time.
const MAX_SIZE: usize = 256 << 10;

/// A certificate (RFC 5280). Copies share its content; equal if they are the same octets.
#[derive(Clone, Debug)]
pub(crate) struct Certificate(Arc<Content>);

#[derive(Debug)]
struct Content {
    der: Box<[u8]>,
    fingerprint: Digest,
    tbs: Range<usize>,
    signature: Range<usize>,
    serial: Range<usize>,
    spki: Range<usize>,
    public_key_bits: Range<usize>,
    signature_algorithm: Result<SignatureAlgorithm, CryptoFault>,
    /// Read when it is first used: points on curves are costly to check.
    public_key: OnceLock<Result<PublicKey, CryptoFault>>,
    subject: Name,
    issuer: Name,
    not_before: DateTime<Utc>,
    not_after: DateTime<Utc>,
    extensions: Extensions,
}

impl Certificate {
    /// Reads a certificate.
    ///
    /// # Errors
    /// If it is malformed. An unknown algorithm or key is no such fault; see [`Self::public_key`].
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, X509Fault> {
        Content::read(der).map(|content| Self(Arc::new(content)))
    }

    /// SHA-256 of its octets.
    pub(crate) fn fingerprint(&self) -> &Digest {
        &self.0.fingerprint
    }

    pub(crate) fn fingerprint_with(&self, hash: HashAlgorithm) -> Digest {
        match hash {
            HashAlgorithm::Sha256 => self.0.fingerprint,
            _ => hash.digest(&self.0.der),
        }
    }

    /// The signed part.
    pub(crate) fn tbs(&self) -> &[u8] {
        self.part(&self.0.tbs)
    }

    /// How its issuer signed it.
    pub(crate) fn signature_algorithm(&self) -> Result<SignatureAlgorithm, CryptoFault> {
        self.0.signature_algorithm.clone()
    }

    pub(crate) fn signature(&self) -> &[u8] {
        self.part(&self.0.signature)
    }

    pub(crate) fn subject(&self) -> &Name {
        &self.0.subject
    }

    pub(crate) fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// Octets of the serial number, two's complement.
    pub(crate) fn serial(&self) -> &[u8] {
        self.part(&self.0.serial)
    }

    pub(crate) fn serial_hex(&self) -> String {
        hex(self.serial())
    }

    pub(crate) fn not_before(&self) -> DateTime<Utc> {
        self.0.not_before
    }

    /// The last moment of its validity.
    pub(crate) fn not_after(&self) -> DateTime<Utc> {
        self.0.not_after
    }

    /// The `SubjectPublicKeyInfo`.
    pub(crate) fn spki(&self) -> &[u8] {
        self.part(&self.0.spki)
    }

    /// The octets of the key inside [`Self::spki`], which OCSP names an issuer by.
    pub(crate) fn public_key_bits(&self) -> &[u8] {
        self.part(&self.0.public_key_bits)
    }

    /// # Errors
    /// If it is of an unknown kind or invalid.
    pub(crate) fn public_key(&self) -> Result<&PublicKey, CryptoFault> {
        self.0
            .public_key
            .get_or_init(|| PublicKey::from_spki(self.spki()))
            .as_ref()
            .map_err(Clone::clone)
    }

    pub(crate) fn extensions(&self) -> &Extensions {
        &self.0.extensions
    }

    /// Whether it names itself as issuer. That it also signed itself is not checked.
    pub(crate) fn is_self_issued(&self) -> bool {
        self.0.subject == self.0.issuer
    }

    /// For the report.
    pub(crate) fn summary(&self) -> CertificateSummary {
        let subject = self.subject();
        CertificateSummary {
            name: subject
                .common_name()
                .map_or_else(|| subject.to_string(), visible),
            organisation: subject.organisation().map(visible),
            subject: subject.to_string(),
            issuer: self.issuer().to_string(),
            serial: self.serial_hex(),
            not_before: self.not_before(),
            not_after: self.not_after(),
            sha256: self.fingerprint().hex(),
        }
    }

    fn part(&self, range: &Range<usize>) -> &[u8] {
        self.0.der.get(range.clone()).unwrap_or_default()
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.0.fingerprint == other.0.fingerprint
    }
}

impl Eq for Certificate {}

impl PartialOrd for Certificate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Certificate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.fingerprint.cmp(&other.0.fingerprint)
    }
}

impl Hash for Certificate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.fingerprint.hash(state);
    }
}

impl Content {
    fn read(der: &[u8]) -> Result<Self, X509Fault> {
        const PART: &str = "certificate";
        if der.len() > MAX_SIZE {
            return Err(X509Fault::TooLarge(MAX_SIZE));
        }
        let signed = signed_parts(der)?;
        let mut tbs = signed.body.children();
        let version = match tbs
            .optional(Tag::context_constructed(0))
            .inside("version")?
        {
            Some(tagged) => tagged
                .explicit()
                .and_then(Element::small)
                .inside("version")?,
            None => 0,
        };
        if version > 2 {
            return Err(X509Fault::Version(version.saturating_add(1)));
        }
        let serial = tbs.expect(Tag::INTEGER).inside("serial number")?;
        if serial.content.is_empty() {
            return Err(X509Fault::Empty("the serial number"));
        }
        let algorithm = tbs.expect(Tag::SEQUENCE).inside("signature algorithm")?;
        if algorithm.raw != signed.algorithm.raw {
            return Err(X509Fault::AlgorithmMismatch);
        }
        let issuer = Name::from_element(tbs.read().inside("issuer")?)?;
        let mut validity = tbs.sequence().inside("validity")?;
        let not_before = validity.read().and_then(Element::time).inside("validity")?;
        let not_after = validity.read().and_then(Element::time).inside("validity")?;
        validity.finish().inside("validity")?;
        let subject = Name::from_element(tbs.read().inside("subject")?)?;
        let spki = tbs.expect(Tag::SEQUENCE).inside("public key")?;
        let public_key_bits = public_key_bits(spki)?;
        for tag in [1, 2] {
            tbs.optional(Tag::context(tag))
                .inside("unique identifier")?;
        }
        let extensions = match tbs.optional(Tag::context_constructed(3)).inside(PART)? {
            Some(_) if version < 2 => return Err(X509Fault::ExtensionsWithoutVersion),
            Some(tagged) => Extensions::from_element(tagged.explicit().inside("extensions")?)?,
            None => Extensions::default(),
        };
        tbs.finish().inside(PART)?;
        if issuer.is_empty() {
            return Err(X509Fault::Empty("the issuer"));
        }
        let within = |part: &[u8]| range_within(der, part);
        Ok(Self {
            fingerprint: HashAlgorithm::Sha256.digest(der),
            tbs: within(signed.body.raw),
            signature: within(signed.signature),
            serial: within(serial.content),
            spki: within(spki.raw),
            public_key_bits: within(public_key_bits),
            signature_algorithm: SignatureAlgorithm::from_identifier(signed.algorithm),
            public_key: OnceLock::new(),
            der: der.into(),
            subject,
            issuer,
            not_before,
            not_after,
            extensions,
        })
    }
}

fn public_key_bits(spki: Element<'_>) -> Result<&[u8], X509Fault> {
    const PART: &str = "public key";
    let mut reader = spki.children();
    reader.expect(Tag::SEQUENCE).inside(PART)?;
    let bits = reader.read().and_then(Element::bit_string).inside(PART)?;
    reader.finish().inside(PART)?;
    Ok(bits)
}

/// Where `part`, which was cut out of `whole`, lies in it.
fn range_within(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
    start..start.saturating_add(part.len())
}
