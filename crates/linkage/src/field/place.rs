use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::text::fold_key;

/// The words that say what kind of unit a place is, folded; the longest first.
const UNIT_WORDS: [&str; 22] = [
    "phường",
    "phuong",
    "thị trấn",
    "thi tran",
    "thành phố",
    "thanh pho",
    "thị xã",
    "thi xa",
    "huyện",
    "huyen",
    "quận",
    "quan",
    "tỉnh",
    "tinh",
    "xã",
    "xa",
    "tp",
    "tx",
    "p.",
    "x.",
    "h.",
    "q.",
];

/// Nơi ở: the keys of the names of the units, and the number of the neighbourhood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Place {
    /// The province; 0: not written.
    pub province: u64,
    /// The district; 0: not written.
    pub district: u64,
    /// The ward; 0: not written.
    pub ward: u64,
    /// Tổ dân phố, thôn, khu phố: its number; 0: not written.
    pub neighbourhood: u16,
}

impl Place {
    /// Reads the units of an address.
    pub fn parse(neighbourhood: &str, ward: &str, district: &str, province: &str) -> Self {
        Self {
            province: place_key(province),
            district: place_key(district),
            ward: place_key(ward),
            neighbourhood: neighbourhood_number(neighbourhood),
        }
    }

    /// Whether nothing was written.
    pub const fn is_empty(&self) -> bool {
        self.province == 0 && self.district == 0 && self.ward == 0 && self.neighbourhood == 0
    }
}

/// A number that is equal for the same unit however its kind is written (Xã, X., phường); 0 if nothing was written.
///
/// The kind is left out because it changes: a commune becomes a ward and keeps its name.
pub fn place_key(text: &str) -> u64 {
    let text = text.trim();
    let lower = if is_nfc(text) {
        text.to_lowercase()
    } else {
        text.nfc().collect::<String>().to_lowercase()
    };
    let name = UNIT_WORDS.iter().find_map(|word| {
        let rest = lower.strip_prefix(word)?;
        (word.ends_with('.') || rest.starts_with([' ', '.'])).then_some(rest)
    });
    fold_key(name.unwrap_or(&lower))
}

/// The number at the end of "Tổ dân phố 7" or "TDP số 7"; 0 if there is none.
pub fn neighbourhood_number(text: &str) -> u16 {
    let text = text.trim_end();
    let start = text.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| {
        at + text[at..].chars().next().map_or(1, char::len_utf8)
    });
    text[start..].parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_unit_does_not_matter() {
        let key = place_key("Phường Đồng Kỵ");
        for text in [
            "phường Đồng Kỵ",
            "P. Đồng Kỵ",
            "Xã Đồng Kỵ",
            "X.Đồng Kỵ",
            "Dong Ky",
            "Phuong Dong Ky",
            "PHƯỜNG ĐỒNG KỴ",
        ] {
            assert_eq!(place_key(text), key, "{text}");
        }
        assert_ne!(place_key("Phường Đồng Nguyên"), key);
        assert_eq!(place_key("TP Từ Sơn"), place_key("Thị xã Từ Sơn"));
        assert_eq!(place_key(" "), 0);
    }

    #[test]
    fn neighbourhoods() {
        assert_eq!(neighbourhood_number("TDP số 19"), 19);
        assert_eq!(neighbourhood_number("Khu phố 7 "), 7);
        assert_eq!(neighbourhood_number("Xóm Đông"), 0);
    }
}
