//! Why a record has its category, or why a person must decide, in words that a clerk reads.
mod choose;

use serde::{Serialize, Serializer};

use crate::language::Language;

pub(crate) use choose::choose;

macro_rules! reasons {
    ($($(#[$doc:meta])* $reason:ident = $key:literal, $vi:literal, $en:literal;)+) => {
        /// Lý do of the category of a record. One byte: it is kept for every record.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $($(#[$doc])* $reason,)+
        }

        impl Reason {
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

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

reasons! {
    /// Nothing is the matter.
    AllAgree = "all_agree",
        "Số định danh, họ tên, ngày sinh và giới tính khớp với CSDL dân cư",
        "Number, name, date of birth and sex agree with the register";
    /// No number, and the rest agrees.
    NumberMissing = "number_missing",
        "Không có số định danh; các thông tin khác khớp với một người trong CSDL dân cư",
        "No number; the rest agrees with one person of the register";
    /// No number, and the rest does not agree in all.
    NumberMissingOtherDiffers = "number_missing_other_differs",
        "Không có số định danh; tìm được người nhưng có thông tin khác với CSDL dân cư",
        "No number; the person is found, but something else differs from the register";
    /// One digit is wrong.
    NumberDigitWrong = "number_digit_wrong",
        "Số định danh sai một chữ số so với số trong CSDL dân cư",
        "One digit of the number differs from the register";
    /// Two digits are swapped.
    NumberTransposed = "number_transposed",
        "Số định danh bị đảo hai chữ số liền nhau",
        "Two neighbouring digits of the number are swapped";
    /// A digit is missing.
    NumberDigitLost = "number_digit_lost",
        "Số định danh thiếu một chữ số",
        "One digit of the number is missing";
    /// Zeros at the front are missing.
    NumberZerosLost = "number_zeros_lost",
        "Số định danh bị mất số 0 ở đầu",
        "The number has lost the zeros at its front";
    /// A spreadsheet has rounded the number.
    NumberRounded = "number_rounded",
        "Số định danh bị bảng tính làm tròn (dạng E+), chỉ còn các chữ số đầu",
        "A spreadsheet has rounded the number (E+ notation), only its first digits are left";
    /// The number of a member of the household.
    NumberOfRelative = "number_of_relative",
        "Số định danh là của người khác trong cùng hộ",
        "The number is that of another member of the household";
    /// The number of somebody else.
    NumberOfStranger = "number_of_stranger",
        "Số định danh là của người khác, không cùng hộ",
        "The number is that of somebody of another household";
    /// A number that nobody has.
    NumberOfNobody = "number_of_nobody",
        "Số định danh không có trong CSDL dân cư và khác số của người này",
        "Nobody in the register has the number; this person has another";
    /// A number of a wrong length.
    NumberMalformed = "number_malformed",
        "Số định danh không đủ hoặc thừa chữ số",
        "The number has too few or too many digits";
    /// The register has no number for the person.
    NumberUnrecorded = "number_unrecorded",
        "CSDL dân cư chưa ghi số định danh của người này",
        "The register has no number for this person";
    /// The nine-digit number that the register has.
    OldNumber = "old_number",
        "Chỉ có số CMND 9 số, đúng với số CMND trong CSDL dân cư",
        "A nine-digit number only, the one that the register has";
    /// A nine-digit number with one slip.
    OldNumberSlip = "old_number_slip",
        "Chỉ có số CMND 9 số, sai hoặc đảo một chữ số so với CSDL dân cư",
        "A nine-digit number only, one slip away from that in the register";
    /// The nine-digit number of somebody else.
    OldNumberOfOther = "old_number_of_other",
        "Chỉ có số CMND 9 số và là số của người khác",
        "A nine-digit number only, and it is that of somebody else";
    /// A nine-digit number that the register does not know.
    OldNumberUnknown = "old_number_unknown",
        "Chỉ có số CMND 9 số, số này không có trong CSDL dân cư",
        "A nine-digit number only, which the register does not have";
    /// The name was in an old encoding.
    NameEncoding = "name_encoding",
        "Họ tên sai bảng mã (TCVN3, VNI hoặc lỗi Unicode)",
        "The name is in another encoding (TCVN3, VNI or broken Unicode)";
    /// Letters of the name are lost.
    NameLettersLost = "name_letters_lost",
        "Họ tên bị mất chữ",
        "Letters of the name are lost";
    /// The marks of the name are missing.
    NameMarksLost = "name_marks_lost",
        "Họ tên không có dấu",
        "The name has no marks";
    /// The marks of the name differ.
    NameMarksDiffer = "name_marks_differ",
        "Họ tên khác dấu",
        "The marks of the name differ";
    /// The parts of the name are in another order.
    NameMoved = "name_moved",
        "Họ tên bị đảo thứ tự",
        "The parts of the name are in another order";
    /// The name is abbreviated.
    NameAbbreviated = "name_abbreviated",
        "Họ tên viết tắt",
        "The name is abbreviated";
    /// One letter of the name differs.
    NameSlip = "name_slip",
        "Họ tên sai hoặc thiếu một chữ cái",
        "One letter of the name is wrong or missing";
    /// A middle name is missing.
    NamePartMissing = "name_part_missing",
        "Họ tên thiếu một chữ đệm",
        "A middle name is missing";
    /// A middle name is too many.
    NamePartAdded = "name_part_added",
        "Họ tên thừa một chữ",
        "The name has one part too many";
    /// The given name differs.
    NameOtherGiven = "name_other_given",
        "Tên khác, họ và chữ đệm giống",
        "The given name differs, the rest of the name agrees";
    /// The surname or a middle name differs.
    NameOtherPart = "name_other_part",
        "Họ hoặc chữ đệm khác",
        "The surname or a middle name differs";
    /// The name differs in several ways.
    NameDiffers = "name_differs",
        "Họ tên khác nhiều chỗ",
        "The name differs in several ways";
    /// No name is written.
    NameMissing = "name_missing",
        "Thiếu họ tên",
        "The name is missing";
    /// No date of birth that can be read.
    BirthMissing = "birth_missing",
        "Thiếu ngày sinh hoặc ngày sinh không đọc được",
        "The date of birth is missing or cannot be read";
    /// The year only.
    BirthYearOnly = "birth_year_only",
        "Chỉ ghi năm sinh, năm sinh đúng",
        "The year of birth only, and it is right";
    /// The first of January.
    BirthNewYear = "birth_new_year",
        "Ngày sinh ghi 01/01, chỉ năm sinh đúng",
        "The date of birth is written as 1 January, only the year is right";
    /// Day and month are swapped.
    BirthSwapped = "birth_swapped",
        "Ngày và tháng sinh bị đảo",
        "Day and month of birth are swapped";
    /// Another day.
    BirthOtherDay = "birth_other_day",
        "Khác ngày sinh, tháng và năm sinh đúng",
        "Another day of birth, the same month and year";
    /// Another month.
    BirthOtherMonth = "birth_other_month",
        "Khác tháng sinh, ngày và năm sinh đúng",
        "Another month of birth, the same day and year";
    /// Another day and month.
    BirthSameYear = "birth_same_year",
        "Khác ngày và tháng sinh, năm sinh đúng",
        "Another day and month of birth, the same year";
    /// Another year.
    BirthOtherYear = "birth_other_year",
        "Khác năm sinh, ngày và tháng sinh đúng",
        "Another year of birth, the same day and month";
    /// Another date.
    BirthDiffers = "birth_differs",
        "Khác ngày sinh",
        "Another date of birth";
    /// The sex differs.
    SexDiffers = "sex_differs",
        "Khác giới tính",
        "The sex differs";
    /// Name and date of birth.
    NameAndBirth = "name_and_birth",
        "Số định danh đúng, họ tên và ngày sinh đều khác",
        "The number is right, name and date of birth both differ";
    /// Name and sex.
    NameAndSex = "name_and_sex",
        "Số định danh đúng, họ tên và giới tính đều khác",
        "The number is right, name and sex both differ";
    /// Date of birth and sex.
    BirthAndSex = "birth_and_sex",
        "Số định danh đúng, ngày sinh và giới tính đều khác",
        "The number is right, date of birth and sex both differ";
    /// Name, date of birth and sex.
    NameBirthAndSex = "name_birth_and_sex",
        "Số định danh đúng, họ tên, ngày sinh và giới tính đều khác",
        "The number is right, name, date of birth and sex all differ";
    /// Nobody was even proposed.
    NobodyLike = "nobody_like",
        "Không có ai trong CSDL dân cư giống bản ghi này",
        "Nobody in the register is like this record";
    /// The nearest is too far away.
    NobodyNear = "nobody_near",
        "Người giống nhất trong CSDL dân cư vẫn khác quá nhiều",
        "Even the most similar person of the register differs too much";
    /// No card was issued yet.
    NoCard = "no_card",
        "Người này chưa được cấp thẻ căn cước và bản ghi không có số định danh",
        "No card was issued to this person, and the record has no number";
    /// Another record of the data set is of the same person.
    Duplicate = "duplicate",
        "Trùng với một bản ghi khác của cùng một người trong tập dữ liệu này",
        "Another record of this data set is of the same person";
    /// The person is dead.
    Deceased = "deceased",
        "CSDL dân cư ghi người này đã chết",
        "The register says that this person is dead";
    /// The person has moved away.
    MovedAway = "moved_away",
        "CSDL dân cư ghi người này đã chuyển đi nơi khác",
        "The register says that this person has moved away";
    /// Two people fit equally well.
    TwoAlike = "two_alike",
        "Hai người trong dân cư phù hợp gần như nhau",
        "Two people of the register fit about equally well";
    /// Three people fit equally well.
    ThreeAlike = "three_alike",
        "Ba người trong dân cư phù hợp gần như nhau",
        "Three people of the register fit about equally well";
    /// More than three people fit equally well.
    ManyAlike = "many_alike",
        "Từ bốn người trở lên trong dân cư phù hợp gần như nhau",
        "Four or more people of the register fit about equally well";
    /// Nothing but the number speaks for the person.
    NumberAlone = "number_alone",
        "Chỉ có số giấy tờ trùng; họ tên và ngày sinh không khớp, có thể là số của người khác",
        "Only the number agrees, neither name nor date of birth: it may be that of somebody else";
    /// Another person fits as well, though less.
    RivalNear = "rival_near",
        "Có người khác trong dân cư cũng khá phù hợp",
        "Another person of the register fits rather well too";
    /// Too little agrees.
    WeakEvidence = "weak_evidence",
        "Có người phù hợp nhưng chưa đủ căn cứ để kết luận",
        "Somebody fits, but too little agrees to be sure";
}
