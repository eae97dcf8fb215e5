use unicode_normalization::UnicodeNormalization;

use super::{Attribute, Value};

/// Each relative name with its length before it, its attributes in order of their octets, so that a prefix is a subtree.
pub(super) fn canonical(relative_names: &[Vec<Attribute>]) -> Box<[u8]> {
    let mut all = Vec::new();
    for attributes in relative_names {
        let mut parts = attributes
            .iter()
            .map(|attribute| {
                let mut part = Vec::new();
                attribute.value.canonical(&mut part);
                (attribute.kind, part)
            })
            .collect::<Vec<_>>();
        parts.sort_unstable();
        all.extend_from_slice(&(parts.len() as u64).to_be_bytes());
        for (kind, part) in parts {
            for octets in [kind.as_bytes(), part.as_slice()] {
                all.extend_from_slice(&(octets.len() as u64).to_be_bytes());
                all.extend_from_slice(octets);
            }
        }
    }
    all.into_boxed_slice()
}

impl Value {
    /// For comparison. Strings and other values never meet: they begin with different octets.
    fn canonical(&self, to: &mut Vec<u8>) {
        match self {
            Self::Text(text) => {
                to.push(b'T');
                let mut words = text.split_whitespace().peekable();
                while let Some(word) = words.next() {
                    let lower = word
                        .nfc()
                        .flat_map(char::to_lowercase)
                        .nfc()
                        .collect::<String>();
                    to.extend_from_slice(lower.as_bytes());
                    if words.peek().is_some() {
                        to.push(b' ');
                    }
                }
            }
            Self::Other(raw) => {
                to.push(b'O');
                to.extend_from_slice(raw);
            }
        }
    }
}
