use chrono::{DateTime, Utc};

use crate::{
    asn1::{self, Asn1Fault, Element, Reader, Tag},
    crypto::{CryptoFault, Digest, HashAlgorithm, PublicKey, SignatureAlgorithm, SignatureChecks},
    x509::{Name, signed_parts},
};

use super::{
    MaterialFault, Revoked,
    crl_entry::{self, Entry},
    crl_scope::Scope,
    parts::{read_extensions, read_name},
};

/// A certificate revocation list (RFC 5280, 5).
#[derive(Clone, Debug)]
pub(crate) struct Crl {
    der: Vec<u8>,
    fingerprint: Digest,
    issuer: Name,
    this_update: DateTime<Utc>,
    next_update: Option<DateTime<Utc>>,
    algorithm: Result<SignatureAlgorithm, CryptoFault>,
    scope: Scope,
    /// Where the entries begin in the list of them, ordered by serial number.
    index: Vec<u32>,
}

/// What stands between the times and the extensions of the list.
struct Parts<'a> {
    issuer: Element<'a>,
    this_update: Element<'a>,
    next_update: Option<Element<'a>>,
    inner_algorithm: Element<'a>,
    revoked: &'a [u8],
    extensions: Option<Element<'a>>,
}

impl Crl {
    /// Reads a list, every entry of it.
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, MaterialFault> {
        let signed = signed_parts(der).map_err(|fault| MaterialFault(fault.to_string()))?;
        let parts = Parts::read(signed.body)?;
        if parts.inner_algorithm.raw != signed.algorithm.raw {
            return Err(MaterialFault::new(
                "the signature algorithm inside differs from the one outside",
            ));
        }
        let mut scope = Scope::default();
        if let Some(list) = parts.extensions {
            scope = Scope::read(&read_extensions(list)?)?;
        }
        let (index, unknown_critical) = build_index(parts.revoked)?;
        if unknown_critical {
            scope.refuse("an entry has a critical extension that is not supported");
        }
        Ok(Self {
            fingerprint: HashAlgorithm::Sha256.digest(der),
            issuer: read_name(parts.issuer)?,
            this_update: parts.this_update.time()?,
            next_update: parts.next_update.map(Element::time).transpose()?,
            algorithm: SignatureAlgorithm::from_identifier(signed.algorithm),
            scope,
            index,
            der: der.to_vec(),
        })
    }

    /// SHA-256 of the encoding.
    pub(crate) const fn fingerprint(&self) -> &Digest {
        &self.fingerprint
    }

    pub(crate) const fn issuer(&self) -> &Name {
        &self.issuer
    }

    pub(crate) const fn this_update(&self) -> DateTime<Utc> {
        self.this_update
    }

    pub(crate) const fn next_update(&self) -> Option<DateTime<Utc>> {
        self.next_update
    }

    pub(crate) const fn algorithm(&self) -> &Result<SignatureAlgorithm, CryptoFault> {
        &self.algorithm
    }

    pub(super) const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Since when expired certificates are kept in the list (`ExpiredCertsOnCRL`, X.509); nothing if they may be dropped.
    pub(crate) const fn keeps_expired_since(&self) -> Option<DateTime<Utc>> {
        self.scope.keeps_expired_since
    }

    /// That it was signed with the private part of `key`.
    pub(crate) fn verify(
        &self,
        key: &PublicKey,
        checks: &mut SignatureChecks,
    ) -> Result<(), CryptoFault> {
        let algorithm = self.algorithm.as_ref().map_err(Clone::clone)?;
        match signed_parts(&self.der) {
            Ok(signed) => checks.verify(key, algorithm, signed.body.raw, signed.signature),
            Err(_) => Err(CryptoFault::Wrong),
        }
    }

    /// The entry of the certificate with `serial`, the content octets of an INTEGER; the earliest if there are several.
    pub(crate) fn find(&self, serial: &[u8]) -> Option<Revoked> {
        let serial = minimal(serial);
        let revoked = self.revoked();
        let entry = |offset: &u32| entry_at(revoked, *offset);
        let begin = self
            .index
            .partition_point(|offset| entry(offset).is_some_and(|entry| entry.serial < serial));
        self.index
            .get(begin..)?
            .iter()
            .map_while(entry)
            .take_while(|entry| entry.serial == serial)
            .map(|entry| entry.revoked)
            .min_by_key(|revoked| revoked.time)
    }

    fn revoked(&self) -> &[u8] {
        signed_parts(&self.der)
            .ok()
            .and_then(|signed| Parts::read(signed.body).ok())
            .map_or(&[], |parts| parts.revoked)
    }
}

impl<'a> Parts<'a> {
    fn read(body: Element<'a>) -> asn1::Result<Self> {
        let mut body = body.sequence()?;
        if let Some(version) = body.optional(Tag::INTEGER)?
            && version.small()? != 1
        {
            return Err(Asn1Fault::Value("version"));
        }
        let inner_algorithm = body.expect(Tag::SEQUENCE)?;
        let issuer = body.expect(Tag::SEQUENCE)?;
        let this_update = body.read()?;
        let next_update = match body.peek() {
            Some(Tag::UTC_TIME | Tag::GENERALIZED_TIME) => Some(body.read()?),
            _ => None,
        };
        let revoked = body
            .optional(Tag::SEQUENCE)?
            .map_or(&[][..], |list| list.content);
        let extensions = body
            .optional(Tag::context_constructed(0))?
            .map(Element::explicit)
            .transpose()?;
        body.finish()?;
        Ok(Self {
            issuer,
            this_update,
            next_update,
            inner_algorithm,
            revoked,
            extensions,
        })
    }
}

/// The octets of an INTEGER in the distinguished encoding, which those on the list have.
const fn minimal(mut octets: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = octets
        && let [second, ..] = rest
        && matches!((first, second), (0, 0..=0x7f) | (0xff, 0x80..=0xff))
    {
        octets = rest;
    }
    octets
}

/// The index, and whether an entry has a critical extension that is not known.
fn build_index(revoked: &[u8]) -> asn1::Result<(Vec<u32>, bool)> {
    let mut keys = Vec::new();
    let mut unknown_critical = false;
    let mut reader = Reader::new(revoked);
    while !reader.is_empty() {
        let offset = revoked.len() - reader.rest().len();
        let offset = u32::try_from(offset).map_err(|_| Asn1Fault::Limit)?;
        let entry = crl_entry::read(reader.read()?)?;
        unknown_critical |= entry.unknown_critical;
        keys.push((first_octets(entry.serial), offset));
    }
    // The octets behind the first are far away in memory and seldom decide.
    let serial = |offset| serial_at(revoked, offset).unwrap_or_default();
    keys.sort_by(|one, other| {
        one.0
            .cmp(&other.0)
            .then_with(|| serial(one.1).cmp(serial(other.1)))
    });
    Ok((
        keys.into_iter().map(|(_, offset)| offset).collect(),
        unknown_critical,
    ))
}

/// Numbers in the order of what they are the first octets of.
fn first_octets(serial: &[u8]) -> u64 {
    (0..8).fold(0, |sum, at| {
        sum << 8 | u64::from(serial.get(at).copied().unwrap_or(0))
    })
}

fn element_at(revoked: &[u8], offset: u32) -> Option<Element<'_>> {
    let rest = revoked.get(usize::try_from(offset).ok()?..)?;
    Some(asn1::parse_prefix(rest).ok()?.0)
}

fn serial_at(revoked: &[u8], offset: u32) -> Option<&[u8]> {
    let mut body = element_at(revoked, offset)?.sequence().ok()?;
    body.read().ok()?.integer().ok()
}

fn entry_at(revoked: &[u8], offset: u32) -> Option<Entry<'_>> {
    crl_entry::read(element_at(revoked, offset)?).ok()
}
