use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{
    CryptoFault, Digest, HashAlgorithm, PublicKey, SignatureAlgorithm, verify, verify_digest,
};

/// Answers that are kept from one document to the next.
const MAX_KEPT: usize = 50_000;

/// Signature values that were verified for earlier documents: most documents share their authorities and revocation lists.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownSignatures(Arc<Mutex<HashMap<Digest, Result<(), CryptoFault>>>>);

impl KnownSignatures {
    fn get(&self, question: &Digest) -> Option<Result<(), CryptoFault>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(question).cloned()
    }

    fn keep(&self, question: Digest, answer: &Result<(), CryptoFault>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MAX_KEPT {
            known.insert(question, answer.clone());
        }
    }
}

/// Verifies signature values of certificates and revocation data, each only once, and no more than a document may ask for.
#[derive(Debug)]
pub(crate) struct SignatureChecks {
    known: HashMap<Digest, Result<(), CryptoFault>>,
    earlier: KnownSignatures,
    remaining: usize,
}

impl SignatureChecks {
    /// At most `budget` signature values are asked for, whatever is known of them from `earlier` documents: no report depends on that.
    pub(crate) fn after(earlier: KnownSignatures, budget: usize) -> Self {
        Self {
            known: HashMap::new(),
            earlier,
            remaining: budget,
        }
    }

    /// The same, of the first document.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn new(budget: usize) -> Self {
        Self::after(KnownSignatures::default(), budget)
    }

    /// As [`verify`].
    ///
    /// # Errors
    /// As [`verify`], and if the budget is spent.
    pub(crate) fn verify(
        &mut self,
        key: &PublicKey,
        algorithm: &SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), CryptoFault> {
        let question = question(key, algorithm, message, signature);
        self.verify_as(question, key, algorithm, message, signature)
    }

    /// As [`Self::verify`], where `question` stands for everything else.
    ///
    /// # Errors
    /// As [`Self::verify`].
    pub(crate) fn verify_as(
        &mut self,
        question: Digest,
        key: &PublicKey,
        algorithm: &SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), CryptoFault> {
        if let Some(answer) = self.known.get(&question) {
            return answer.clone();
        }
        self.remaining = self.remaining.checked_sub(1).ok_or(CryptoFault::Budget)?;
        let answer = self.earlier.get(&question).unwrap_or_else(|| {
            let answer = verify(key, algorithm, message, signature);
            self.earlier.keep(question, &answer);
            answer
        });
        self.known.insert(question, answer.clone());
        answer
    }

    /// As [`verify_digest`], counted but not remembered.
    ///
    /// # Errors
    /// As [`verify_digest`], and if the budget is spent.
    pub(crate) fn verify_digest(
        &mut self,
        key: &PublicKey,
        algorithm: &SignatureAlgorithm,
        digest: &Digest,
        signature: &[u8],
    ) -> Result<(), CryptoFault> {
        self.remaining = self.remaining.checked_sub(1).ok_or(CryptoFault::Budget)?;
        verify_digest(key, algorithm, digest, signature)
    }
}

fn question(
    key: &PublicKey,
    algorithm: &SignatureAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Digest {
    let algorithm = format!("{algorithm:?}");
    let mut hasher = HashAlgorithm::Sha256.hasher();
    for part in [key.spki(), algorithm.as_bytes(), message, signature] {
        hasher.update(HashAlgorithm::Sha256.digest(part).as_ref());
    }
    hasher.finish()
}
