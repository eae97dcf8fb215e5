use crate::field::{BirthDate, Sex};

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
    /// Reads the word of the register; what is unknown is taken as resident.
    pub fn parse(text: &str) -> Self {
        match text.trim() {
            "temporary" => Self::Temporary,
            "moved_away" => Self::MovedAway,
            "deceased" => Self::Deceased,
            _ => Self::Resident,
        }
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
