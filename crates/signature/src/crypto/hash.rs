use std::fmt::{self, Write as _};

use const_oid::ObjectIdentifier;
use sha1::Sha1;
use sha2::{Digest as _, Sha224, Sha256, Sha384, Sha512};

use super::CryptoFault;
use crate::asn1::{Element, Reader, oid};

/// Digest algorithms that are computed. Whether one is strong enough is for the policy to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum HashAlgorithm {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

const OIDS: [(HashAlgorithm, ObjectIdentifier); 5] = [
    (HashAlgorithm::Sha1, oid("1.3.14.3.2.26")),
    (HashAlgorithm::Sha224, oid("2.16.840.1.101.3.4.2.4")),
    (HashAlgorithm::Sha256, oid("2.16.840.1.101.3.4.2.1")),
    (HashAlgorithm::Sha384, oid("2.16.840.1.101.3.4.2.2")),
    (HashAlgorithm::Sha512, oid("2.16.840.1.101.3.4.2.3")),
];

/// Collisions of these are known.
const BROKEN: [(ObjectIdentifier, &str); 3] = [
    (oid("1.2.840.113549.2.2"), "md2"),
    (oid("1.2.840.113549.2.4"), "md4"),
    (oid("1.2.840.113549.2.5"), "md5"),
];

/// Known by name only.
const NAMES: [(ObjectIdentifier, &str); 6] = [
    (oid("1.3.36.3.2.1"), "ripemd160"),
    (oid("2.16.840.1.101.3.4.2.6"), "sha512-256"),
    (oid("2.16.840.1.101.3.4.2.8"), "sha3-256"),
    (oid("2.16.840.1.101.3.4.2.9"), "sha3-384"),
    (oid("2.16.840.1.101.3.4.2.10"), "sha3-512"),
    (oid("1.2.643.7.1.1.2.2"), "streebog256"),
];

impl HashAlgorithm {
    /// # Errors
    /// If it is not one that is computed.
    pub(crate) fn from_oid(algorithm: &ObjectIdentifier) -> Result<Self, CryptoFault> {
        if let Some((found, _)) = OIDS.iter().find(|(_, known)| known == algorithm) {
            return Ok(*found);
        }
        if let Some((_, name)) = BROKEN.iter().find(|(known, _)| known == algorithm) {
            return Err(CryptoFault::Broken(name));
        }
        let name = NAMES.iter().find(|(known, _)| known == algorithm);
        Err(CryptoFault::UnknownHash(name.map_or_else(
            || algorithm.to_string(),
            |(_, name)| (*name).to_owned(),
        )))
    }

    /// Reads an `AlgorithmIdentifier`, whose parameters must be absent or NULL.
    pub(crate) fn from_identifier(identifier: Element<'_>) -> Result<Self, CryptoFault> {
        let mut reader = identifier.sequence()?;
        let algorithm = Self::from_oid(&reader.read()?.oid()?)?;
        absent_or_null(&mut reader)?;
        Ok(algorithm)
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha224 => "sha224",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    /// Octets of a digest.
    pub(crate) const fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    pub(crate) fn hasher(self) -> Hasher {
        match self {
            Self::Sha1 => Hasher::Sha1(Sha1::new()),
            Self::Sha224 => Hasher::Sha224(Sha224::new()),
            Self::Sha256 => Hasher::Sha256(Sha256::new()),
            Self::Sha384 => Hasher::Sha384(Sha384::new()),
            Self::Sha512 => Hasher::Sha512(Sha512::new()),
        }
    }

    pub(crate) fn digest(self, message: &[u8]) -> Digest {
        let mut hasher = self.hasher();
        hasher.update(message);
        hasher.finish()
    }
}

/// That the parameters of an algorithm, which come last, are absent or NULL.
pub(super) fn absent_or_null(reader: &mut Reader<'_>) -> Result<(), CryptoFault> {
    if !reader.is_empty() {
        reader
            .read()?
            .null()
            .map_err(|_| CryptoFault::Parameters("they should be absent or NULL"))?;
    }
    Ok(reader.finish()?)
}

/// A digest in the making.
#[derive(Clone, Debug)]
pub(crate) enum Hasher {
    Sha1(Sha1),
    Sha224(Sha224),
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
}

impl Hasher {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(hasher) => hasher.update(bytes),
            Self::Sha224(hasher) => hasher.update(bytes),
            Self::Sha256(hasher) => hasher.update(bytes),
            Self::Sha384(hasher) => hasher.update(bytes),
            Self::Sha512(hasher) => hasher.update(bytes),
        }
    }

    pub(crate) fn finish(self) -> Digest {
        match self {
            Self::Sha1(hasher) => Digest::new(&hasher.finalize()),
            Self::Sha224(hasher) => Digest::new(&hasher.finalize()),
            Self::Sha256(hasher) => Digest::new(&hasher.finalize()),
            Self::Sha384(hasher) => Digest::new(&hasher.finalize()),
            Self::Sha512(hasher) => Digest::new(&hasher.finalize()),
        }
    }
}

/// The output of a digest algorithm.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Digest {
    /// Followed by zeros.
    octets: [u8; 64],
    length: usize,
}

impl Digest {
    fn new(output: &[u8]) -> Self {
        let mut octets = [0; 64];
        for (to, from) in octets.iter_mut().zip(output) {
            *to = *from;
        }
        Self {
            octets,
            length: output.len(),
        }
    }

    /// In hexadecimal digits.
    pub(crate) fn hex(&self) -> String {
        hex(self.as_ref())
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        self.octets.get(..self.length).unwrap_or(&self.octets)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

/// Lower case hexadecimal digits.
pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}
