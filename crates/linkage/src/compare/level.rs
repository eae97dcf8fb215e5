/// A level of a field: a place among the levels, and a key in the file of the model.
pub trait Level: Copy + Sized + 'static {
    /// All levels in order. The first is that there is nothing to compare.
    const ALL: &'static [Self];

    /// The key.
    fn key(self) -> &'static str;
}

/// An enum of levels, each with its key.
macro_rules! levels {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $level:ident = $key:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $level,)+
        }

        impl Level for $name {
            const ALL: &'static [Self] = &[$(Self::$level,)+];

            fn key(self) -> &'static str {
                match self {
                    $(Self::$level => $key,)+
                }
            }
        }
    };
}

pub(super) use levels;

levels! {
    /// The fields that are compared.
    Field {
        /// Which syllables of the name agree.
        NameCore = "name_core",
        /// Whether they are in the same order.
        NameOrder = "name_order",
        /// Whether they have the same marks.
        NameMarks = "name_marks",
        /// Ngày sinh.
        Birth = "birth",
        /// Giới tính.
        Sex = "sex",
        /// Số giấy tờ.
        Number = "number",
        /// Nơi ở.
        Place = "place",
        /// Người giám hộ.
        Guardian = "guardian",
    }
}

impl Field {
    /// How many fields there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The keys of the levels of the field, in order.
    pub fn levels(self) -> Vec<&'static str> {
        fn keys<L: Level>() -> Vec<&'static str> {
            L::ALL.iter().map(|level| level.key()).collect()
        }
        match self {
            Self::NameCore => keys::<NameCore>(),
            Self::NameOrder => keys::<NameOrder>(),
            Self::NameMarks => keys::<NameMarks>(),
            Self::Birth => keys::<BirthLevel>(),
            Self::Sex => keys::<SexLevel>(),
            Self::Number => keys::<NumberLevel>(),
            Self::Place => keys::<PlaceLevel>(),
            Self::Guardian => keys::<GuardianLevel>(),
        }
    }
}

levels! {
    /// Which syllables of two names agree, marks and order aside.
    NameCore {
        /// One of the names is not written.
        Unknown = "unknown",
        /// All syllables.
        Same = "same",
        /// All, as far as letters were not lost.
        LettersLost = "letters_lost",
        /// All but one, which differs by one slip of the pen.
        Slip = "slip",
        /// All, some as initials.
        Initials = "initials",
        /// All of the record; the person has one more in the middle.
        Dropped = "dropped",
        /// All of the person; the record has one more in the middle.
        Added = "added",
        /// All but the given name.
        OtherGiven = "other_given",
        /// All but the surname or a middle name.
        OtherPart = "other_part",
        /// Two of these faults.
        TwoFaults = "two_faults",
        /// Some syllables.
        Some = "some",
        /// None.
        None = "none",
    }
}

levels! {
    /// The order of the syllables that agree.
    NameOrder {
        /// Fewer than two agree.
        Unknown = "unknown",
        /// The same.
        Same = "same",
        /// Another.
        Moved = "moved",
    }
}

levels! {
    /// The marks of the syllables that agree.
    NameMarks {
        /// No syllable agrees.
        Unknown = "unknown",
        /// The same.
        Same = "same",
        /// The record has none at all, the person has.
        Lost = "lost",
        /// One syllable differs.
        OneDiffers = "one_differs",
        /// More than one.
        SeveralDiffer = "several_differ",
    }
}

levels! {
    /// Two dates of birth.
    BirthLevel {
        /// One is not known.
        Unknown = "unknown",
        /// The same day.
        Same = "same",
        /// The register knows less than a day, and the record agrees with that.
        SamePartial = "same_partial",
        /// The record knows more than the register, and agrees with what the register knows.
        Fuller = "fuller",
        /// The record has the year alone, and it is the same.
        YearOnly = "year_only",
        /// The record has the first of January, and the year is the same.
        NewYear = "new_year",
        /// Day and month swapped.
        Swapped = "swapped",
        /// One day off.
        DayOff = "day_off",
        /// The same month.
        OtherDay = "other_day",
        /// The same year and day of the month.
        OtherMonth = "other_month",
        /// The same day of the year; the year is one, two or ten off.
        NearYear = "near_year",
        /// The same day of the year; another year.
        OtherYear = "other_year",
        /// The same year, nothing else.
        SameYear = "same_year",
        /// A year that is one, two or ten off, and a day that is nearly right or not known.
        NearYearAndDay = "near_year_and_day",
        /// Nothing.
        Differs = "differs",
    }
}

levels! {
    /// Two sexes.
    SexLevel {
        /// One is not known.
        Unknown = "unknown",
        /// The same.
        Same = "same",
        /// Not the same.
        Differs = "differs",
    }
}

levels! {
    /// The number of the record and those of the person.
    NumberLevel {
        /// None is written, or the person has none of that kind.
        Unknown = "unknown",
        /// The personal number.
        Same = "same",
        /// The personal number without the zeros at its front.
        ZerosLost = "zeros_lost",
        /// The first digits are those of the personal number, the rest is gone.
        Prefix = "prefix",
        /// One digit is missing.
        DigitLost = "digit_lost",
        /// Two neighbouring digits are swapped.
        Transposed = "transposed",
        /// One digit is wrong.
        DigitWrong = "digit_wrong",
        /// The number of somebody of the same household.
        Relative = "relative",
        /// The number of somebody else.
        Stranger = "stranger",
        /// Nobody's number.
        Other = "other",
        /// The nine-digit number.
        OldSame = "old_same",
        /// The nine-digit number with one slip.
        OldSlip = "old_slip",
        /// The nine-digit number of somebody else.
        OldStranger = "old_stranger",
        /// Nobody's nine-digit number; the person has another.
        OldOther = "old_other",
        /// Nobody's nine-digit number; the person has none recorded.
        OldUnrecorded = "old_unrecorded",
    }
}

levels! {
    /// The address of the record and that of the person.
    PlaceLevel {
        /// None is written.
        Unknown = "unknown",
        /// The ward and the neighbourhood.
        Neighbourhood = "neighbourhood",
        /// The ward; no neighbourhood is written.
        Ward = "ward",
        /// The ward, another neighbourhood.
        OtherNeighbourhood = "other_neighbourhood",
        /// The district and the neighbourhood; no ward is written.
        WardMissing = "ward_missing",
        /// The district; no ward is written.
        District = "district",
        /// The district and the neighbourhood, another ward.
        OtherWardSameNeighbourhood = "other_ward_same_neighbourhood",
        /// The district, another ward.
        OtherWard = "other_ward",
        /// The district and the neighbourhood, a ward the register does not know: an old name, perhaps.
        RenamedNeighbourhood = "renamed_neighbourhood",
        /// The district, a ward the register does not know.
        Renamed = "renamed",
        /// Another district, in the province where the person was born and no longer lives.
        Birthplace = "birthplace",
        /// Another district; the person lives here for a time, or has moved away.
        AwayMobile = "away_mobile",
        /// Another district; the person is a resident.
        AwayResident = "away_resident",
    }
}

levels! {
    /// The guardian of the record and the family of the person.
    GuardianLevel {
        /// None is written, or no parents are recorded.
        Unknown = "unknown",
        /// Father or mother.
        Parent = "parent",
        /// Father or mother, written a little differently.
        NearParent = "near_parent",
        /// Somebody of the household.
        Household = "household",
        /// Somebody else.
        Other = "other",
    }
}
