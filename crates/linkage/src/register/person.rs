use crate::{
    field::{BirthDate, Sex},
    text::fold_key,
};

/// The words of registers for where somebody lives.
const WORDS: [(&str, Status); 11] = [
    ("thường trú", Status::Resident),
    ("đang thường trú", Status::Resident),
    ("tạm trú", Status::Temporary),
    ("đang tạm trú", Status::Temporary),
    ("đã chết", Status::Deceased),
    ("chết", Status::Deceased),
    ("đã mất", Status::Deceased),
    ("đã tử vong", Status::Deceased),
    ("đã chuyển đi", Status::MovedAway),
    ("chuyển đi", Status::MovedAway),
    ("đã chuyển nơi khác", Status::MovedAway),
];

/// Whether a cell says that a card was issued: a yes, or the day of issue.
pub(crate) fn says_card(text: &str) -> bool {
    match text.trim() {
        "1" => true,
        "" | "0" => false,
        text => {
            ["có", "x", "yes", "true", "đã cấp"]
                .iter()
                .any(|yes| text.eq_ignore_ascii_case(yes) || fold_key(yes) == fold_key(text))
                || BirthDate::parse(text).is_some_and(|(date, _)| date.is_full())
        }
    }
}

/// Tình trạng cư trú.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Thường trú.
    Resident,
    /// Tạm trú.
    Temporary,
    /// Đã chuyển đi.
    MovedAway,
    /// Đã chết.
    Deceased,
}

impl Status {
    /// Reads the key or the Vietnamese word; None if it is unknown.
    pub fn known(text: &str) -> Option<Self> {
        let text = text.trim();
        // Registers hold the keys or a handful of words: no folding for the keys.
        match text {
            "resident" => return Some(Self::Resident),
            "temporary" => return Some(Self::Temporary),
            "moved_away" => return Some(Self::MovedAway),
            "deceased" => return Some(Self::Deceased),
            _ => {}
        }
        let key = fold_key(text);
        WORDS
            .iter()
            .find(|(word, _)| fold_key(word) == key)
            .map(|(_, status)| *status)
    }

    /// Reads the word of the register; what is unknown is taken as resident.
    pub fn parse(text: &str) -> Self {
        Self::known(text).unwrap_or(Self::Resident)
    }

    /// Whether the person may well live elsewhere.
    pub const fn is_mobile(self) -> bool {
        matches!(self, Self::Temporary | Self::MovedAway)
    }
}

/// Nhân khẩu: what the register says of a person, in numbers.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// Số định danh; 0: none.
    pub pin: u64,
    /// CMND 9 số; 0: none.
    pub old_number: u32,
    pub(crate) name: u32,
    pub(crate) father: u32,
    pub(crate) mother: u32,
    /// The household; 0: none.
    pub(crate) household: u32,
    pub(crate) place: u32,
    /// Ngày sinh.
    pub birth: BirthDate,
    /// The province where the birth was registered, as in personal numbers.
    pub birth_province: u16,
    /// Giới tính.
    pub sex: Option<Sex>,
    /// Tình trạng.
    pub status: Status,
    /// Whether a card was issued.
    pub has_card: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_registers() {
        for (text, status) in [
            ("deceased", Status::Deceased),
            ("Đã chết", Status::Deceased),
            ("THUONG TRU", Status::Resident),
            ("Tạm trú ", Status::Temporary),
            ("chuyển đi", Status::MovedAway),
        ] {
            assert_eq!(Status::known(text), Some(status), "{text}");
        }
        assert_eq!(Status::known("?"), None);
        assert_eq!(Status::parse(""), Status::Resident);
    }

    #[test]
    fn cards() {
        for yes in ["1", "Có", "x", "12/03/2021", "2021-03-12"] {
            assert!(says_card(yes), "{yes}");
        }
        for no in ["", "0", "không", "No"] {
            assert!(!says_card(no), "{no}");
        }
    }
}
