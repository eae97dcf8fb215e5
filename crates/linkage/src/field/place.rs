use super::{
    address::{Address, neighbourhood_of},
    unit::{lowered, strip_unit},
};
use crate::text::{fold_key, spread};

/// Sets the keys of units that have a number for a name apart from those with letters.
const NUMBERED: u64 = 1 << 40;

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
    /// Reads the units of an address. What stands in the first column alone is taken apart.
    pub fn parse(neighbourhood: &str, ward: &str, district: &str, province: &str) -> Self {
        let address = Address::new(neighbourhood, ward, district, province);
        Self {
            province: place_key(address.province),
            district: place_key(address.district),
            ward: place_key(address.ward),
            neighbourhood: neighbourhood_number(address.neighbourhood),
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
    let lower = lowered(text);
    let (_, name) = strip_unit(&lower);
    match fold_key(name) {
        // Phường 5: the name is a number, which has no letters.
        0 => neighbourhood_number(name)
            .checked_sub(1)
            .map_or(0, |number| spread(NUMBERED ^ u64::from(number))),
        key => key,
    }
}

/// The number at the end of "Tổ dân phố 7" or "TDP số 7"; 0 if there is none.
pub fn neighbourhood_number(text: &str) -> u16 {
    let text = neighbourhood_of(text).trim_end();
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
        assert_eq!(place_key("Phường 5"), place_key("P.05"));
        assert_ne!(place_key("Phường 5"), place_key("Phường 6"));
        assert_ne!(place_key("Phường 5"), 0);
    }

    #[test]
    fn neighbourhoods() {
        assert_eq!(neighbourhood_number("TDP số 19"), 19);
        assert_eq!(neighbourhood_number("Khu phố 7 "), 7);
        assert_eq!(neighbourhood_number("Xóm Đông"), 0);
        assert_eq!(neighbourhood_number("12 Lê Lợi, tổ 4, ngõ 7"), 4);
    }
}
