use crate::language::Language;

/// Mức độ của một lỗi.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Notice,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Error,
}

impl Severity {
    /// All, the least first.
    pub const ALL: &'static [Self] = &[Self::Notice, Self::Warning, Self::Error];

    /// The key in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// What a clerk reads.
    pub const fn text(self, language: Language) -> &'static str {
        match self {
            Self::Notice => language.of("Lưu ý", "Notice"),
            Self::Warning => language.of("Cảnh báo", "Warning"),
            Self::Error => language.of("Lỗi", "Error"),
        }
    }

    /// The same in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Notice => "Notice",
            Self::Warning => "Warning",
            Self::Error => "Error",
        }
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $key:literal, $field:literal, $severity:ident, $vi:literal, $en:literal $(, limit $limit:literal)?;)+) => {
        /// Quy tắc kiểm tra.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[$doc])* $rule,)+
        }

        impl Rule {
            /// All rules.
            pub const ALL: &'static [Self] = &[$(Self::$rule,)+];

            /// The key in files.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$rule => $key,)+ }
            }

            /// The column that is at fault: of a sector row if sectors have it, else of a row of the register.
            pub const fn field(self) -> &'static str {
                match self { $(Self::$rule => $field,)+ }
            }

            /// How grave it is, unless a file of rules says otherwise.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$rule => Severity::$severity,)+ }
            }

            /// The limit in years of a rule that has one, unless a file of rules says otherwise.
            pub const fn limit(self) -> Option<u16> {
                match self { $(Self::$rule => first(&[$($limit)?]),)+ }
            }

            /// What a clerk reads.
            pub const fn text(self, language: Language) -> &'static str {
                match self { $(Self::$rule => language.of($vi, $en),)+ }
            }
        }
    };
}

const fn first(limits: &[u16]) -> Option<u16> {
    match limits {
        [limit, ..] => Some(*limit),
        [] => None,
    }
}

rules! {
    /// No name.
    NameMissing = "name_missing", "full_name", Error, "Thiếu họ tên", "The name is missing";
    /// A name of one syllable.
    NameShort = "name_short", "full_name", Warning, "Họ tên chỉ có một âm tiết", "The name has one syllable only";
    /// A name in an old encoding.
    NameEncoding = "name_encoding", "full_name", Warning, "Họ tên sai bảng mã", "The name is in another encoding";
    /// Letters of the name were lost.
    NameLetters = "name_letters", "full_name", Error, "Họ tên bị mất chữ", "Letters of the name were lost";
    /// The name is abbreviated.
    NameAbbreviated = "name_abbreviated", "full_name", Warning, "Họ tên viết tắt", "The name is abbreviated";
    /// Digits or symbols in a name.
    NameCharacters = "name_characters", "full_name", Error, "Họ tên có chữ số hoặc ký hiệu lạ", "There are digits or symbols in the name";
    /// Letters that are not those of the Vietnamese alphabet.
    NameForeign = "name_foreign", "full_name", Notice, "Họ tên có chữ cái ngoài bảng chữ cái tiếng Việt", "There are letters in the name that Vietnamese has not";
    /// No date of birth; without the text of the row also one that cannot be read.
    BirthMissing = "birth_missing", "dob", Error, "Thiếu hoặc không đọc được ngày sinh", "The date of birth is missing or cannot be read";
    /// A date that does not exist, or none at all.
    BirthImpossible = "birth_impossible", "dob", Error, "Ngày sinh không có thật hoặc không đọc được", "The date of birth does not exist or cannot be read";
    /// A year of birth without day and month.
    BirthPartial = "birth_partial", "dob", Notice, "Ngày sinh không đủ ngày, tháng", "Day or month of birth are missing";
    /// Born after the day of the check.
    BirthFuture = "birth_future", "dob", Error, "Ngày sinh ở tương lai", "The date of birth is in the future";
    /// Older than anybody.
    AgeImplausible = "age_implausible", "dob", Warning, "Tuổi cao bất thường", "The age is implausible", limit 120;
    /// No sex, or none that can be read.
    SexMissing = "sex_missing", "sex", Notice, "Thiếu giới tính", "The sex is missing";
    /// No number.
    NumberMissing = "number_missing", "id_no", Error, "Thiếu số định danh", "The number is missing";
    /// A number of nine digits.
    NumberOld = "number_old", "id_no", Warning, "Số CMND 9 số, chưa phải số định danh", "A nine-digit number, not a personal number";
    /// Nine digits that no province issued: the first two are 01 to 38.
    NumberOldStructure = "number_old_structure", "id_no", Warning, "Hai chữ số đầu của số CMND không phải mã tỉnh", "The first two of the nine digits are no province";
    /// A number of another length, or one that a spreadsheet has spoilt.
    NumberLength = "number_length", "id_no", Error, "Số định danh không đủ 12 chữ số", "The number has not twelve digits";
    /// The first three digits are no province.
    NumberProvince = "number_province", "id_no", Error, "Ba chữ số đầu không phải mã tỉnh", "The first three digits are no province";
    /// The fourth digit stands for a century in the future.
    NumberCentury = "number_century", "id_no", Error, "Chữ số thứ tư không hợp lệ", "The fourth digit is not possible";
    /// The number is of somebody born after the day of the check.
    NumberFuture = "number_future", "id_no", Error, "Năm sinh trong số định danh ở tương lai", "The year in the number is in the future";
    /// The number is that of a man and the record that of a woman, or the other way round.
    NumberSex = "number_sex", "id_no", Error, "Số định danh không khớp giới tính", "The number and the sex do not agree";
    /// The number is of somebody born in another year.
    NumberYear = "number_year", "id_no", Error, "Số định danh không khớp năm sinh", "The number and the year of birth do not agree";
    /// A child without a guardian, in a file that has a column for them.
    GuardianMissing = "guardian_missing", "guardian", Warning, "Trẻ em chưa có người giám hộ", "A child without a guardian", limit 14;
    /// No address, in a file that has columns for it.
    PlaceMissing = "place_missing", "address", Warning, "Thiếu nơi cư trú", "The address is missing";
    /// The number was given in another province than the one where the birth was registered.
    NumberBirthProvince = "number_birth_province", "id12", Warning, "Mã tỉnh trong số định danh không khớp nơi đăng ký khai sinh", "The number and the province of birth registration do not agree";
    /// Several people have the number.
    NumberShared = "number_shared", "id12", Error, "Nhiều người dùng chung một số định danh", "Several people have the same number";
    /// Several people have the nine-digit number.
    NumberOldShared = "number_old_shared", "cmnd9", Warning, "Nhiều người dùng chung một số CMND", "Several people have the same nine-digit number";
    /// Somebody is entered twice.
    PersonTwice = "person_twice", "person_id", Error, "Công dân có nhiều hơn một phiếu", "The person is entered more than once";
    /// A person in no household.
    HouseholdMissing = "household_missing", "household_id", Warning, "Chưa thuộc hộ nào", "The person is in no household";
    /// What the person is to the head of the household is not known.
    RelationMissing = "relation_missing", "relation", Notice, "Thiếu quan hệ với chủ hộ", "The relation to the head of the household is missing";
    /// A household without a head.
    HouseholdWithoutHead = "household_without_head", "household_id", Error, "Hộ không có chủ hộ", "The household has no head";
    /// A household with more heads than one.
    HouseholdHeads = "household_heads", "household_id", Error, "Hộ có nhiều hơn một chủ hộ", "The household has more than one head";
    /// The head of a household is dead or has moved away, and others live there.
    HeadGone = "head_gone", "relation", Error, "Chủ hộ đã chết hoặc đã chuyển đi", "The head of the household is dead or has moved away";
    /// A parent of the same household is hardly older than the child, or younger.
    ParentAge = "parent_age", "dob", Warning, "Cha hoặc mẹ không đủ tuổi so với con", "A parent is too young for the child", limit 12;
    /// Neither father nor mother is recorded.
    ParentsMissing = "parents_missing", "father_name", Notice, "Thiếu thông tin cha, mẹ", "The parents are missing";
    /// No status.
    StatusMissing = "status_missing", "status", Warning, "Thiếu tình trạng cư trú", "The status is missing";
    /// A status that is none of those known.
    StatusUnknown = "status_unknown", "status", Error, "Tình trạng cư trú không xác định", "The status is none of those known";
    /// A card for somebody younger than the age from which everybody has one (Luật Căn cước 2023, Điều 19); on request it is given earlier.
    CardAge = "card_age", "card_issued", Notice, "Đã cấp thẻ khi chưa đủ tuổi", "The card was issued before the age for it", limit 14;
    /// A card from before the birth.
    CardBeforeBirth = "card_before_birth", "card_issued", Error, "Ngày cấp thẻ trước ngày sinh", "The card was issued before the birth";
    /// The record is of somebody who has died.
    PersonDeceased = "person_deceased", "status", Warning, "Công dân đã chết", "The person is dead";
    /// The record is of somebody who has moved away.
    PersonMoved = "person_moved", "status", Warning, "Công dân đã chuyển đi", "The person has moved away";
    /// The record is of somebody to whom no card was issued.
    PersonNoCard = "person_no_card", "card_issued", Notice, "Công dân chưa được cấp thẻ", "No card was issued to the person";
}
