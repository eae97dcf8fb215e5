use serde::{Serialize, Serializer};

use super::DataField;
use crate::language::Language;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $field:ident, $key:literal, $vi:literal, $en:literal;)+) => {
        /// Loại sai lệch: how a value of a record differs from that of the register.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DifferenceKind {
            $($(#[$doc])* $kind,)+
        }

        impl DifferenceKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// The field that differs.
            pub const fn field(self) -> DataField {
                match self { $(Self::$kind => DataField::$field,)+ }
            }

            /// The key in files.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$kind => $key,)+ }
            }

            /// What a clerk reads.
            pub const fn text(self, language: Language) -> &'static str {
                match self { $(Self::$kind => language.of($vi, $en),)+ }
            }
        }
    };
}

kinds! {
    /// No number.
    NumberMissing = Number, "number_missing",
        "Thiếu số định danh", "The number is missing";
    /// One digit.
    NumberDigitWrong = Number, "number_digit_wrong",
        "Sai một chữ số", "One digit is wrong";
    /// Two neighbours.
    NumberTransposed = Number, "number_transposed",
        "Đảo hai chữ số liền nhau", "Two neighbouring digits are swapped";
    /// One digit is gone.
    NumberDigitLost = Number, "number_digit_lost",
        "Thiếu một chữ số", "One digit is missing";
    /// The zeros are gone.
    NumberZerosLost = Number, "number_zeros_lost",
        "Mất số 0 ở đầu", "The zeros at the front are lost";
    /// A spreadsheet has rounded it.
    NumberRounded = Number, "number_rounded",
        "Bị bảng tính làm tròn (dạng E+)", "Rounded by a spreadsheet (E+ notation)";
    /// Of the same household.
    NumberOfRelative = Number, "number_of_relative",
        "Số của người khác trong cùng hộ", "The number of another member of the household";
    /// Of another household.
    NumberOfStranger = Number, "number_of_stranger",
        "Số của người khác, không cùng hộ", "The number of somebody of another household";
    /// Nobody's.
    NumberOfNobody = Number, "number_of_nobody",
        "Số không có trong CSDL dân cư", "A number that nobody in the register has";
    /// Too few or too many digits.
    NumberMalformed = Number, "number_malformed",
        "Không đủ hoặc thừa chữ số", "Too few or too many digits";
    /// The register has none.
    NumberUnrecorded = Number, "number_unrecorded",
        "CSDL dân cư chưa ghi số định danh", "The register has no number";
    /// Nine digits instead of twelve.
    NumberOld = Number, "number_old",
        "Số CMND 9 số thay cho số định danh", "A nine-digit number instead of the personal number";
    /// Nine digits, one slip.
    NumberOldSlip = Number, "number_old_slip",
        "Số CMND 9 số, sai hoặc đảo một chữ số", "A nine-digit number with one slip";
    /// Nine digits of somebody else.
    NumberOldOfOther = Number, "number_old_of_other",
        "Số CMND 9 số của người khác", "The nine-digit number of somebody else";
    /// Nine digits that nobody has.
    NumberOldUnknown = Number, "number_old_unknown",
        "Số CMND 9 số không có trong CSDL dân cư", "A nine-digit number that is not in the register";
    /// No name.
    NameMissing = Name, "name_missing",
        "Thiếu họ tên", "The name is missing";
    /// Another encoding.
    NameEncoding = Name, "name_encoding",
        "Sai bảng mã", "In another encoding";
    /// Letters are lost.
    NameLettersLost = Name, "name_letters_lost",
        "Mất chữ", "Letters are lost";
    /// No marks at all.
    NameMarksLost = Name, "name_marks_lost",
        "Không có dấu", "Without marks";
    /// Other marks.
    NameMarksDiffer = Name, "name_marks_differ",
        "Khác dấu", "Other marks";
    /// Hoà or hòa.
    NameTonePlace = Name, "name_tone_place",
        "Dấu thanh đặt khác vị trí (hoà, hòa)", "The tone mark stands on another letter (hoà, hòa)";
    /// Lý or Lí.
    NameLetterIY = Name, "name_i_y",
        "Viết i thay cho y hoặc ngược lại", "I is written for y, or y for i";
    /// Another order.
    NameMoved = Name, "name_moved",
        "Đảo thứ tự họ, chữ đệm, tên", "The parts are in another order";
    /// Initials.
    NameAbbreviated = Name, "name_abbreviated",
        "Viết tắt", "Abbreviated";
    /// One letter.
    NameSlip = Name, "name_slip",
        "Sai hoặc thiếu một chữ cái", "One letter is wrong or missing";
    /// A part is missing.
    NamePartMissing = Name, "name_part_missing",
        "Thiếu một chữ đệm", "A middle name is missing";
    /// A part is too many.
    NamePartAdded = Name, "name_part_added",
        "Thừa một chữ", "One part too many";
    /// Another given name.
    NameOtherGiven = Name, "name_other_given",
        "Khác tên", "Another given name";
    /// Another surname or middle name.
    NameOtherPart = Name, "name_other_part",
        "Khác họ hoặc chữ đệm", "Another surname or middle name";
    /// More than that.
    NameDiffers = Name, "name_differs",
        "Khác nhiều chỗ", "Differs in several ways";
    /// No date.
    BirthMissing = Birth, "birth_missing",
        "Thiếu hoặc không đọc được", "Missing, or cannot be read";
    /// The register has no date, or less of it.
    BirthUnrecorded = Birth, "birth_unrecorded",
        "CSDL dân cư ghi chưa đủ ngày sinh", "The register does not have the full date";
    /// A year alone.
    BirthYearOnly = Birth, "birth_year_only",
        "Chỉ ghi năm sinh", "The year only";
    /// The first of January.
    BirthNewYear = Birth, "birth_new_year",
        "Ghi 01/01 thay cho ngày sinh", "1 January instead of the day";
    /// Swapped.
    BirthSwapped = Birth, "birth_swapped",
        "Đảo ngày và tháng", "Day and month are swapped";
    /// Another day.
    BirthOtherDay = Birth, "birth_other_day",
        "Khác ngày", "Another day";
    /// Another month.
    BirthOtherMonth = Birth, "birth_other_month",
        "Khác tháng", "Another month";
    /// Another day and month.
    BirthSameYear = Birth, "birth_same_year",
        "Khác ngày và tháng", "Another day and month";
    /// Another year.
    BirthOtherYear = Birth, "birth_other_year",
        "Khác năm", "Another year";
    /// Another date.
    BirthDiffers = Birth, "birth_differs",
        "Khác ngày sinh", "Another date";
    /// No sex.
    SexMissing = Sex, "sex_missing",
        "Thiếu giới tính", "The sex is missing";
    /// Another.
    SexDiffers = Sex, "sex_differs",
        "Khác giới tính", "Another sex";
    /// Another neighbourhood.
    PlaceOtherNeighbourhood = Place, "place_other_neighbourhood",
        "Khác tổ dân phố, thôn", "Another neighbourhood";
    /// No ward.
    PlaceWardMissing = Place, "place_ward_missing",
        "Không ghi xã, phường", "The ward is missing";
    /// Another ward.
    PlaceOtherWard = Place, "place_other_ward",
        "Khác xã, phường", "Another ward";
    /// An earlier or later name of the same ward.
    PlaceOtherName = Place, "place_other_name",
        "Ghi theo tên khác (cũ hoặc mới) của xã, phường", "An earlier or later name of the ward";
    /// A ward that the register does not know.
    PlaceRenamed = Place, "place_renamed",
        "Xã, phường không có trong CSDL dân cư, có thể là tên cũ", "A ward that the register does not know, perhaps an old name";
    /// Another district.
    PlaceOtherDistrict = Place, "place_other_district",
        "Khác huyện hoặc tỉnh", "Another district or province";
    /// Where the person was born.
    PlaceBirthplace = Place, "place_birthplace",
        "Ghi nơi ở tại tỉnh đăng ký khai sinh", "An address in the province where the birth was registered";
    /// A parent, written otherwise.
    GuardianSlip = Guardian, "guardian_slip",
        "Tên cha hoặc mẹ viết khác", "The name of father or mother is written otherwise";
    /// Another member of the household.
    GuardianOfHousehold = Guardian, "guardian_of_household",
        "Không phải cha mẹ, là người trong cùng hộ", "Not a parent, but a member of the household";
    /// Somebody else.
    GuardianDiffers = Guardian, "guardian_differs",
        "Không phải cha mẹ, không cùng hộ", "Neither a parent nor a member of the household";
}

impl Serialize for DifferenceKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}
