use std::str::from_utf8;

/// `PDFDocEncoding` from 0x18 to 0x1F and from 0x80 to 0xA0, ISO 32000-2, annex D.
const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
const HIGH: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™',
    'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{FFFD}', '€',
];

/// Decodes a text string, ISO 32000-2, 7.9.2.2: UTF-16, UTF-8 or `PDFDocEncoding`.
pub(crate) fn decode_text(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] if from_utf8(rest).is_ok() => {
            String::from_utf8_lossy(rest).into_owned()
        }
        _ => bytes.iter().map(|byte| pdf_doc(*byte)).collect(),
    }
}

fn utf_16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text: String = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

fn pdf_doc(byte: u8) -> char {
    match byte {
        0x18..=0x1F => LOW.get(usize::from(byte - 0x18)).copied(),
        0x80..=0xA0 => HIGH.get(usize::from(byte - 0x80)).copied(),
        0x7F | 0xAD => None,
        _ => Some(char::from(byte)),
    }
    .unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_encodings() {
        assert_eq!(decode_text(b"Ch\xFF"), "Chÿ");
        assert_eq!(decode_text(b"\xA0 \x80 \x1F"), "€ • ˜");
        assert_eq!(
            decode_text(b"\xFE\xFF\x1E\xC5\x00a"),
            "Ễa".replace('Ễ', "\u{1EC5}")
        );
        assert_eq!(decode_text(b"\xFF\xFEa\x00"), "a");
        assert_eq!(decode_text("\u{FEFF}chữ ký".as_bytes()), "chữ ký");
        assert_eq!(decode_text(b"\xFE\xFF\xD8\x00a"), "\u{FFFD}\u{FFFD}");
    }
}
