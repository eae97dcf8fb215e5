use ed25519_dalek::Signature as Ed25519Signature;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::{pss, signature};
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};

use super::{
    CryptoFault, Digest, HashAlgorithm, PublicKey, Scheme, SignatureAlgorithm, key::KeyValue,
    signature_algorithm::pss_parameters,
};
use crate::asn1;

/// That `signature` is over `message` and was made with the private part of `key`.
///
/// # Errors
/// If it was not, or the algorithm does not fit the key.
pub(crate) fn verify(
    key: &PublicKey,
    algorithm: &SignatureAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), CryptoFault> {
    match (algorithm.scheme, algorithm.hash) {
        (Scheme::Ed25519, _) => ed25519(key, message, signature),
        (_, Some(hash)) => verify_digest(key, algorithm, &hash.digest(message), signature),
        (_, None) => Err(CryptoFault::Parameters("there is no digest algorithm")),
    }
}

/// That `signature` is over the message that `digest` is of, and was made with the private part of `key`.
///
/// # Errors
/// If it was not, the algorithm does not fit the key, or it signs messages and not digests (Ed25519).
pub(crate) fn verify_digest(
    key: &PublicKey,
    algorithm: &SignatureAlgorithm,
    digest: &Digest,
    signature: &[u8],
) -> Result<(), CryptoFault> {
    let hash = algorithm.hash.ok_or(CryptoFault::NeedsMessage)?;
    let digest = digest.as_ref();
    if digest.len() != hash.length() {
        return Err(CryptoFault::Wrong);
    }
    match (algorithm.scheme, &key.value) {
        (Scheme::RsaPkcs1, KeyValue::Rsa(rsa, _)) if !key.pss_only => {
            rsa_pkcs1(rsa, hash, digest, signature)
        }
        (Scheme::RsaPss { salt_length }, KeyValue::Rsa(rsa, _)) => {
            bound_parameters(key, hash, salt_length)?;
            rsa_pss(rsa, hash, salt_length, digest, signature)
        }
        (Scheme::Ecdsa, KeyValue::P256(key)) => {
            let signature =
                p256::ecdsa::Signature::from_der(signature).map_err(|_| CryptoFault::Wrong)?;
            wrong(key.verify_prehash(digest, &signature))
        }
        (Scheme::Ecdsa, KeyValue::P384(key)) => {
            let signature =
                p384::ecdsa::Signature::from_der(signature).map_err(|_| CryptoFault::Wrong)?;
            wrong(key.verify_prehash(digest, &signature))
        }
        (Scheme::Ecdsa, KeyValue::P521(key)) => {
            let signature =
                p521::ecdsa::Signature::from_der(signature).map_err(|_| CryptoFault::Wrong)?;
            wrong(key.verify_prehash(digest, &signature))
        }
        (scheme, _) => Err(CryptoFault::KeyMismatch {
            key: key.kind().name(),
            scheme: scheme.name(),
        }),
    }
}

fn wrong<E>(result: Result<(), E>) -> Result<(), CryptoFault> {
    result.map_err(|_| CryptoFault::Wrong)
}

fn rsa_pkcs1(
    key: &rsa::PublicKey,
    hash: HashAlgorithm,
    digest: &[u8],
    signature: &[u8],
) -> Result<(), CryptoFault> {
    wrong(match hash {
        HashAlgorithm::Sha1 => key.pkcs1v15_verify_prehash::<Sha1>(digest, signature),
        HashAlgorithm::Sha224 => key.pkcs1v15_verify_prehash::<Sha224>(digest, signature),
        HashAlgorithm::Sha256 => key.pkcs1v15_verify_prehash::<Sha256>(digest, signature),
        HashAlgorithm::Sha384 => key.pkcs1v15_verify_prehash::<Sha384>(digest, signature),
        HashAlgorithm::Sha512 => key.pkcs1v15_verify_prehash::<Sha512>(digest, signature),
    })
}

/// A key that is bound to parameters makes signatures with the same digest and at least the same salt only (RFC 4055, 3.3).
fn bound_parameters(
    key: &PublicKey,
    hash: HashAlgorithm,
    salt_length: usize,
) -> Result<(), CryptoFault> {
    let Some(parameters) = &key.pss_parameters else {
        return Ok(());
    };
    let (bound_hash, bound_salt) = pss_parameters(asn1::parse(parameters)?)?;
    if bound_hash == hash && bound_salt <= salt_length {
        Ok(())
    } else {
        Err(CryptoFault::Parameters("the key is bound to others"))
    }
}

fn rsa_pss(
    key: &rsa::PublicKey,
    hash: HashAlgorithm,
    salt_length: usize,
    digest: &[u8],
    signature: &[u8],
) -> Result<(), CryptoFault> {
    let signature = pss::Signature::try_from(signature).map_err(|_| CryptoFault::Wrong)?;
    match hash {
        HashAlgorithm::Sha1 => pss_with::<Sha1>(key, salt_length, digest, &signature),
        HashAlgorithm::Sha224 => pss_with::<Sha224>(key, salt_length, digest, &signature),
        HashAlgorithm::Sha256 => pss_with::<Sha256>(key, salt_length, digest, &signature),
        HashAlgorithm::Sha384 => pss_with::<Sha384>(key, salt_length, digest, &signature),
        HashAlgorithm::Sha512 => pss_with::<Sha512>(key, salt_length, digest, &signature),
    }
}

fn pss_with<D>(
    key: &rsa::PublicKey,
    salt_length: usize,
    digest: &[u8],
    signature: &pss::Signature,
) -> Result<(), CryptoFault>
where
    D: sha2::Digest,
    pss::VerifyingKey<D>: signature::hazmat::PrehashVerifier<pss::Signature>,
{
    let key = pss::VerifyingKey::<D>::new_with_salt_len(key.clone(), salt_length);
    wrong(signature::hazmat::PrehashVerifier::verify_prehash(
        &key, digest, signature,
    ))
}

fn ed25519(key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<(), CryptoFault> {
    let KeyValue::Ed25519(value) = &key.value else {
        return Err(CryptoFault::KeyMismatch {
            key: key.kind().name(),
            scheme: Scheme::Ed25519.name(),
        });
    };
    let signature = Ed25519Signature::from_slice(signature).map_err(|_| CryptoFault::Wrong)?;
    wrong(value.verify_strict(message, &signature))
}
