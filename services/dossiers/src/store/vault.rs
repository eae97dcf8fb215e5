//! Seals personal data before it reaches the database: `XChaCha20-Poly1305` under a key that the database does not have,
//! bound to its table, column, row and key id.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::Deserialize;
use uuid::Uuid;

use crate::domain::Applicant;

const NONCE: usize = 24;

/// The data keys. Sealing uses the active key, opening the key that the sealed bytes name.
pub struct Vault {
    active: u8,
    keys: BTreeMap<u8, XChaCha20Poly1305>,
}

/// The key file, TOML: `active = 1` and `[keys]` with `1 = "<base64 of 32 bytes>"`. Old keys stay until nothing is sealed
/// under them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    active: u8,
    keys: BTreeMap<String, String>,
}

/// Sealed bytes that no key of the vault opens.
#[derive(Debug, thiserror::Error)]
#[error("personal data of a row cannot be opened with the configured keys")]
pub struct Unopenable;

impl Vault {
    /// Reads a key file.
    ///
    /// # Errors
    /// Fails if the file is missing, malformed, has a key that is not 32 bytes, or lacks the active key.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("read data keys {}", path.display()))?;
        let file: KeyFile =
            toml::from_str(&text).map_err(|_| anyhow::anyhow!("data keys: not a key file"))?;
        let mut keys = BTreeMap::new();
        for (id, key) in file.keys {
            let id: u8 = id
                .parse()
                .context("data keys: ids are numbers from 0 to 255")?;
            let key = STANDARD
                .decode(key)
                .ok()
                .filter(|key| key.len() == 32)
                .context("data keys: expected base64 of 32 bytes")?;
            keys.insert(
                id,
                XChaCha20Poly1305::new_from_slice(&key).context("data keys: expected 32 bytes")?,
            );
        }
        ensure!(
            keys.contains_key(&file.active),
            "data keys: the active key is missing"
        );
        Ok(Self {
            active: file.active,
            keys,
        })
    }

    pub fn seal(&self, dossier: Uuid, applicant: &Applicant) -> Vec<u8> {
        let nonce: [u8; NONCE] = rand::random();
        let plain = serde_json::to_vec(applicant).expect("an applicant is three strings");
        let payload = Payload {
            msg: &plain,
            aad: &context(dossier, self.active),
        };
        let cipher = &self.keys[&self.active];
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), payload)
            .expect("a vector has room for the tag");
        [&[self.active], nonce.as_slice(), &sealed].concat()
    }

    /// # Errors
    /// Fails if the bytes were sealed for another row, with an unknown key, or were changed.
    pub fn open(&self, dossier: Uuid, sealed: &[u8]) -> Result<Applicant, Unopenable> {
        let (key, rest) = sealed.split_first().ok_or(Unopenable)?;
        let (nonce, sealed) = rest.split_at_checked(NONCE).ok_or(Unopenable)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| Unopenable)?;
        let payload = Payload {
            msg: sealed,
            aad: &context(dossier, *key),
        };
        let cipher = self.keys.get(key).ok_or(Unopenable)?;
        let plain = cipher
            .decrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Unopenable)?;
        serde_json::from_slice(&plain).map_err(|_| Unopenable)
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(..)")
    }
}

fn context(dossier: Uuid, key: u8) -> Vec<u8> {
    [
        b"dossiers.dossier|applicant|".as_slice(),
        dossier.as_bytes(),
        &[key],
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(active: u8) -> Vault {
        let key = |fill: u8| XChaCha20Poly1305::new_from_slice(&[fill; 32]).unwrap();
        Vault {
            active,
            keys: BTreeMap::from([(1, key(1)), (2, key(2))]),
        }
    }

    fn applicant() -> Applicant {
        Applicant {
            name: "Nguyễn Thị Minh Khai".into(),
            id_number: Some("027185001234".into()),
            phone: None,
        }
    }

    #[test]
    fn what_is_sealed_opens_only_in_its_row() {
        let (row, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let sealed = vault(1).seal(row, &applicant());
        assert_eq!(vault(2).open(row, &sealed).unwrap(), applicant());
        assert!(vault(1).open(other, &sealed).is_err());
        assert!(!sealed.windows(4).any(|w| w == b"0271"));
    }

    #[test]
    fn changed_and_cut_bytes_do_not_open() {
        let row = Uuid::from_u128(1);
        let mut sealed = vault(1).seal(row, &applicant());
        assert!(vault(1).open(row, &sealed[..20]).is_err());
        sealed[40] ^= 1;
        assert!(vault(1).open(row, &sealed).is_err());
    }
}
