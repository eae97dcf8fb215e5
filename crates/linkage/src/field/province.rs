use std::sync::LazyLock;

use hashbrown::{HashMap, HashSet};

use super::place::place_key;

/// The code in personal numbers, the name, and the name of the province it became part of on 2025-07-01.
const PROVINCES: [(u16, &str, &str); 63] = [
    (1, "Hà Nội", "Hà Nội"),
    (2, "Hà Giang", "Tuyên Quang"),
    (4, "Cao Bằng", "Cao Bằng"),
    (6, "Bắc Kạn", "Thái Nguyên"),
    (8, "Tuyên Quang", "Tuyên Quang"),
    (10, "Lào Cai", "Lào Cai"),
    (11, "Điện Biên", "Điện Biên"),
    (12, "Lai Châu", "Lai Châu"),
    (14, "Sơn La", "Sơn La"),
    (15, "Yên Bái", "Lào Cai"),
    (17, "Hòa Bình", "Phú Thọ"),
    (19, "Thái Nguyên", "Thái Nguyên"),
    (20, "Lạng Sơn", "Lạng Sơn"),
    (22, "Quảng Ninh", "Quảng Ninh"),
    (24, "Bắc Giang", "Bắc Ninh"),
    (25, "Phú Thọ", "Phú Thọ"),
    (26, "Vĩnh Phúc", "Phú Thọ"),
    (27, "Bắc Ninh", "Bắc Ninh"),
    (30, "Hải Dương", "Hải Phòng"),
    (31, "Hải Phòng", "Hải Phòng"),
    (33, "Hưng Yên", "Hưng Yên"),
    (34, "Thái Bình", "Hưng Yên"),
    (35, "Hà Nam", "Ninh Bình"),
    (36, "Nam Định", "Ninh Bình"),
    (37, "Ninh Bình", "Ninh Bình"),
    (38, "Thanh Hóa", "Thanh Hóa"),
    (40, "Nghệ An", "Nghệ An"),
    (42, "Hà Tĩnh", "Hà Tĩnh"),
    (44, "Quảng Bình", "Quảng Trị"),
    (45, "Quảng Trị", "Quảng Trị"),
    (46, "Thừa Thiên Huế", "Huế"),
    (48, "Đà Nẵng", "Đà Nẵng"),
    (49, "Quảng Nam", "Đà Nẵng"),
    (51, "Quảng Ngãi", "Quảng Ngãi"),
    (52, "Bình Định", "Gia Lai"),
    (54, "Phú Yên", "Đắk Lắk"),
    (56, "Khánh Hòa", "Khánh Hòa"),
    (58, "Ninh Thuận", "Khánh Hòa"),
    (60, "Bình Thuận", "Lâm Đồng"),
    (62, "Kon Tum", "Quảng Ngãi"),
    (64, "Gia Lai", "Gia Lai"),
    (66, "Đắk Lắk", "Đắk Lắk"),
    (67, "Đắk Nông", "Lâm Đồng"),
    (68, "Lâm Đồng", "Lâm Đồng"),
    (70, "Bình Phước", "Đồng Nai"),
    (72, "Tây Ninh", "Tây Ninh"),
    (74, "Bình Dương", "Hồ Chí Minh"),
    (75, "Đồng Nai", "Đồng Nai"),
    (77, "Bà Rịa - Vũng Tàu", "Hồ Chí Minh"),
    (79, "Hồ Chí Minh", "Hồ Chí Minh"),
    (80, "Long An", "Tây Ninh"),
    (82, "Tiền Giang", "Đồng Tháp"),
    (83, "Bến Tre", "Vĩnh Long"),
    (84, "Trà Vinh", "Vĩnh Long"),
    (86, "Vĩnh Long", "Vĩnh Long"),
    (87, "Đồng Tháp", "Đồng Tháp"),
    (89, "An Giang", "An Giang"),
    (91, "Kiên Giang", "An Giang"),
    (92, "Cần Thơ", "Cần Thơ"),
    (93, "Hậu Giang", "Cần Thơ"),
    (94, "Sóc Trăng", "Cần Thơ"),
    (95, "Bạc Liêu", "Cà Mau"),
    (96, "Cà Mau", "Cà Mau"),
];

/// The names of each province, the old and the new, by its code.
static NAMES: LazyLock<HashMap<u16, [u64; 2]>> = LazyLock::new(|| {
    PROVINCES
        .iter()
        .map(|(code, old, new)| (*code, [place_key(old), place_key(new)]))
        .collect()
});

/// Whether a code that personal numbers begin with is that of a province.
pub(crate) fn is_province_code(code: u16) -> bool {
    NAMES.contains_key(&code)
}

/// Whether a name is that of a province, before or since 2025-07-01.
pub(crate) fn is_province(key: u64) -> bool {
    static KEYS: LazyLock<HashSet<u64>> =
        LazyLock::new(|| NAMES.values().flatten().copied().collect());
    KEYS.contains(&key)
}

/// The name since 2025-07-01 of a province that had another one.
pub(crate) fn present_province(old: u64) -> Option<&'static str> {
    static PRESENT: LazyLock<HashMap<u64, &'static str>> = LazyLock::new(|| {
        PROVINCES
            .iter()
            .map(|(_, old, new)| (place_key(old), *new))
            .collect()
    });
    PRESENT.get(&old).copied()
}

/// Whether one of two provinces became part of the other on 2025-07-01.
pub(crate) fn is_merged(one: u64, other: u64) -> bool {
    static PAIRS: LazyLock<HashSet<[u64; 2]>> = LazyLock::new(|| NAMES.values().copied().collect());
    PAIRS.contains(&[one, other]) || PAIRS.contains(&[other, one])
}

/// Whether a province as written is the one with this code, by its old name or by the one since 2025-07-01.
pub(crate) fn is_named(code: u16, province: u64) -> bool {
    NAMES
        .get(&code)
        .is_some_and(|names| names.contains(&province))
}
