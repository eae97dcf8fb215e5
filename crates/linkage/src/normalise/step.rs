use serde::{Serialize, Serializer};

use crate::language::Language;

macro_rules! steps {
    ($($(#[$doc:meta])* $step:ident = $key:literal, $vi:literal, $en:literal;)+) => {
        /// Bước chuẩn hóa: what was done to a text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CleaningStep {
            $($(#[$doc])* $step,)+
        }

        impl CleaningStep {
            /// All steps, in the order in which they are done.
            pub const ALL: &'static [Self] = &[$(Self::$step,)+];

            /// The key in files.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$step => $key,)+ }
            }

            /// What a clerk reads.
            pub const fn text(self, language: Language) -> &'static str {
                match self { $(Self::$step => language.of($vi, $en),)+ }
            }
        }
    };
}

steps! {
    /// Letters and marks that stood apart are one character each (NFC).
    UnicodeComposed = "unicode_composed", "Chuyển Unicode tổ hợp sang dựng sẵn", "Unicode composed (NFC)";
    /// The text was in TCVN3.
    FromTcvn3 = "from_tcvn3", "Chuyển từ bảng mã TCVN3 (ABC)", "Decoded from TCVN3 (ABC)";
    /// The text was in VNI.
    FromVni = "from_vni", "Chuyển từ bảng mã VNI", "Decoded from VNI";
    /// The text was UTF-8 that had been read as Windows-1252.
    FromMojibake = "from_mojibake", "Sửa lỗi đọc UTF-8 thành Windows-1252", "Decoded from UTF-8 read as Windows-1252";
    /// Spaces at the ends, several in a row, invisible characters, separators that are none of a name.
    Spaces = "spaces", "Bỏ khoảng trắng và dấu ngăn cách thừa", "Needless spaces and separators removed";
    /// Capitals where names have them.
    LetterCase = "letter_case", "Viết hoa theo quy cách tên riêng", "Capitals put as names have them";
    /// The tone on the letter that carries it in the older style (hòa, thủy).
    TonePlacement = "tone_placement", "Đặt lại vị trí dấu thanh", "Tone mark moved to its letter";
    /// `i` where y is usual (Quí, Lí, Mĩ, Kì).
    IOrY = "i_or_y", "Thống nhất i, y", "i written as y";
    /// A short form of a name, which cannot be written out; it gets its full stop.
    Abbreviation = "abbreviation", "Nhận ra chữ viết tắt", "Abbreviation recognised";
    /// The days of a spreadsheet.
    ExcelSerial = "excel_serial", "Đổi số ngày của bảng tính thành ngày tháng", "Day count of a spreadsheet turned into a date";
    /// A year of two digits.
    TwoDigitYear = "two_digit_year", "Bổ sung thế kỷ cho năm ghi hai chữ số", "Century added to a year of two digits";
    /// The month stood before the day.
    DayMonthOrder = "day_month_order", "Đổi thứ tự tháng và ngày", "Month and day put in order";
    /// Only the year is known of a date that was filled up.
    DateYearOnly = "date_year_only", "Chỉ giữ lại năm sinh", "Only the year is known";
    /// Another notation of a date.
    DateNotation = "date_notation", "Ghi ngày theo dạng năm-tháng-ngày", "Date written as year-month-day";
    /// Another word or code for the sex.
    SexWord = "sex_word", "Thống nhất cách ghi giới tính", "Word for the sex unified";
    /// A word, a dash or zeros for a number that is not there.
    Placeholder = "placeholder", "Bỏ ký hiệu ghi thay cho ô trống", "Stand-in for an empty cell removed";
    /// Spaces, full stops and quotes in a number.
    NumberSeparators = "number_separators", "Bỏ ký tự ngăn cách trong số", "Separators in a number removed";
    /// Zeros lost at the front of a number.
    LeadingZeros = "leading_zeros", "Bổ sung số 0 bị mất ở đầu", "Zeros lost at the front restored";
    /// A number with an exponent that still had all its digits.
    ExponentExpanded = "exponent_expanded", "Viết đủ số từ dạng E+", "E+ notation written out";
    /// A number with an exponent that lost digits.
    ExponentDigitsLost = "exponent_digits_lost", "Số dạng E+ đã mất chữ số cuối", "E+ notation: the last digits are lost";
    /// An address that stood in one cell.
    AddressSplit = "address_split", "Tách địa chỉ theo cấp hành chính", "Address split into its units";
    /// The word that says which kind of unit a place is.
    UnitWord = "unit_word", "Viết đầy đủ loại đơn vị hành chính", "Kind of unit written out";
    /// A unit that was renamed or merged.
    UnitRenamed = "unit_renamed", "Đổi sang tên đơn vị hành chính hiện nay", "Unit given its present name";
}

impl Serialize for CleaningStep {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

/// Một thay đổi: what one step did to one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The column, as the row types name it.
    pub field: &'static str,
    /// The step.
    pub step: CleaningStep,
    /// The text before.
    pub before: String,
    /// The text after.
    pub after: String,
}

/// A text on its way through the steps.
pub(super) struct Trail<'a> {
    changes: &'a mut Vec<Change>,
    field: &'static str,
    text: String,
}

impl<'a> Trail<'a> {
    pub(super) fn new(changes: &'a mut Vec<Change>, field: &'static str, text: &str) -> Self {
        Self {
            changes,
            field,
            text: text.to_owned(),
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Does a step; nothing is recorded if it leaves the text as it is.
    pub(super) fn step(&mut self, step: CleaningStep, clean: impl FnOnce(&str) -> String) {
        let after = clean(&self.text);
        if after != self.text {
            self.changes.push(Change {
                field: self.field,
                step,
                before: std::mem::replace(&mut self.text, after.clone()),
                after,
            });
        }
    }

    pub(super) fn mark(&self) -> Mark {
        Mark {
            text: self.text.clone(),
            changes: self.changes.len(),
        }
    }

    /// Takes back all steps since a mark.
    pub(super) fn restore(&mut self, mark: Mark) {
        self.changes.truncate(mark.changes);
        self.text = mark.text;
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// Where a text stood between two steps.
pub(super) struct Mark {
    pub(super) text: String,
    changes: usize,
}
