use chrono::{Datelike, NaiveDate};

use crate::{names::FullName, places::Home};

/// Giới tính.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sex {
    Male,
    Female,
}

impl Sex {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Male => "Nam",
            Self::Female => "Nữ",
        }
    }
}

/// Quan hệ với chủ hộ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Chủ hộ.
    Head,
    /// Vợ.
    Wife,
    /// Chồng.
    Husband,
    /// Con.
    Child,
    /// Con dâu.
    DaughterInLaw,
    /// Cháu.
    Grandchild,
    /// Bố.
    Father,
    /// Mẹ.
    Mother,
}

impl Relation {
    /// The word in the register.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Head => "Chủ hộ",
            Self::Wife => "Vợ",
            Self::Husband => "Chồng",
            Self::Child => "Con",
            Self::DaughterInLaw => "Con dâu",
            Self::Grandchild => "Cháu",
            Self::Father => "Bố",
            Self::Mother => "Mẹ",
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
    /// The word in the register.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Temporary => "temporary",
            Self::MovedAway => "moved_away",
            Self::Deceased => "deceased",
        }
    }
}

/// How much of the date of birth the register knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    Day,
    Month,
    Year,
}

/// Somebody as he or she is; the register may know less.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) name: FullName,
    pub(crate) birth: NaiveDate,
    pub(crate) known: Known,
    pub(crate) sex: Sex,
    pub(crate) birth_province: u16,
    pub(crate) pin: u64,
    /// The nine digits; 0: never had any.
    pub(crate) cmnd: u32,
    pub(crate) cmnd_recorded: bool,
    pub(crate) home: Home,
    pub(crate) household: u64,
    pub(crate) relation: Relation,
    pub(crate) father: FullName,
    pub(crate) mother: FullName,
    pub(crate) status: Status,
    pub(crate) has_card: bool,
}

impl Person {
    pub(crate) fn age(&self, on: NaiveDate) -> i32 {
        let had = (on.month(), on.day()) >= (self.birth.month(), self.birth.day());
        on.year() - self.birth.year() - i32::from(!had)
    }

    /// The date as the register has it.
    pub(crate) fn birth_text(&self) -> String {
        match self.known {
            Known::Day => self.birth.to_string(),
            Known::Month => format!("{:04}-{:02}", self.birth.year(), self.birth.month()),
            Known::Year => format!("{:04}", self.birth.year()),
        }
    }
}
