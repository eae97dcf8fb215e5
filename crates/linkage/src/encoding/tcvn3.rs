/// What the bytes of TCVN3 show when they are read as Windows-1252.
const SHOWN: &str =
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u{ad}õøö÷ùúýûüþ¡¢£¤¥¦§";

/// What they mean, in the same order.
const MEANT: &str = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ";

fn swap(c: char, from: &str, to: &str) -> Option<char> {
    from.chars()
        .zip(to.chars())
        .find(|(key, _)| *key == c)
        .map(|(_, value)| value)
}

/// Decodes a text in TCVN3 that was read as Windows-1252.
pub fn decode_tcvn3(text: &str) -> String {
    text.chars()
        .map(|c| swap(c, SHOWN, MEANT).unwrap_or(c))
        .collect()
}

/// What a text would show if it were written in TCVN3 and read as Windows-1252.
///
/// None if a character has no place there: TCVN3 has no capital letters with a tone (fonts of capitals show them).
pub fn encode_tcvn3(text: &str) -> Option<String> {
    text.chars()
        .map(|c| {
            if c.is_ascii() {
                Some(c)
            } else {
                swap(c, MEANT, SHOWN)
            }
        })
        .collect()
}
