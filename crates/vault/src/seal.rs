//! A sealed value: the key's id (1 byte), the nonce (24 bytes), then ciphertext and tag of `XChaCha20-Poly1305`. The key's id and
//! the place are authenticated with it.

use chacha20poly1305::XNonce;
use chacha20poly1305::aead::{Aead as _, Payload};

use crate::{KeyId, Keys, Place, Unopenable};

const NONCE: usize = 24;

impl Keys {
    /// Seals a value for its place, under the active key.
    ///
    /// # Panics
    /// If the value is larger than 256 GiB.
    pub fn seal(&self, place: Place<'_>, plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload {
            msg: plain,
            aad: &bound_to(self.active(), place),
        };
        let sealed = self
            .active_key()
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .expect("the value is shorter than the cipher's limit");
        [&[self.active().0], nonce.as_slice(), &sealed].concat()
    }

    /// Opens a value that was sealed for this place, under whichever key of the file.
    ///
    /// # Errors
    /// Fails if the key is not in the file, or if the bytes were sealed for another place or changed.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, Unopenable> {
        let (id, rest) = sealed.split_first().ok_or(Unopenable::Damaged)?;
        let (nonce, sealed) = rest
            .split_first_chunk::<NONCE>()
            .ok_or(Unopenable::Damaged)?;
        let id = KeyId(*id);
        let payload = Payload {
            msg: sealed,
            aad: &bound_to(id, place),
        };
        let key = self.key(id).ok_or(Unopenable::UnknownKey(id))?;
        key.cipher()
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| Unopenable::Damaged)
    }
}

fn bound_to(id: KeyId, place: Place<'_>) -> Vec<u8> {
    [&[id.0], place.bytes().as_slice()].concat()
}
