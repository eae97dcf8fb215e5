//! Texts that were written in an encoding of before Unicode and read in another: recognised by their spelling, and decoded.
mod mojibake;
mod tcvn3;
mod vni;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::text::{Syllable, is_vietnamese, syllables};

pub use mojibake::{decode_mojibake, encode_mojibake};
pub use tcvn3::{decode_tcvn3, encode_tcvn3};
pub use vni::{decode_vni, encode_vni};

/// Bảng mã that a text turned out to be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// TCVN3 (ABC, `.VnTime`).
    Tcvn3,
    /// VNI Windows.
    Vni,
    /// UTF-8 that was read as Windows-1252.
    Mojibake,
}

/// A text in composed Unicode, and the encoding it had to be decoded from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, NFC.
    pub text: String,
    /// The encoding, if it was not Unicode.
    pub from: Option<Encoding>,
}

/// Composes a text and, if it is spelt better that way, decodes it.
///
/// A decoding is taken only if more syllables become Vietnamese, so names of other languages stay as they are, and the result
/// of a decoding is never decoded again into something worse.
pub fn decode(raw: &str) -> Decoded {
    let text: String = if raw.is_ascii() || is_nfc(raw) {
        raw.to_owned()
    } else {
        raw.nfc().collect()
    };
    if !is_suspect(&text) {
        return Decoded { text, from: None };
    }
    let mut best = Decoded { text, from: None };
    let (mut right, wrong) = spelling(&best.text);
    if wrong == 0 {
        return best;
    }
    let candidates = [
        (Encoding::Mojibake, decode_mojibake(&best.text)),
        (Encoding::Tcvn3, decode_tcvn3(&best.text)),
        (Encoding::Vni, decode_vni(&best.text)),
    ];
    for (encoding, candidate) in candidates {
        let (decoded_right, _) = spelling(&candidate);
        if decoded_right > right {
            right = decoded_right;
            best = Decoded {
                text: candidate,
                from: Some(encoding),
            };
        }
    }
    best
}

/// Whether there is a character that such texts have and ASCII or plain Vietnamese text has not, or may have.
fn is_suspect(text: &str) -> bool {
    !text.is_ascii()
        && text.chars().any(|c| {
            ('\u{80}'..='\u{ff}').contains(&c)
                || ('\u{2010}'..='\u{2122}').contains(&c)
                || c == '\u{192}'
        })
}

/// How many syllables are spelt as Vietnamese, and how many are not. Symbols are spelling mistakes.
fn spelling(text: &str) -> (usize, usize) {
    let (mut right, mut wrong) = (0, 0);
    for word in text.split([' ', '\t', '-']).filter(|word| !word.is_empty()) {
        let symbols = word
            .chars()
            .any(|c| !c.is_alphabetic() && !c.is_ascii() && !is_mark(c));
        let mut valid = !symbols;
        syllables(word, |syllable: Syllable| {
            valid &= syllable.is_initial() || is_vietnamese(&syllable);
        });
        if valid {
            right += 1;
        } else {
            wrong += 1;
        }
    }
    (right, wrong)
}

fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}
