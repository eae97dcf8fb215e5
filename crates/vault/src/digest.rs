use hmac::Mac as _;

use crate::keys::{DataKey, Purpose};
use crate::{KeyId, Keys};

/// A keyed digest: the key's id (1 byte), then the HMAC with SHA-256 (32 bytes).
pub type Digest = [u8; 33];

impl Keys {
    /// The digest of a message under the active key, which is the one to be stored, and those under the other keys, as which it may
    /// have been stored.
    pub fn digests(&self, purpose: &'static str, message: &[u8]) -> (Digest, Vec<Digest>) {
        let of = |(id, key)| digest(id, key, purpose, message);
        let (active, others) = self.active_and_others();
        (of(active), others.map(of).collect())
    }
}

fn digest(id: KeyId, key: &DataKey, purpose: &str, message: &[u8]) -> Digest {
    let mac = key.mac(Purpose::Digest(purpose)).chain_update(message);
    let mut digest = [id.0; 33];
    digest[1..].copy_from_slice(&mac.finalize().into_bytes());
    digest
}
