//! The encoding of a text without a mark that says it.

use chiso_linkage::{Name, is_vietnamese};
use encoding_rs::{WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;

use crate::form::Encoding;

/// What a byte order mark says, and how long it is.
pub(crate) fn marked(head: &[u8]) -> Option<(Encoding, usize)> {
    match head {
        [0xef, 0xbb, 0xbf, ..] => Some((Encoding::Utf8, 3)),
        [0xff, 0xfe, ..] => Some((Encoding::Utf16Le, 2)),
        [0xfe, 0xff, ..] => Some((Encoding::Utf16Be, 2)),
        _ => None,
    }
}

/// UTF-16 without a mark: every second byte of its ASCII characters is NUL, and only every second.
pub(crate) fn utf16(head: &[u8]) -> Option<Encoding> {
    let pairs = head.as_chunks::<2>().0;
    let high = pairs.iter().filter(|pair| pair[0] == 0).count();
    let low = pairs.iter().filter(|pair| pair[1] == 0).count();
    let many = |count: usize| count * 10 > pairs.len() * 3;
    let few = |count: usize| count * 50 <= pairs.len();
    match (many(high), many(low)) {
        (false, true) if few(high) => Some(Encoding::Utf16Le),
        (true, false) if few(low) => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Whether a text is UTF-8 but for some broken places, or else which encoding of one byte per character it has.
///
/// None: it is ASCII, and the encoding shows later.
pub(super) fn recognise(text: &[u8]) -> Option<Encoding> {
    if text.is_ascii() {
        return None;
    }
    let (mut sound, mut broken) = (0, 0);
    let mut chunks = text.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        // The last character may only be cut off.
        broken += usize::from(!chunk.invalid().is_empty() && chunks.peek().is_some());
    }
    if broken == 0 || sound > broken {
        if sound == 0 {
            // A single character, and cut off.
            return Some(one_byte(text));
        }
        return Some(Encoding::Utf8);
    }
    Some(one_byte(text))
}

/// Windows-1258 if its reading gives more Vietnamese words than words of nothing.
fn one_byte(text: &[u8]) -> Encoding {
    let (mut right, mut wrong) = (0_usize, 0_usize);
    let words = text.split(|&byte| byte.is_ascii_punctuation() || byte.is_ascii_whitespace());
    for word in words.filter(|word| !word.is_ascii()).take(10_000) {
        let (decoded, _) = WINDOWS_1258.decode_without_bom_handling(word);
        let name = Name::parse(&decoded);
        let letters = decoded
            .nfc()
            .all(|c| c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c));
        if letters && !name.is_empty() && name.syllables().iter().all(is_vietnamese) {
            right += 1;
        } else {
            wrong += 1;
        }
    }
    if right > wrong {
        Encoding::Windows1258
    } else {
        Encoding::Windows1252
    }
}

/// Decodes a cell that has one byte per character, and composes it.
pub(super) fn decode(cell: &[u8], encoding: Encoding) -> String {
    if encoding == Encoding::Windows1258 {
        let (text, _) = WINDOWS_1258.decode_without_bom_handling(cell);
        text.nfc().collect()
    } else {
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(cell);
        text.into_owned()
    }
}
