use chiso_linkage::Language;
use serde::Serialize;

use super::field::Sort;

/// Lines that are told of a kind.
const LINES: usize = 5;

/// A kind of value that somebody should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Suspicion {
    Spaces,
    Control,
    Invisible,
    NoValue,
    LostLetters,
    OldEncoding,
    Decomposed,
    Exponent,
    LostZero,
    NineDigits,
    WrongLength,
    ImpossibleNumber,
    NoNumber,
    NoDate,
    SerialDate,
    PartialDate,
    FutureDate,
    AncientDate,
    DigitsInName,
    ShortenedName,
    OneWordName,
    UnmarkedName,
    NoSex,
}

impl Suspicion {
    pub(super) const ALL: [Self; 23] = [
        Self::Spaces,
        Self::Control,
        Self::Invisible,
        Self::NoValue,
        Self::LostLetters,
        Self::OldEncoding,
        Self::Decomposed,
        Self::Exponent,
        Self::LostZero,
        Self::NineDigits,
        Self::WrongLength,
        Self::ImpossibleNumber,
        Self::NoNumber,
        Self::NoDate,
        Self::SerialDate,
        Self::PartialDate,
        Self::FutureDate,
        Self::AncientDate,
        Self::DigitsInName,
        Self::ShortenedName,
        Self::OneWordName,
        Self::UnmarkedName,
        Self::NoSex,
    ];

    /// Whether it is one in a column of this sort.
    pub(super) const fn concerns(self, sort: Sort) -> bool {
        match self {
            Self::Spaces
            | Self::Control
            | Self::Invisible
            | Self::NoValue
            | Self::LostLetters
            | Self::OldEncoding
            | Self::Decomposed
            | Self::Exponent => true,
            Self::LostZero | Self::WrongLength | Self::ImpossibleNumber | Self::NoNumber => {
                matches!(sort, Sort::Number)
            }
            Self::NineDigits => matches!(sort, Sort::Number),
            Self::NoDate
            | Self::SerialDate
            | Self::PartialDate
            | Self::FutureDate
            | Self::AncientDate => matches!(sort, Sort::Date),
            Self::DigitsInName | Self::ShortenedName | Self::OneWordName | Self::UnmarkedName => {
                matches!(sort, Sort::Name)
            }
            Self::NoSex => matches!(sort, Sort::Sex),
        }
    }

    pub(super) const fn in_words(self, language: Language) -> &'static str {
        let (vi, en) = match self {
            Self::Spaces => ("dấu cách thừa ở đầu hoặc cuối", "spaces before or after"),
            Self::Control => ("ký tự điều khiển", "control characters"),
            Self::Invisible => ("ký tự không nhìn thấy", "invisible characters"),
            Self::NoValue => (
                "chữ thay cho giá trị (NULL, không có …)",
                "words for no value (NULL, N/A …)",
            ),
            Self::LostLetters => ("chữ bị mất thành dấu ?", "letters lost to ?"),
            Self::OldEncoding => (
                "bảng mã cũ hoặc lỗi phông chữ",
                "an old or confused encoding",
            ),
            Self::Decomposed => ("Unicode tổ hợp (NFD)", "decomposed Unicode (NFD)"),
            Self::Exponent => ("số dạng E+ của Excel", "E+ notation of Excel"),
            Self::LostZero => ("mất số 0 ở đầu", "lost zeros at the front"),
            Self::NineDigits => ("số CMND 9 chữ số", "nine-digit numbers"),
            Self::WrongLength => ("sai số lượng chữ số", "a wrong count of digits"),
            Self::ImpossibleNumber => (
                "mã tỉnh hoặc mã thế kỷ không có thật",
                "a province or century that does not exist",
            ),
            Self::NoNumber => ("không phải là số", "no number"),
            Self::NoDate => ("không phải là ngày", "no date"),
            Self::SerialDate => ("ngày dạng số của Excel", "days as Excel counts them"),
            Self::PartialDate => ("ngày không đầy đủ", "incomplete dates"),
            Self::FutureDate => ("ngày trong tương lai", "dates in the future"),
            Self::AncientDate => ("ngày trước năm 1900", "dates before 1900"),
            Self::DigitsInName => ("họ tên có chữ số", "digits in a name"),
            Self::ShortenedName => ("họ tên viết tắt", "shortened names"),
            Self::OneWordName => ("họ tên chỉ có một từ", "names of one word"),
            Self::UnmarkedName => ("họ tên không dấu", "names without marks"),
            Self::NoSex => ("không phải là giới tính", "no sex"),
        };
        language.of(vi, en)
    }

    pub(super) const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// How often something is there, and where first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Tally {
    pub(super) count: u64,
    /// The first lines.
    pub(super) lines: Vec<u64>,
}

impl Tally {
    pub(super) fn add(&mut self, line: u64) {
        self.count += 1;
        if self.lines.len() < LINES {
            self.lines.push(line);
        }
    }

    /// The first lines, with an ellipsis if there are more.
    pub(super) fn places(&self) -> String {
        let mut places: Vec<String> = self.lines.iter().map(u64::to_string).collect();
        if self.count > self.lines.len() as u64 {
            places.push("…".to_owned());
        }
        places.join(", ")
    }
}
