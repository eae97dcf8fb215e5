use std::fmt;

use const_oid::ObjectIdentifier;
use rsa::BoxedUint;

use super::CryptoFault;
use crate::asn1::{self, Reader, oid};

pub(super) const RSA_ENCRYPTION: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
pub(super) const RSASSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
pub(super) const EC_PUBLIC_KEY: ObjectIdentifier = oid("1.2.840.10045.2.1");
pub(super) const ED25519: ObjectIdentifier = oid("1.3.101.112");
const P256: ObjectIdentifier = oid("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = oid("1.3.132.0.34");
const P521: ObjectIdentifier = oid("1.3.132.0.35");

/// Smaller moduli are not keys at all; whether a key is large enough to be relied upon is for the policy to say.
const MIN_RSA_BITS: usize = 512;
const MAX_RSA_BITS: usize = 8192;
/// Larger public exponents than this do not occur and only cost time.
const MAX_EXPONENT: u64 = (1 << 33) - 1;

/// Kinds of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum KeyKind {
    Rsa,
    P256,
    P384,
    P521,
    Ed25519,
}

impl KeyKind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::P256 => "p256",
            Self::P384 => "p384",
            Self::P521 => "p521",
            Self::Ed25519 => "ed25519",
        }
    }
}

/// A public key that was checked to be one.
#[derive(Clone)]
pub(crate) struct PublicKey {
    pub(super) value: KeyValue,
    spki: Vec<u8>,
    /// The octets of the parameters if the key is bound to RSASSA-PSS with parameters (RFC 4055, 1.2).
    pub(super) pss_parameters: Option<Vec<u8>>,
    /// Whether the key is bound to RSASSA-PSS.
    pub(super) pss_only: bool,
}

#[derive(Clone)]
pub(super) enum KeyValue {
    Rsa(Box<rsa::PublicKey>, usize),
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    P521(Box<p521::ecdsa::VerifyingKey>),
    Ed25519(ed25519_dalek::VerifyingKey),
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// If it is of an unknown kind, or not a valid key of its kind.
    pub(crate) fn from_spki(spki: &[u8]) -> Result<Self, CryptoFault> {
        let mut outer = asn1::parse(spki)?.sequence()?;
        let mut identifier = outer.sequence()?;
        let key = outer.read()?.bit_string()?;
        outer.finish()?;
        let algorithm = identifier.read()?.oid()?;
        let mut pss_parameters = None;
        let value = match algorithm {
            RSA_ENCRYPTION => {
                super::hash::absent_or_null(&mut identifier)?;
                rsa_key(key)?
            }
            RSASSA_PSS => {
                if !identifier.is_empty() {
                    pss_parameters = Some(identifier.read()?.raw.to_vec());
                }
                identifier.finish()?;
                rsa_key(key)?
            }
            EC_PUBLIC_KEY => ec_key(identifier, key)?,
            ED25519 => {
                identifier
                    .finish()
                    .map_err(|_| CryptoFault::Parameters("they should be absent"))?;
                ed25519_key(key)?
            }
            other => return Err(CryptoFault::UnknownKey(other.to_string())),
        };
        Ok(Self {
            value,
            spki: spki.to_vec(),
            pss_parameters,
            pss_only: algorithm == RSASSA_PSS,
        })
    }

    pub(crate) const fn kind(&self) -> KeyKind {
        match self.value {
            KeyValue::Rsa(..) => KeyKind::Rsa,
            KeyValue::P256(_) => KeyKind::P256,
            KeyValue::P384(_) => KeyKind::P384,
            KeyValue::P521(_) => KeyKind::P521,
            KeyValue::Ed25519(_) => KeyKind::Ed25519,
        }
    }

    /// Size of the modulus or of the field.
    pub(crate) const fn bits(&self) -> usize {
        match self.value {
            KeyValue::Rsa(_, bits) => bits,
            KeyValue::P256(_) | KeyValue::Ed25519(_) => 256,
            KeyValue::P384(_) => 384,
            KeyValue::P521(_) => 521,
        }
    }

    /// The octets that it was read from.
    pub(crate) fn spki(&self) -> &[u8] {
        &self.spki
    }
}

/// Keys are equal if they are the same octets: two encodings of one key are never needed as one.
impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.spki == other.spki
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}, {} bits)", self.kind().name(), self.bits())
    }
}

fn rsa_key(key: &[u8]) -> Result<KeyValue, CryptoFault> {
    let mut reader = asn1::parse(key)?.sequence()?;
    let modulus = reader.read()?.unsigned()?;
    let exponent = reader
        .read()?
        .small()
        .map_err(|_| CryptoFault::Key("its exponent is too large"))?;
    reader.finish()?;
    let bits = bit_length(modulus);
    if !(MIN_RSA_BITS..=MAX_RSA_BITS).contains(&bits) {
        return Err(CryptoFault::Key("its modulus is too small or too large"));
    }
    if modulus.last().is_none_or(|last| last & 1 == 0) {
        return Err(CryptoFault::Key("its modulus is even"));
    }
    if exponent < 3 || exponent & 1 == 0 || exponent > MAX_EXPONENT {
        return Err(CryptoFault::Key(
            "its exponent is even, too small or too large",
        ));
    }
    let precision = u32::try_from(modulus.len().saturating_mul(8))
        .map_err(|_| CryptoFault::Key("its modulus is too large"))?;
    let modulus = BoxedUint::from_be_slice(modulus, precision)
        .map_err(|_| CryptoFault::Key("its modulus cannot be read"))?;
    let key = rsa::PublicKey::new_with_size_limits(
        modulus,
        BoxedUint::from(exponent),
        MIN_RSA_BITS..=MAX_RSA_BITS,
    )
    .map_err(|_| CryptoFault::Key("it is no RSA key"))?;
    Ok(KeyValue::Rsa(Box::new(key), bits))
}

fn bit_length(magnitude: &[u8]) -> usize {
    match magnitude {
        [] => 0,
        [first, ..] => {
            (magnitude.len().saturating_mul(8)).saturating_sub(first.leading_zeros() as usize)
        }
    }
}

fn ec_key(mut parameters: Reader<'_>, key: &[u8]) -> Result<KeyValue, CryptoFault> {
    let curve = parameters
        .read()?
        .oid()
        .map_err(|_| CryptoFault::Parameters("the curve is not a named one"))?;
    parameters.finish()?;
    let fault = CryptoFault::Key("it is no point of its curve");
    match curve {
        P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(key)
            .map(KeyValue::P256)
            .map_err(|_| fault),
        P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(key)
            .map(KeyValue::P384)
            .map_err(|_| fault),
        P521 => p521::ecdsa::VerifyingKey::from_sec1_bytes(key)
            .map(|key| KeyValue::P521(Box::new(key)))
            .map_err(|_| fault),
        other => Err(CryptoFault::UnknownKey(format!("EC with curve {other}"))),
    }
}

fn ed25519_key(key: &[u8]) -> Result<KeyValue, CryptoFault> {
    let fault = CryptoFault::Key("it is no point of its curve");
    let Ok(octets) = <&[u8; 32]>::try_from(key) else {
        return Err(fault);
    };
    match ed25519_dalek::VerifyingKey::from_bytes(octets) {
        Ok(key) if !key.is_weak() => Ok(KeyValue::Ed25519(key)),
        _ => Err(fault),
    }
}
