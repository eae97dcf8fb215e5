//! What is sealed opens in its place only, and what is digested is recognised under every key of the file and under no other.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fmt::Write as _;

use chiso_vault::{KeyId, Keys, Place, Unopenable, Vault};
use proptest::prelude::*;

const FIRST: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const SECOND: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

fn file(active: u8, keys: &[(u8, &str)]) -> String {
    let lines = keys.iter().map(|(id, key)| format!("{id} = \"{key}\"\n"));
    format!("active = {active}\n[keys]\n{}", lines.collect::<String>())
}

fn keys(active: u8) -> Keys {
    Keys::parse(&file(active, &[(1, FIRST), (2, SECOND)])).unwrap()
}

fn place(row: &[u8]) -> Place<'_> {
    Place {
        table: "people.person",
        column: "name",
        row,
    }
}

proptest! {
    #[test]
    fn what_is_sealed_opens_in_its_place_under_any_active_key(
        plain in proptest::collection::vec(any::<u8>(), 0..300), row in any::<[u8; 16]>(), active in 1_u8..=2,
    ) {
        let sealed = keys(active).seal(place(&row), &plain);
        prop_assert_eq!(sealed[0], active);
        prop_assert_eq!(keys(3 - active).open(place(&row), &sealed).unwrap(), plain);
    }

    #[test]
    fn nowhere_else_and_not_when_a_bit_is_changed(
        plain in proptest::collection::vec(any::<u8>(), 0..40), row in any::<[u8; 16]>(), at in any::<prop::sample::Index>(), bit in 0_u8..8,
    ) {
        let keys = keys(1);
        let mut sealed = keys.seal(place(&row), &plain);
        let mut other = row;
        other[at.index(16)] ^= 1 << bit;
        prop_assert_eq!(keys.open(place(&other), &sealed), Err(Unopenable::Damaged));
        let column = Place { column: "phone", ..place(&row) };
        prop_assert_eq!(keys.open(column, &sealed), Err(Unopenable::Damaged));
        prop_assert!(keys.open(place(&row), &sealed[..at.index(sealed.len())]).is_err());
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        prop_assert!(keys.open(place(&row), &sealed).is_err());
    }

    #[test]
    fn a_stored_digest_or_blind_value_is_recognised_after_a_rotation(message in any::<Vec<u8>>(), other in any::<Vec<u8>>()) {
        let (before, after) = (keys(1), keys(2));
        let (stored, _) = before.digests("requests", &message);
        let recognised = |purpose, message: &[u8]| {
            let (active, others) = after.digests(purpose, message);
            active == stored || others.contains(&stored)
        };
        prop_assert!(recognised("requests", &message));
        prop_assert!(!recognised("answers", &message));
        let blind = before.blind("name", &message);
        prop_assert!(after.blinds("name", &message).contains(&blind));
        prop_assert!(!after.blinds("phone", &message).contains(&blind));
        if other != message {
            prop_assert!(!recognised("requests", &other));
            prop_assert!(!after.blinds("name", &other).contains(&blind));
        }
    }
}

/// What is stored is found for ever: the derivations are frozen.
#[test]
fn the_forms_are_frozen() {
    let keys = keys(1);
    let hex = |bytes: &[u8]| {
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    };
    assert_eq!(
        hex(&keys.blind("index", b"value")),
        "76a611171aba17b111ab279d1f084d89"
    );
    assert_eq!(
        hex(&keys.digests("purpose", b"message").0),
        "014b3e85d9d8e08d7ef0de2ead8d109e221f73e66e6a34e2895bd5013c77ee5936"
    );
    let sealed = "01e5142c816a1758f8a0e9bf2ac089450e5d6c456630280a4ee8e77d1fe0b0d8934b1309d2de752795601084e296";
    let sealed: Vec<u8> = (0..sealed.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&sealed[at..at + 2], 16).unwrap())
        .collect();
    assert_eq!(keys.open(place(b"row"), &sealed).unwrap(), b"plain");
}

#[test]
fn a_key_that_was_removed_is_told_from_damage() {
    let sealed = keys(2).seal(place(b"row"), b"plain");
    let keys = Keys::parse(&file(1, &[(1, FIRST)])).unwrap();
    assert_eq!(
        keys.open(place(b"row"), &sealed),
        Err(Unopenable::UnknownKey(KeyId(2)))
    );
}

#[test]
fn a_file_is_read_again_and_a_bad_one_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keys.toml");
    std::fs::write(&path, file(1, &[(1, FIRST)])).unwrap();
    let vault = Vault::read(&path).unwrap();
    assert!(!vault.reload().unwrap());
    std::fs::write(&path, file(2, &[(1, FIRST), (2, SECOND)])).unwrap();
    assert!(vault.reload().unwrap());
    std::fs::write(&path, file(2, &[(1, SECOND), (2, SECOND)])).unwrap();
    assert!(vault.reload().unwrap());
    std::fs::write(&path, "active = 3").unwrap();
    assert!(vault.reload().is_err());
    assert!(!vault.is_current());
    assert_eq!(vault.keys().active(), KeyId(2));
}
