use const_oid::ObjectIdentifier;

use super::{
    CryptoFault, HashAlgorithm, KeyKind, PublicKey,
    hash::absent_or_null,
    key::{EC_PUBLIC_KEY, ED25519, RSA_ENCRYPTION, RSASSA_PSS},
};
use crate::asn1::{Element, Reader, Tag, oid};

const MGF1: ObjectIdentifier = oid("1.2.840.113549.1.1.8");

const WITH_DIGEST: [(ObjectIdentifier, Scheme, HashAlgorithm); 10] = [
    (
        oid("1.2.840.113549.1.1.5"),
        Scheme::RsaPkcs1,
        HashAlgorithm::Sha1,
    ),
    (
        oid("1.2.840.113549.1.1.14"),
        Scheme::RsaPkcs1,
        HashAlgorithm::Sha224,
    ),
    (
        oid("1.2.840.113549.1.1.11"),
        Scheme::RsaPkcs1,
        HashAlgorithm::Sha256,
    ),
    (
        oid("1.2.840.113549.1.1.12"),
        Scheme::RsaPkcs1,
        HashAlgorithm::Sha384,
    ),
    (
        oid("1.2.840.113549.1.1.13"),
        Scheme::RsaPkcs1,
        HashAlgorithm::Sha512,
    ),
    (oid("1.2.840.10045.4.1"), Scheme::Ecdsa, HashAlgorithm::Sha1),
    (
        oid("1.2.840.10045.4.3.1"),
        Scheme::Ecdsa,
        HashAlgorithm::Sha224,
    ),
    (
        oid("1.2.840.10045.4.3.2"),
        Scheme::Ecdsa,
        HashAlgorithm::Sha256,
    ),
    (
        oid("1.2.840.10045.4.3.3"),
        Scheme::Ecdsa,
        HashAlgorithm::Sha384,
    ),
    (
        oid("1.2.840.10045.4.3.4"),
        Scheme::Ecdsa,
        HashAlgorithm::Sha512,
    ),
];

/// With digests whose collisions are known.
const BROKEN: [(ObjectIdentifier, &str); 2] = [
    (oid("1.2.840.113549.1.1.2"), "md2 rsa-pkcs1"),
    (oid("1.2.840.113549.1.1.4"), "md5 rsa-pkcs1"),
];

/// Known by name only.
const NAMES: [(ObjectIdentifier, &str); 4] = [
    (oid("1.2.840.10040.4.3"), "sha1 dsa"),
    (oid("2.16.840.1.101.3.4.3.2"), "sha256 dsa"),
    (oid("1.3.101.113"), "ed448"),
    (oid("1.3.36.3.3.1.2"), "ripemd160 rsa-pkcs1"),
];

/// How a signature value is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Scheme {
    /// RSASSA-PKCS1-v1_5.
    RsaPkcs1,
    /// RSASSA-PSS; MGF1 uses the same digest algorithm as the message.
    RsaPss {
        /// Octets.
        salt_length: usize,
    },
    Ecdsa,
    /// Pure, not prehashed.
    Ed25519,
}

impl Scheme {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::RsaPkcs1 => "rsa-pkcs1",
            Self::RsaPss { .. } => "rsa-pss",
            Self::Ecdsa => "ecdsa",
            Self::Ed25519 => "ed25519",
        }
    }
}

/// How a signature value is made, over which digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SignatureAlgorithm {
    pub(crate) scheme: Scheme,
    /// Nothing for Ed25519, which signs the message itself.
    pub(crate) hash: Option<HashAlgorithm>,
}

impl SignatureAlgorithm {
    /// Reads an `AlgorithmIdentifier` that says everything: of a certificate, CRL or OCSP answer.
    ///
    /// # Errors
    /// If it is not supported or its parameters are wrong.
    pub(crate) fn from_identifier(identifier: Element<'_>) -> Result<Self, CryptoFault> {
        Self::read(identifier, None)
    }

    /// Reads the signature algorithm of a CMS signer, which may leave the digest to the digest algorithm (RFC 5652, 5.3; RFC 3370, 3.2).
    ///
    /// # Errors
    /// If it is not supported, its parameters are wrong, or it names another digest.
    pub(crate) fn for_cms(
        identifier: Element<'_>,
        digest: HashAlgorithm,
    ) -> Result<Self, CryptoFault> {
        let algorithm = Self::read(identifier, Some(digest))?;
        match algorithm.hash {
            Some(inside) if inside != digest => Err(CryptoFault::DigestContradiction {
                inside: inside.name(),
                outside: digest.name(),
            }),
            _ => Ok(algorithm),
        }
    }

    fn read(identifier: Element<'_>, digest: Option<HashAlgorithm>) -> Result<Self, CryptoFault> {
        let mut reader = identifier.sequence()?;
        let algorithm = reader.read()?.oid()?;
        if algorithm == RSASSA_PSS {
            return pss(&mut reader);
        }
        if algorithm == ED25519 {
            reader
                .finish()
                .map_err(|_| CryptoFault::Parameters("they should be absent"))?;
            return Ok(Self {
                scheme: Scheme::Ed25519,
                hash: None,
            });
        }
        let known = WITH_DIGEST.iter().find(|(known, ..)| *known == algorithm);
        let (scheme, hash) = match (known, digest) {
            (Some((_, scheme, hash)), _) => (*scheme, *hash),
            (None, Some(digest)) if algorithm == RSA_ENCRYPTION => (Scheme::RsaPkcs1, digest),
            (None, Some(digest)) if algorithm == EC_PUBLIC_KEY => {
                return Self::of_ec_key(reader, digest);
            }
            _ => return Err(unknown(algorithm)),
        };
        absent_or_null(&mut reader)?;
        Ok(Self {
            scheme,
            hash: Some(hash),
        })
    }

    /// Some signers name the kind of their key instead of an algorithm; parameters then are the curve, which the key says itself.
    fn of_ec_key(mut reader: Reader<'_>, digest: HashAlgorithm) -> Result<Self, CryptoFault> {
        if reader.peek() == Some(Tag::OID) {
            reader.read()?;
        }
        absent_or_null(&mut reader)?;
        Ok(Self {
            scheme: Scheme::Ecdsa,
            hash: Some(digest),
        })
    }
}

fn unknown(algorithm: ObjectIdentifier) -> CryptoFault {
    if let Some((_, name)) = BROKEN.iter().find(|(known, _)| *known == algorithm) {
        return CryptoFault::Broken(name);
    }
    let name = NAMES.iter().find(|(known, _)| *known == algorithm);
    CryptoFault::UnknownSignatureAlgorithm(
        name.map_or_else(|| algorithm.to_string(), |(_, name)| (*name).to_owned()),
    )
}

/// Reads `RSASSA-PSS-params` (RFC 4055, 3.1), which must be there for a signature.
fn pss(reader: &mut Reader<'_>) -> Result<SignatureAlgorithm, CryptoFault> {
    if reader.is_empty() {
        return Err(CryptoFault::Parameters("those of RSASSA-PSS are missing"));
    }
    let parameters = reader.read()?;
    reader.finish()?;
    let (hash, salt_length) = pss_parameters(parameters)?;
    Ok(SignatureAlgorithm {
        scheme: Scheme::RsaPss { salt_length },
        hash: Some(hash),
    })
}

/// Digest and salt length of `RSASSA-PSS-params`.
pub(super) fn pss_parameters(
    parameters: Element<'_>,
) -> Result<(HashAlgorithm, usize), CryptoFault> {
    let mut parameters = parameters.sequence()?;
    let hash = match parameters.optional(Tag::context_constructed(0))? {
        Some(tagged) => HashAlgorithm::from_identifier(tagged.explicit()?)?,
        None => HashAlgorithm::Sha1,
    };
    let mask_hash = match parameters.optional(Tag::context_constructed(1))? {
        Some(tagged) => {
            let mut generator = tagged.explicit()?.sequence()?;
            if generator.read()?.oid()? != MGF1 {
                return Err(CryptoFault::Parameters("the mask is not made by MGF1"));
            }
            let hash = HashAlgorithm::from_identifier(generator.read()?)?;
            generator.finish()?;
            hash
        }
        None => HashAlgorithm::Sha1,
    };
    let salt_length = match parameters.optional(Tag::context_constructed(2))? {
        Some(tagged) => tagged.explicit()?.small()?,
        None => 20,
    };
    if let Some(tagged) = parameters.optional(Tag::context_constructed(3))?
        && tagged.explicit()?.small()? != 1
    {
        return Err(CryptoFault::Parameters("the trailer is not 0xbc"));
    }
    parameters.finish()?;
    if mask_hash != hash {
        return Err(CryptoFault::Parameters(
            "MGF1 uses another digest than the message",
        ));
    }
    let salt_length = usize::try_from(salt_length)
        .ok()
        .filter(|length| *length <= 1024)
        .ok_or(CryptoFault::Parameters("the salt is too long"))?;
    Ok((hash, salt_length))
}

/// For people: `sha256 rsa-pkcs1-3072`, `sha384 ecdsa-p384`, `ed25519`.
pub(crate) fn algorithm_name(key: &PublicKey, algorithm: &SignatureAlgorithm) -> String {
    let hash = algorithm
        .hash
        .map(|hash| format!("{} ", hash.name()))
        .unwrap_or_default();
    let scheme = algorithm.scheme.name();
    match key.kind() {
        KeyKind::Rsa => format!("{hash}{scheme}-{}", key.bits()),
        KeyKind::Ed25519 => format!("{hash}{scheme}"),
        curve => format!("{hash}{scheme}-{}", curve.name()),
    }
}
