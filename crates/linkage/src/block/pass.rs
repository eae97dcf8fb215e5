use serde::{Serialize, Serializer};

use crate::language::Language;

macro_rules! passes {
    ($($(#[$doc:meta])* $pass:ident = $key:literal, $vi:literal, $en:literal, [$($narrower:ident),*];)+) => {
        /// Lượt tìm ứng viên: by what people are proposed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum BlockingPass {
            $($(#[$doc])* $pass,)+
        }

        impl BlockingPass {
            /// All passes.
            pub const ALL: &'static [Self] = &[$(Self::$pass,)+];

            /// The key in files.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$pass => $key,)+ }
            }

            /// What a clerk reads.
            pub const fn text(self, language: Language) -> &'static str {
                match self { $(Self::$pass => language.of($vi, $en),)+ }
            }

            /// The passes that still propose the right person where this one is skipped, because they ask for more.
            pub const fn narrower(self) -> &'static [Self] {
                match self { $(Self::$pass => &[$(Self::$narrower,)*],)+ }
            }
        }
    };
}

passes! {
    /// The personal number.
    Number = "number", "Số định danh", "Personal number", [];
    /// The household of the owner of the number.
    NumberHousehold = "number_household", "Hộ của người có số định danh", "Household of the owner of the number", [];
    /// Pieces of the number: one digit wrong or lost, two swapped.
    NearNumber = "near_number", "Số định danh gần giống", "Number with one slip", [];
    /// The nine-digit number.
    OldNumber = "old_number", "Số CMND", "Nine-digit number", [];
    /// A rare name alone.
    NameAlone = "name_alone", "Họ tên hiếm gặp", "Rare name", [NameWard, NameYear, NameDay, ParentGiven];
    /// Name and ward.
    NameWard = "name_ward", "Họ tên và xã, phường", "Name and ward", [NameYear, NameDay, ParentGiven];
    /// Name and year of birth, whatever its frequency.
    NameYear = "name_year", "Họ tên và năm sinh", "Name and year of birth", [];
    /// The name but for one syllable, and the year.
    PartYear = "part_year", "Họ tên khác một âm tiết và năm sinh", "Name but for one syllable and year of birth", [EndsYear, ParentYear, PartDay, BirthSyllable];
    /// Surname, given name and year.
    EndsYear = "ends_year", "Họ, tên và năm sinh", "Surname, given name and year of birth", [NameYear, PartDay, BirthSyllable, ParentYear];
    /// The guardian as a parent, and the year.
    ParentYear = "parent_year", "Cha hoặc mẹ và năm sinh", "Parent and year of birth", [];
    /// Name, day and month of birth.
    NameDay = "name_day", "Họ tên và ngày, tháng sinh", "Name, day and month of birth", [];
    /// The name but for one syllable, day and month.
    PartDay = "part_day", "Họ tên khác một âm tiết và ngày, tháng sinh", "Name but for one syllable, day and month of birth", [BirthSyllable];
    /// The full date alone, for names that lost letters.
    BirthAlone = "birth_alone", "Ngày sinh", "Date of birth", [];
    /// The full date and one syllable of the name.
    BirthSyllable = "birth_syllable", "Ngày sinh và một âm tiết", "Date of birth and one syllable", [];
    /// The guardian as a parent, and the given name.
    ParentGiven = "parent_given", "Cha hoặc mẹ và tên", "Parent and given name", [];
}

impl Serialize for BlockingPass {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}
