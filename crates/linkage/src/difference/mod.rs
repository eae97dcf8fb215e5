//! All that differs between a record and a person, field by field, with both values.
mod find;
mod kind;

use serde::{Serialize, Serializer};

use crate::language::Language;

pub use kind::DifferenceKind;

/// Trường thông tin that can differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataField {
    /// Số giấy tờ.
    Number,
    /// Họ tên.
    Name,
    /// Ngày sinh.
    Birth,
    /// Giới tính.
    Sex,
    /// Nơi ở.
    Place,
    /// Người giám hộ.
    Guardian,
}

impl DataField {
    /// The key in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Number => "id_no",
            Self::Name => "full_name",
            Self::Birth => "dob",
            Self::Sex => "sex",
            Self::Place => "address",
            Self::Guardian => "guardian",
        }
    }

    /// What a clerk reads.
    pub const fn text(self, language: Language) -> &'static str {
        match self {
            Self::Number => language.of("Số giấy tờ", "Number"),
            Self::Name => language.of("Họ tên", "Name"),
            Self::Birth => language.of("Ngày sinh", "Date of birth"),
            Self::Sex => language.of("Giới tính", "Sex"),
            Self::Place => language.of("Nơi ở", "Address"),
            Self::Guardian => language.of("Người giám hộ", "Guardian"),
        }
    }
}

impl Serialize for DataField {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

/// Sai lệch: one thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The field.
    pub field: DataField,
    /// How it differs.
    pub kind: DifferenceKind,
    /// The value as the sector wrote it; empty if none.
    pub sector: String,
    /// The value of the register; empty if none.
    pub register: String,
}
