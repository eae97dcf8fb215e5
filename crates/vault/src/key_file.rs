use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::keys::DataKey;
use crate::{KeyFault, KeyId, Keys};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    active: u8,
    keys: BTreeMap<String, String>,
}

impl Keys {
    /// Reads the text of a key file: TOML with `active = 1` and `[keys]` with `1 = "<base64 of 32 bytes>"`.
    ///
    /// # Errors
    /// Fails if the text has another form, has a key that is not 32 bytes, or lacks the active key.
    pub fn parse(text: &str) -> Result<Self, KeyFault> {
        let file: KeyFile = toml::from_str(text).map_err(|_| KeyFault::Malformed)?;
        let mut keys = BTreeMap::new();
        for (id, key) in file.keys {
            let id = KeyId(id.parse().map_err(|_| KeyFault::BadId)?);
            let key: [u8; 32] = STANDARD
                .decode(key)
                .ok()
                .and_then(|key| key.try_into().ok())
                .ok_or(KeyFault::BadKey(id))?;
            keys.insert(id, DataKey::new(&key));
        }
        Self::new(KeyId(file.active), keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    #[test]
    fn the_active_key_may_be_older_than_the_newest() {
        let text = format!("active = 1\n[keys]\n1 = \"{KEY}\"\n2 = \"{KEY}\"\n");
        let keys = Keys::parse(&text).unwrap();
        assert_eq!(keys.active(), KeyId(1));
        assert_eq!(keys.ids().collect::<Vec<_>>(), [KeyId(1), KeyId(2)]);
    }

    #[test]
    fn a_fault_never_repeats_what_stands_in_the_file() {
        for (text, said) in [
            (format!("active = 1\n{KEY}"), "no TOML"),
            (format!("active = 1\n[keys]\nx = \"{KEY}\""), "0 to 255"),
            (
                format!("active = 1\n[keys]\n1 = \"{KEY}x\""),
                "key 1 is not",
            ),
            (format!("active = 3\n[keys]\n1 = \"{KEY}\""), "active key 3"),
        ] {
            let fault = Keys::parse(&text).unwrap_err();
            assert!(fault.to_string().contains(said), "{fault}");
            assert!(!format!("{fault} {fault:?}").contains(&KEY[..8]));
        }
    }
}
