use super::{
    place::place_key,
    province::is_province,
    unit::{Tier, split_unit},
};
use crate::text::fold_key;

/// The words that a neighbourhood or a house begins with, folded.
const SMALL: [&str; 16] = [
    "to", "khu", "thon", "xom", "ap", "ban", "lang", "kp", "tdp", "so", "duong", "pho", "ngo",
    "ngach", "doi", "buon",
];

/// Địa chỉ, column by column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Address<'a> {
    /// Tổ dân phố, thôn.
    pub(crate) neighbourhood: &'a str,
    /// Xã, phường.
    pub(crate) ward: &'a str,
    /// Huyện.
    pub(crate) district: &'a str,
    /// Tỉnh.
    pub(crate) province: &'a str,
}

impl<'a> Address<'a> {
    /// The columns as they are; if the first has several parts, those at its end that belong to an empty column fill it.
    ///
    /// `Khu phố 3, phường Đồng Kỵ, TP Từ Sơn, tỉnh Bắc Ninh` is taken apart from the right. The word in front of a name says where
    /// it belongs; without one it is the next unit below the last. Since 2025-07-01 there are addresses without a district.
    pub(crate) fn new(
        address: &'a str,
        ward: &'a str,
        district: &'a str,
        province: &'a str,
    ) -> Self {
        let mut whole = Self {
            neighbourhood: address,
            ward,
            district,
            province,
        };
        if address.contains(',') {
            whole.take_apart();
        }
        whole
    }

    fn take_apart(&mut self) {
        let mut rest = self.neighbourhood.trim_end_matches([' ', ',', '.']);
        let mut last = None;
        loop {
            let (before, part) = rest
                .rsplit_once(',')
                .map_or(("", rest), |(before, part)| (before, part));
            let part = part.trim();
            let Some(tier) = self.tier_of(part, last) else {
                break;
            };
            let column = match tier {
                Tier::Province => &mut self.province,
                Tier::District => &mut self.district,
                Tier::Ward => &mut self.ward,
            };
            if column.trim().is_empty() {
                *column = part;
            } else if place_key(column) != place_key(part) {
                break;
            }
            last = Some(tier);
            rest = before.trim_end_matches([' ', ',']);
            if rest.is_empty() || tier == Tier::Ward {
                break;
            }
        }
        self.neighbourhood = rest;
    }

    /// The tier that a part belongs to, below the tier of the part to its right; None if it is no unit.
    fn tier_of(&self, part: &str, last: Option<Tier>) -> Option<Tier> {
        let (unit, name) = split_unit(part);
        let key = place_key(name);
        if part.is_empty() || is_small(part) {
            return None;
        }
        let tier = match unit.map(super::unit::UnitKind::tier) {
            // Thành phố Hà Nội.
            Some(Tier::District) if last.is_none() && is_city_province(name) => Tier::Province,
            Some(tier) => tier,
            None if last.is_none() && is_province(key) && !self.has_province_other_than(key) => {
                Tier::Province
            }
            None => match last {
                None if self.district.trim().is_empty() && self.ward.trim().is_empty() => {
                    Tier::District
                }
                Some(Tier::Province) => Tier::District,
                Some(Tier::District) => Tier::Ward,
                _ => return None,
            },
        };
        last.is_none_or(|last| tier > last).then_some(tier)
    }

    fn has_province_other_than(&self, key: u64) -> bool {
        let written = place_key(self.province);
        written != 0 && written != key
    }
}

fn is_city_province(name: &str) -> bool {
    let key = fold_key(name);
    [
        "Hà Nội",
        "Hồ Chí Minh",
        "Hải Phòng",
        "Đà Nẵng",
        "Cần Thơ",
        "Huế",
    ]
    .iter()
    .any(|city| fold_key(city) == key)
}

fn is_small(part: &str) -> bool {
    let first = part
        .split(|c: char| c.is_whitespace() || c == '.' || c.is_ascii_digit())
        .next()
        .unwrap_or_default();
    part.starts_with(|c: char| c.is_ascii_digit())
        || (first.len() < part.len() && SMALL.iter().any(|word| fold_key(word) == fold_key(first)))
}

/// Of what is left of an address, the part that is a neighbourhood: `12 Lê Lợi, tổ 3` is tổ 3. All of it if none says that it is.
pub(super) fn neighbourhood_of(rest: &str) -> &str {
    rest.split(',')
        .map(str::trim)
        .filter(|_| rest.contains(','))
        .find(|part| {
            let first = part
                .split(|c: char| c.is_whitespace() || c.is_ascii_digit())
                .next();
            first.is_some_and(|first| {
                SMALL[..9]
                    .iter()
                    .any(|word| fold_key(word) == fold_key(first))
            })
        })
        .unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Khu phố 3, phường Đồng Kỵ, TP Từ Sơn, tỉnh Bắc Ninh", ["Khu phố 3", "phường Đồng Kỵ", "TP Từ Sơn", "tỉnh Bắc Ninh"])]
    #[case("Đồng Kỵ, Từ Sơn, Bắc Ninh", ["", "Đồng Kỵ", "Từ Sơn", "Bắc Ninh"])]
    #[case("Tổ 3, phường Từ Sơn, Bắc Ninh", ["Tổ 3", "phường Từ Sơn", "", "Bắc Ninh"])]
    #[case("Số 12 Lê Lợi, tổ 4, P. Hàng Bạc, quận Hoàn Kiếm, TP Hà Nội", ["Số 12 Lê Lợi, tổ 4", "P. Hàng Bạc", "quận Hoàn Kiếm", "TP Hà Nội"])]
    #[case("Thôn Đông, xã Phú Lâm, Tiên Du, Bắc Ninh.", ["Thôn Đông", "xã Phú Lâm", "Tiên Du", "Bắc Ninh"])]
    #[case("Khu phố 3", ["Khu phố 3", "", "", ""])]
    #[case("12 ngõ 5, đường Minh Khai", ["12 ngõ 5, đường Minh Khai", "", "", ""])]
    fn an_address_in_one_cell(#[case] text: &str, #[case] parts: [&str; 4]) {
        let address = Address::new(text, "", "", "");
        assert_eq!(
            [
                address.neighbourhood,
                address.ward,
                address.district,
                address.province
            ],
            parts
        );
    }

    #[test]
    fn columns_that_are_filled_stay() {
        let address = Address::new("Khu phố 3, phường Đồng Kỵ", "Phường Tam Sơn", "Từ Sơn", "");
        assert_eq!(
            (address.neighbourhood, address.ward, address.district),
            ("Khu phố 3, phường Đồng Kỵ", "Phường Tam Sơn", "Từ Sơn")
        );
        let address = Address::new("Khu phố 3, Đồng Kỵ, TX Từ Sơn", "", "", "Bắc Ninh");
        assert_eq!(
            (address.neighbourhood, address.ward, address.district),
            ("Khu phố 3", "Đồng Kỵ", "TX Từ Sơn")
        );
    }
}
