//! How a record and a person compare, field by field, in levels that the model weighs.
mod birth;
mod guardian;
mod level;
mod name;
mod number;
mod place;
mod traits;

use crate::{
    record::Record,
    register::{Person, Register},
};

pub use level::{
    BirthLevel, Field, GuardianLevel, Level, NameCore, NameMarks, NameOrder, NumberLevel,
    PlaceLevel, SexLevel,
};
pub use name::NameMatch;
pub use number::NumberOwner;
pub(crate) use number::slip as number_slip;
pub use traits::{NumberKind, PlaceKind, Trait, Traits};

/// The level of each field, and how frequent in the register that is which agrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    levels: [u8; Field::COUNT],
    shares: [f64; Field::COUNT],
}

impl Comparison {
    /// Compares a record with a person.
    pub fn new(register: &Register, record: &Record, owner: &NumberOwner, person: &Person) -> Self {
        let mut comparison = Self {
            levels: [0; Field::COUNT],
            shares: [1.0; Field::COUNT],
        };
        let name = NameMatch::new(register, &record.name, person);
        comparison.set(Field::NameCore, name.core as u8, name.share);
        comparison.set(Field::NameOrder, name.order as u8, 1.0);
        comparison.set(Field::NameMarks, name.marks as u8, 1.0);
        let (level, share) = birth::compare(register, record.birth, person.birth);
        comparison.set(Field::Birth, level as u8, share);
        let level = match (record.sex, person.sex) {
            (Some(a), Some(b)) if a == b => SexLevel::Same,
            (Some(_), Some(_)) => SexLevel::Differs,
            _ => SexLevel::Unknown,
        };
        comparison.set(Field::Sex, level as u8, 1.0);
        let (level, share) = number::compare(register, record, owner, person);
        comparison.set(Field::Number, level as u8, share);
        let (level, share) = place::compare(register, &record.place, person);
        comparison.set(Field::Place, level as u8, share);
        let (level, share) = guardian::compare(register, &record.guardian, person);
        comparison.set(Field::Guardian, level as u8, share);
        comparison
    }

    fn set(&mut self, field: Field, level: u8, share: f64) {
        self.levels[field as usize] = level;
        self.shares[field as usize] = share;
    }

    /// The place of the level of a field among the levels of that field; 0: nothing to compare.
    pub fn level(&self, field: Field) -> u8 {
        self.levels[field as usize]
    }

    /// Sets the level of the number, where it is compared elsewhere.
    pub(crate) fn set_number(&mut self, level: NumberLevel, one: f64) {
        let exact = matches!(level, NumberLevel::Same | NumberLevel::OldSame);
        self.set(Field::Number, level as u8, if exact { one } else { 1.0 });
    }

    /// Whether the number is the person's own, however much of it is left.
    pub(crate) fn is_number_right(&self) -> bool {
        [
            NumberLevel::Same,
            NumberLevel::ZerosLost,
            NumberLevel::Prefix,
            NumberLevel::OldSame,
        ]
        .map(|level| level as u8)
        .contains(&self.level(Field::Number))
    }

    /// The share of the register that agrees as this person does; 1 where that does not matter.
    pub fn share(&self, field: Field) -> f64 {
        self.shares[field as usize]
    }
}
