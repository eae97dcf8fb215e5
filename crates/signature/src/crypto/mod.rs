//! Digests, public keys and signature values.

mod checks;
mod fault;
mod hash;
mod key;
mod signature_algorithm;
#[cfg(test)]
mod tests;
mod verify;

pub(crate) use checks::{KnownSignatures, SignatureChecks};
pub(crate) use fault::CryptoFault;
pub(crate) use hash::{Digest, HashAlgorithm, hex};
pub(crate) use key::{KeyKind, PublicKey};
pub(crate) use signature_algorithm::{Scheme, SignatureAlgorithm, algorithm_name};
pub(crate) use verify::{verify, verify_digest};
