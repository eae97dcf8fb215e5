//! Which entries of one file are the same person: the register against itself, or a sector file without any register.
mod conflict;
mod group;
mod pair;

use rayon::prelude::*;
use serde::{Serialize, Serializer};

use crate::{language::Language, model::Model, register::Register};

use conflict::Conflicts;
use pair::Pairs;

/// What is taken for the same person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DedupeOptions {
    /// The share of entries that have a twin, as far as one can tell before.
    pub expected: f64,
    /// Log odds (base 2) from which on two entries are the same person.
    pub threshold: f64,
}

impl DedupeOptions {
    /// For a register, where a person is hardly ever entered twice.
    pub const REGISTER: Self = Self {
        expected: 0.001,
        threshold: 4.0,
    };

    /// For a file of a sector.
    pub const SECTOR: Self = Self {
        expected: 0.1,
        threshold: 4.0,
    };
}

/// Nhóm trùng: entries that are the same person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The places of the entries in the register, in order.
    pub members: Vec<u32>,
    /// Log odds (base 2) of the weakest pair that holds the group together.
    pub score: f64,
    /// Why that pair is the same person.
    pub reason: GroupReason,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $reason:ident = $key:literal, $vi:literal, $en:literal;)+) => {
        /// Why two entries are taken for the same person.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum GroupReason {
            $($(#[$doc])* $reason,)+
        }

        impl GroupReason {
            /// All reasons.
            pub const ALL: &'static [Self] = &[$(Self::$reason,)+];

            /// The key in files.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$reason => $key,)+ }
            }

            /// What a clerk reads.
            pub const fn text(self, language: Language) -> &'static str {
                match self { $(Self::$reason => language.of($vi, $en),)+ }
            }
        }
    };
}

reasons! {
    /// The personal number.
    SameNumber = "same_number",
        "Cùng số định danh", "The same personal number";
    /// The nine-digit number.
    SameOldNumber = "same_old_number",
        "Cùng số CMND 9 số", "The same nine-digit number";
    /// Everything that the household knows.
    SameEntry = "same_entry",
        "Cùng hộ, cùng họ tên, ngày sinh và cha mẹ",
        "The same household, name, date of birth and parents";
    /// Nearly the personal number.
    NumberSlip = "number_slip",
        "Số định danh chỉ lệch một chữ số hoặc đảo hai chữ số, các thông tin khác khớp",
        "Numbers one slip apart, and the rest agrees";
    /// Name and date of birth.
    NameAndBirth = "name_and_birth",
        "Cùng họ tên và ngày sinh, không có số định danh khác nhau",
        "The same name and date of birth, and no different numbers";
    /// The sum of what agrees.
    Alike = "alike",
        "Nhiều thông tin gần giống nhau", "Much is nearly the same";
}

impl Serialize for GroupReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

/// The groups of entries that are the same person, in the order of their first members.
///
/// Two entries with different numbers that are valid and agree with their own sex and year of birth are different people, and so
/// are brothers and sisters (twins too), or father and son of one name; no group holds two such entries, whatever links them. The order of rows does not
/// matter.
///
/// A file of a sector is put into a register of its own with [`push_record`](crate::RegisterBuilder::push_record).
pub fn dedupe(register: &Register, model: &Model, options: DedupeOptions) -> Vec<Group> {
    let conflicts = Conflicts::new(register);
    let pairs = Pairs::new(register, model, options, &conflicts);
    let places: Vec<u32> = register.present().collect();
    let links = places
        .par_iter()
        .map_init(Vec::new, |found, at| pairs.links(*at, found))
        .flatten_iter()
        .collect();
    group::groups(register, &conflicts, links)
}
