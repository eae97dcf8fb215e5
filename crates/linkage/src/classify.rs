use serde::{Serialize, Serializer};

use crate::{
    compare::{
        BirthLevel, Comparison, Field, NameCore, NameMarks, NameOrder, NumberLevel, SexLevel,
    },
    duplicate::Merit,
    field::WrittenNumber,
    language::Language,
    link::{Candidate, Decision, Outcome},
    record::Record,
    register::{Register, Status},
};

/// Loại: what is the matter with a record. Exactly one holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Trùng khớp.
    Ok,
    /// Thiếu mã định danh.
    MissingId,
    /// Sai mã định danh.
    WrongId,
    /// Số CMND 9 số.
    Cmnd9,
    /// Sai thông tin khác.
    WrongInfo,
    /// Không tìm thấy.
    NotInRegister,
    /// Chưa được cấp thẻ.
    NoCard,
    /// Trùng lặp.
    Duplicate,
    /// Đã chết.
    Deceased,
    /// Đã chuyển đi.
    MovedAway,
}

impl Category {
    /// All categories.
    pub const ALL: &'static [Self] = &[
        Self::Ok,
        Self::MissingId,
        Self::WrongId,
        Self::Cmnd9,
        Self::WrongInfo,
        Self::NotInRegister,
        Self::NoCard,
        Self::Duplicate,
        Self::Deceased,
        Self::MovedAway,
    ];

    /// The key of the category in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::MissingId => "missing_id",
            Self::WrongId => "wrong_id",
            Self::Cmnd9 => "cmnd9",
            Self::WrongInfo => "wrong_info",
            Self::NotInRegister => "not_in_register",
            Self::NoCard => "no_card",
            Self::Duplicate => "duplicate",
            Self::Deceased => "deceased",
            Self::MovedAway => "moved_away",
        }
    }

    /// The category with a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|category| category.key() == key)
    }

    /// What a clerk reads.
    pub const fn text(self, language: Language) -> &'static str {
        match self {
            Self::Ok => language.of("Trùng khớp", "Matched"),
            Self::MissingId => language.of("Thiếu số định danh", "Number missing"),
            Self::WrongId => language.of("Sai số định danh", "Number wrong"),
            Self::Cmnd9 => language.of("Số CMND 9 số", "Nine-digit number"),
            Self::WrongInfo => language.of("Sai thông tin khác", "Other data wrong"),
            Self::NotInRegister => language.of("Không tìm thấy", "Not found"),
            Self::NoCard => language.of("Chưa được cấp thẻ", "No card"),
            Self::Duplicate => language.of("Trùng lặp", "Duplicate"),
            Self::Deceased => language.of("Đã chết", "Deceased"),
            Self::MovedAway => language.of("Đã chuyển đi", "Moved away"),
        }
    }
}

impl Serialize for Category {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

/// The category of a record on its own: whether it is a duplicate shows only next to the others.
pub fn classify(register: &Register, record: &Record, outcome: &Outcome) -> Category {
    // Who of several it is may be open, and yet that it is one of them may be certain.
    let registered = outcome.decision == Decision::Linked || outcome.registered > 0.0;
    let Some(best) = outcome.best.filter(|_| registered) else {
        return Category::NotInRegister;
    };
    let person = register.person(best.person);
    match person.status {
        Status::Deceased => return Category::Deceased,
        Status::MovedAway => return Category::MovedAway,
        Status::Resident | Status::Temporary => {}
    }
    let numberless = !record.number.is_pin();
    if numberless && !person.has_card && person.birth.year <= register.youngest_card() {
        return Category::NoCard;
    }
    match record.number {
        WrittenNumber::Missing => Category::MissingId,
        WrittenNumber::Old(_) => Category::Cmnd9,
        _ if best.comparison.level(Field::Number) != NumberLevel::Same as u8 => Category::WrongId,
        _ if differences(record, &best) > 0 => Category::WrongInfo,
        _ => Category::Ok,
    }
}

/// How many of name, date of birth and sex are not those of the person. Addresses and guardians change; they do not count.
fn differences(record: &Record, best: &Candidate) -> u8 {
    u8::from(name_differs(record, &best.comparison))
        + u8::from(birth_differs(&best.comparison))
        + u8::from(sex_differs(&best.comparison))
}

pub(crate) fn name_differs(record: &Record, comparison: &Comparison) -> bool {
    comparison.level(Field::NameCore) != NameCore::Same as u8
        || comparison.level(Field::NameOrder) == NameOrder::Moved as u8
        || comparison.level(Field::NameMarks) > NameMarks::Same as u8
        || record.encoding.is_some()
}

pub(crate) fn birth_differs(comparison: &Comparison) -> bool {
    ![
        BirthLevel::Same,
        BirthLevel::SamePartial,
        BirthLevel::Fuller,
    ]
    .map(|level| level as u8)
    .contains(&comparison.level(Field::Birth))
}

pub(crate) fn sex_differs(comparison: &Comparison) -> bool {
    comparison.level(Field::Sex) == SexLevel::Differs as u8
}

/// How well a record serves as the one of several that is kept.
pub(crate) fn merit(record: &Record, best: &Candidate) -> Merit {
    let right = best.comparison.level(Field::Number) == NumberLevel::Same as u8;
    let wrong = record.number.is_pin() && !right;
    Merit {
        errors: differences(record, best) + u8::from(wrong),
        number: if right {
            2
        } else {
            u8::from(matches!(record.number, WrittenNumber::Old(_)))
        },
        bits: best.bits,
    }
}
