use chiso_linkage::Language;
use serde::Serialize;

use crate::columns::{Found, Kind, Mapping};

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sort {
    Sex,
    Phone,
    Number,
    Date,
    Name,
    Address,
    /// A value that no other row has.
    Key,
    /// One of a few values.
    Choice,
    Text,
    Empty,
}

impl Sort {
    /// Those that a cell alone can be told to be, the most certain first.
    pub(super) const OF_CELLS: [Self; 6] = [
        Self::Sex,
        Self::Phone,
        Self::Number,
        Self::Date,
        Self::Name,
        Self::Address,
    ];

    pub(super) const fn in_words(self, language: Language) -> &'static str {
        let (vi, en) = match self {
            Self::Sex => ("giới tính", "sex"),
            Self::Phone => ("số điện thoại", "phone number"),
            Self::Number => ("số định danh, CCCD, CMND", "identity number"),
            Self::Date => ("ngày tháng", "date"),
            Self::Name => ("họ và tên", "name of a person"),
            Self::Address => ("địa danh, địa chỉ", "place or address"),
            Self::Key => ("mã riêng của từng dòng", "key of the row"),
            Self::Choice => ("danh mục", "one of a few values"),
            Self::Text => ("văn bản", "text"),
            Self::Empty => ("trống", "empty"),
        };
        language.of(vi, en)
    }

    pub(super) const fn bit(self) -> u16 {
        1 << self as u16
    }

    fn of_field(key: &str) -> Option<Self> {
        match key {
            "full_name" | "guardian" | "father_name" | "mother_name" => Some(Self::Name),
            "dob" => Some(Self::Date),
            "sex" => Some(Self::Sex),
            "id_no" | "id12" | "cmnd9" => Some(Self::Number),
            "address" | "ward" | "district" | "province" | "neighbourhood" => Some(Self::Address),
            _ => None,
        }
    }
}

/// The column that a header names, and the sort that follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Named {
    pub(super) key: &'static str,
    pub(super) sort: Option<Sort>,
}

/// What the headers name: as a file of a sector or as the register, whichever explains more of them.
pub(super) fn fields(headers: &[String]) -> Vec<Option<Named>> {
    [Kind::Sector, Kind::Register]
        .into_iter()
        .map(|kind| of_kind(kind, headers))
        .reduce(|best, next| {
            let count = |named: &[Option<Named>]| named.iter().flatten().count();
            if count(&next) > count(&best) {
                next
            } else {
                best
            }
        })
        .unwrap_or_default()
}

fn of_kind(kind: Kind, headers: &[String]) -> Vec<Option<Named>> {
    let (Found::Evident(mapping) | Found::Guessed(mapping)) = Mapping::find(kind, headers) else {
        return vec![None; headers.len()];
    };
    let pairs: Vec<_> = mapping.pairs(headers).collect();
    headers
        .iter()
        .map(|header| {
            let (key, _) = pairs.iter().find(|(_, named)| named == header)?;
            Some(Named {
                key,
                sort: Sort::of_field(key),
            })
        })
        .collect()
}
