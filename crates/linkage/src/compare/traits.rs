use super::{
    level::{Level, levels},
    number::NumberOwner,
    place,
};
use crate::{record::Record, register::Register};

/// What a record shows of itself: the level of each trait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traits([u8; Trait::COUNT]);

impl Traits {
    /// Looks a record over.
    pub fn new(register: &Register, record: &Record, owner: &NumberOwner) -> Self {
        Self([
            owner.kind(record.number) as u8,
            place::kind(register, &record.place) as u8,
        ])
    }

    /// The place of the level of a trait among its levels.
    pub fn level(&self, of: Trait) -> u8 {
        self.0[of as usize]
    }
}

levels! {
    /// What a record shows of itself that tells whether its person is in the register at all.
    Trait {
        /// Which kind of number it has.
        Number = "number",
        /// Where it says that the person lives.
        Place = "place",
    }
}

impl Trait {
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The keys of the levels of the trait, in order.
    pub fn levels(self) -> Vec<&'static str> {
        fn keys<L: Level>() -> Vec<&'static str> {
            L::ALL.iter().map(|level| level.key()).collect()
        }
        match self {
            Self::Number => keys::<NumberKind>(),
            Self::Place => keys::<PlaceKind>(),
        }
    }
}

levels! {
    /// The number of a record, before it is compared with anybody's.
    NumberKind {
        /// None is written.
        Missing = "missing",
        /// Somebody in the register has it.
        Owned = "owned",
        /// Nobody in the register has it.
        Unowned = "unowned",
        /// Nine digits that somebody in the register has.
        OldOwned = "old_owned",
        /// Nine digits that nobody in the register has.
        OldUnowned = "old_unowned",
    }
}

levels! {
    /// The address of a record, before it is compared with anybody's.
    PlaceKind {
        /// None is written.
        Missing = "missing",
        /// In a district of the register.
        Here = "here",
        /// Elsewhere.
        Away = "away",
    }
}
