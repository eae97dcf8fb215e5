/// What Windows-1252 shows for the bytes 0x80 to 0x9f; the five bytes it leaves open are read as they are.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn byte_of(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ (0..=0x7f | 0xa0..=0xff) => u8::try_from(code).ok(),
        _ => HIGH
            .iter()
            .zip(0x80_u8..)
            .find(|(shown, _)| **shown == c)
            .map(|(_, byte)| byte),
    }
}

/// Decodes UTF-8 that was read as Windows-1252. A character that lost a byte on the way (U+FFFD) becomes one U+FFFD.
pub fn decode_mojibake(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match byte_of(c) {
            // A no-break space that became a plain one was the last byte of à.
            Some(0xc3)
                if rest.peek().is_none_or(|next| *next == ' ') && !text.contains('\u{a0}') =>
            {
                bytes.extend_from_slice("à".as_bytes());
                rest.next();
            }
            Some(byte) => bytes.push(byte),
            None if c == '\u{fffd}' => bytes.push(0xff),
            None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    let mut decoded = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        decoded.push_str(chunk.valid());
        // The lost byte itself follows the start of its character: one character was lost, not two.
        if !chunk.invalid().is_empty() && chunk.invalid() != [0xff] {
            decoded.push('\u{fffd}');
        }
    }
    decoded
}

/// What a text would show if its UTF-8 were read as Windows-1252.
pub fn encode_mojibake(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if (0x80..0xa0).contains(&byte) {
                HIGH[usize::from(byte - 0x80)]
            } else {
                char::from(byte)
            }
        })
        .collect()
}
