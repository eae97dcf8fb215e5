use std::collections::BTreeMap;
use std::fmt;

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::KeyInit as _;
use hkdf::Hkdf;
use hmac::Hmac;
use sha2::Sha256;

use crate::KeyFault;

/// Number of a data key. Numbers only grow: a key with a smaller number than the active one is an old key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub u8);

/// The data keys of one key file. Sealing uses the active key, opening the key that the sealed value names.
pub struct Keys {
    active: KeyId,
    keys: BTreeMap<KeyId, DataKey>,
}

/// A data key is never used itself: what it is used for has a key of its own, derived with HKDF (RFC 5869).
pub(crate) struct DataKey {
    seal: XChaCha20Poly1305,
    derive: Hkdf<Sha256>,
}

/// What a derived key is for. The label of a purpose is part of what makes the key, and never changes.
#[derive(Clone, Copy)]
pub(crate) enum Purpose<'a> {
    Seal,
    Blind(&'a str),
    Digest(&'a str),
}

impl Keys {
    pub(crate) fn new(active: KeyId, keys: BTreeMap<KeyId, DataKey>) -> Result<Self, KeyFault> {
        if !keys.contains_key(&active) {
            return Err(KeyFault::NoActiveKey(active));
        }
        Ok(Self { active, keys })
    }

    /// The key under which values are sealed.
    pub fn active(&self) -> KeyId {
        self.active
    }

    /// All keys, in the order of their numbers.
    pub fn ids(&self) -> impl Iterator<Item = KeyId> {
        self.keys.keys().copied()
    }

    pub(crate) fn active_key(&self) -> &DataKey {
        &self.keys[&self.active]
    }

    pub(crate) fn key(&self, id: KeyId) -> Option<&DataKey> {
        self.keys.get(&id)
    }

    pub(crate) fn active_and_others(
        &self,
    ) -> ((KeyId, &DataKey), impl Iterator<Item = (KeyId, &DataKey)>) {
        let others = self.keys.iter().filter(|(id, _)| **id != self.active);
        (
            (self.active, self.active_key()),
            others.map(|(id, key)| (*id, key)),
        )
    }
}

impl DataKey {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        let derive = Hkdf::new(None, key);
        let seal = derived(&derive, Purpose::Seal);
        Self {
            seal: XChaCha20Poly1305::new(&seal.into()),
            derive,
        }
    }

    pub(crate) fn cipher(&self) -> &XChaCha20Poly1305 {
        &self.seal
    }

    pub(crate) fn mac(&self, purpose: Purpose<'_>) -> Hmac<Sha256> {
        use hmac::KeyInit as _;
        Hmac::new_from_slice(&derived(&self.derive, purpose))
            .expect("HMAC takes keys of any length")
    }
}

fn derived(from: &Hkdf<Sha256>, purpose: Purpose<'_>) -> [u8; 32] {
    let (kind, label) = match purpose {
        Purpose::Seal => ("seal", ""),
        Purpose::Blind(label) => ("blind", label),
        Purpose::Digest(label) => ("digest", label),
    };
    let mut key = [0; 32];
    from.expand_multi_info(
        &[b"chiso.vault.v1|", kind.as_bytes(), b"|", label.as_bytes()],
        &mut key,
    )
    .expect("32 bytes are less than HKDF can give");
    key
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys(active {})", self.active)
    }
}
