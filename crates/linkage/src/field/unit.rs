use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Cấp hành chính of a place, as far as the word in front of its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    /// Tỉnh.
    Province,
    /// Huyện.
    District,
    /// Xã, phường.
    Ward,
}

/// Loại đơn vị hành chính.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnitKind {
    Province,
    City,
    Town,
    District,
    UrbanDistrict,
    Township,
    UrbanWard,
    Commune,
}

/// How each kind is written; the longest first where one begins another. One that ends with a full stop needs no space after it.
const WORDS: [(&str, UnitKind); 24] = [
    ("phường", UnitKind::UrbanWard),
    ("phuong", UnitKind::UrbanWard),
    ("thị trấn", UnitKind::Township),
    ("thi tran", UnitKind::Township),
    ("thành phố", UnitKind::City),
    ("thanh pho", UnitKind::City),
    ("thị xã", UnitKind::Town),
    ("thi xa", UnitKind::Town),
    ("huyện", UnitKind::District),
    ("huyen", UnitKind::District),
    ("quận", UnitKind::UrbanDistrict),
    ("quan", UnitKind::UrbanDistrict),
    ("tỉnh", UnitKind::Province),
    ("tinh", UnitKind::Province),
    ("xã", UnitKind::Commune),
    ("xa", UnitKind::Commune),
    ("tp", UnitKind::City),
    ("tx", UnitKind::Town),
    ("tt", UnitKind::Township),
    ("p.", UnitKind::UrbanWard),
    ("x.", UnitKind::Commune),
    ("h.", UnitKind::District),
    ("q.", UnitKind::UrbanDistrict),
    ("t.", UnitKind::Province),
];

impl UnitKind {
    /// The word in full.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Province => "Tỉnh",
            Self::City => "Thành phố",
            Self::Town => "Thị xã",
            Self::District => "Huyện",
            Self::UrbanDistrict => "Quận",
            Self::Township => "Thị trấn",
            Self::UrbanWard => "Phường",
            Self::Commune => "Xã",
        }
    }

    /// The tier; a city is a district unless it is one of those that are provinces.
    pub(crate) const fn tier(self) -> Tier {
        match self {
            Self::Province => Tier::Province,
            Self::City | Self::Town | Self::District | Self::UrbanDistrict => Tier::District,
            Self::Township | Self::UrbanWard | Self::Commune => Tier::Ward,
        }
    }
}

/// A text trimmed, composed and in lower case.
pub(super) fn lowered(text: &str) -> String {
    let text = text.trim();
    if is_nfc(text) {
        text.to_lowercase()
    } else {
        text.nfc().collect::<String>().to_lowercase()
    }
}

/// The kind in front of a lowered name, and the name, which may begin with a space or a full stop.
pub(super) fn strip_unit(lower: &str) -> (Option<UnitKind>, &str) {
    WORDS
        .iter()
        .find_map(|(word, kind)| {
            let rest = lower.strip_prefix(word)?;
            (word.ends_with('.') || rest.starts_with([' ', '.'])).then_some((Some(*kind), rest))
        })
        .unwrap_or((None, lower))
}

/// The kind in front of a name, and the name as it was written.
pub(crate) fn split_unit(text: &str) -> (Option<UnitKind>, &str) {
    let text = text.trim();
    let lower = lowered(text);
    let (Some(kind), rest) = strip_unit(&lower) else {
        return (None, text);
    };
    // Lower case may be longer or shorter in bytes, so the name is found by counting characters from the end.
    let start = rest
        .chars()
        .count()
        .checked_sub(1)
        .and_then(|back| text.char_indices().rev().nth(back))
        .map(|(at, _)| at);
    match start {
        Some(at) if lowered(&text[at..]) == lowered(rest) => (Some(kind), &text[at..]),
        _ => (None, text),
    }
}
