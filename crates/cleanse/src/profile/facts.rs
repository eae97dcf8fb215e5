//! What can be said of a value by itself.

use chiso_linkage::{BirthDate, DateNotation, Decoded, Encoding, Pin, Sex, WrittenNumber, decode};
use serde::Serialize;
use unicode_normalization::is_nfc;

use super::field::Sort;
use super::suspicion::Suspicion;

/// How the letters of a value are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Script {
    /// No letters with marks.
    Ascii,
    /// Composed Unicode.
    Nfc,
    /// Decomposed Unicode.
    Nfd,
    Tcvn3,
    Vni,
    Mojibake,
}

impl Script {
    pub(super) const ALL: [Self; 6] = [
        Self::Ascii,
        Self::Nfc,
        Self::Nfd,
        Self::Tcvn3,
        Self::Vni,
        Self::Mojibake,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ascii => "ASCII",
            Self::Nfc => "NFC",
            Self::Nfd => "NFD",
            Self::Tcvn3 => "TCVN3",
            Self::Vni => "VNI",
            Self::Mojibake => "mojibake",
        }
    }
}

/// What is known of a value, small enough to keep for each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts {
    /// Bits of [`Suspicion`], also of those that concern only some sorts of columns.
    pub(super) suspicions: u32,
    /// Bits of [`Sort`] that it can be.
    pub(super) sorts: u16,
    pub(super) shape: u16,
    pub(super) script: Script,
}

/// A value that was looked at, with the date that it is if it is one.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) facts: Facts,
    pub(super) date: Option<BirthDate>,
}

/// What people write where there is nothing, in lower case without spaces at the ends.
const NO_VALUE: [&str; 31] = [
    "null",
    "(null)",
    "none",
    "nan",
    "n/a",
    "na",
    "#n/a",
    "nil",
    "undefined",
    "không",
    "khong",
    "không có",
    "khong co",
    "ko có",
    "ko co",
    "k có",
    "kc",
    "không rõ",
    "khong ro",
    "chưa có",
    "chua co",
    "chưa rõ",
    "chưa xác định",
    "không xác định",
    "trống",
    "rỗng",
    "x",
    "xx",
    "#ref!",
    "#value!",
    "#name?",
];

/// The surnames that nearly all Vietnamese have, with and without marks.
const SURNAMES: [&str; 80] = [
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ",
    "hồ", "ngô", "dương", "lý", "đào", "đoàn", "vương", "trịnh", "đinh", "lâm", "phùng", "mai",
    "tô", "hà", "tạ", "chu", "lương", "thái", "cao", "triệu", "la", "quách", "lưu", "nghiêm",
    "kiều", "tăng", "hứa", "khổng", "nguyen", "tran", "le", "pham", "hoang", "huynh", "vu", "vo",
    "dang", "bui", "do", "ho", "ngo", "duong", "ly", "dao", "doan", "vuong", "trinh", "dinh",
    "lam", "phung", "to", "ha", "ta", "luong", "thai", "trieu", "quach", "luu", "nghiem", "kieu",
    "tang", "hua", "khong", "ng", "ng.", "châu", "từ", "giáp",
];

/// Words that places begin with or contain.
const PLACES: [&str; 22] = [
    "phường ",
    "xã ",
    "thị trấn ",
    "thị xã ",
    "thành phố ",
    "quận ",
    "huyện ",
    "tỉnh ",
    "thôn ",
    "xóm ",
    "tổ ",
    "khu phố ",
    "khu ",
    "ấp ",
    "bản ",
    "đường ",
    "phố ",
    "ngõ ",
    "p. ",
    "p.",
    "tp. ",
    "tp.",
];

pub(super) fn look(cell: &str, today: BirthDate) -> Looked {
    let text = cell.trim();
    let mut found = Found::default();
    found.when(text.len() != cell.len(), Suspicion::Spaces);
    found.when(text.chars().any(char::is_control), Suspicion::Control);
    found.when(text.chars().any(is_invisible), Suspicion::Invisible);
    let lower = text.to_lowercase();
    let nothing = NO_VALUE.contains(&lower.as_str()) || !text.chars().any(char::is_alphanumeric);
    if nothing {
        found.when(true, Suspicion::NoValue);
        return found.end(Script::Ascii, None);
    }
    let (decoded, script) = script(text);
    let old = matches!(script, Script::Tcvn3 | Script::Vni | Script::Mojibake);
    found.when(old, Suspicion::OldEncoding);
    found.when(script == Script::Nfd, Suspicion::Decomposed);
    found.when(has_lost_letters(text), Suspicion::LostLetters);
    found.number(text);
    let date = found.date(text, today);
    found.name(&decoded);
    let sex = text.chars().count() <= 7 && Sex::parse(text).is_some();
    // A digit alone can be any code.
    let word = text.chars().all(char::is_alphabetic);
    found.fits(sex && word, Sort::Sex);
    found.when(!sex, Suspicion::NoSex);
    let lower = if old || script == Script::Nfd {
        decoded.to_lowercase()
    } else {
        lower
    };
    let place = PLACES.iter().any(|word| lower.contains(word)) || lower.contains(", ");
    found.fits(place, Sort::Address);
    found.end(script, date)
}

/// What was found so far.
#[derive(Debug, Default)]
struct Found {
    suspicions: u32,
    sorts: u16,
}

impl Found {
    const fn when(&mut self, holds: bool, suspicion: Suspicion) {
        if holds {
            self.suspicions |= suspicion.bit();
        }
    }

    const fn fits(&mut self, holds: bool, sort: Sort) {
        if holds {
            self.sorts |= sort.bit();
        }
    }

    const fn end(self, script: Script, date: Option<BirthDate>) -> Looked {
        Looked {
            facts: Facts {
                suspicions: self.suspicions,
                sorts: self.sorts,
                shape: 0,
                script,
            },
            date,
        }
    }

    fn number(&mut self, text: &str) {
        let zero = text.trim_start_matches('\'').starts_with('0');
        let number = WrittenNumber::parse(text);
        let plain = !text.contains(['/', '-', ':']);
        match number {
            WrittenNumber::Full(digits) => {
                self.when(Pin::new(digits).is_err(), Suspicion::ImpossibleNumber);
            }
            WrittenNumber::Short { len, .. } => {
                self.when(!zero, Suspicion::LostZero);
                self.when(zero, Suspicion::WrongLength);
                let mobile = text
                    .as_bytes()
                    .get(1)
                    .is_some_and(|second| b"35789".contains(second));
                self.fits(zero && mobile && len == 10, Sort::Phone);
            }
            WrittenNumber::Prefix { .. } => self.when(true, Suspicion::Exponent),
            WrittenNumber::Old(_) => self.when(true, Suspicion::NineDigits),
            WrittenNumber::Odd(_) => self.when(true, Suspicion::WrongLength),
            WrittenNumber::Missing => self.when(true, Suspicion::NoNumber),
        }
        let number = match number {
            WrittenNumber::Missing | WrittenNumber::Odd(_) => false,
            WrittenNumber::Short { .. } => !zero,
            // Eight digits are rather a date.
            WrittenNumber::Old(_) => text.bytes().filter(u8::is_ascii_digit).count() == 9,
            WrittenNumber::Full(_) | WrittenNumber::Prefix { .. } => true,
        };
        self.fits(number && plain, Sort::Number);
    }

    fn date(&mut self, text: &str, today: BirthDate) -> Option<BirthDate> {
        let Some((date, notation)) = BirthDate::parse(text) else {
            self.when(true, Suspicion::NoDate);
            return None;
        };
        let serial = notation == DateNotation::ExcelSerial;
        // A number alone can be anything.
        let plain = serial || text.len() == 4;
        self.when(serial, Suspicion::SerialDate);
        self.when(!date.is_full(), Suspicion::PartialDate);
        self.when(date > today, Suspicion::FutureDate);
        self.when(date.year < 1900, Suspicion::AncientDate);
        self.fits(!plain, Sort::Date);
        Some(date)
    }

    fn name(&mut self, text: &str) {
        let words: Vec<&str> = text.split_whitespace().collect();
        let digits = text.contains(|c: char| c.is_ascii_digit());
        self.when(digits, Suspicion::DigitsInName);
        self.when(words.len() == 1, Suspicion::OneWordName);
        self.when(text.is_ascii(), Suspicion::UnmarkedName);
        let short = |word: &&str| word.ends_with('.') || word.chars().count() == 1;
        self.when(words.iter().any(short), Suspicion::ShortenedName);
        let surname = words
            .first()
            .is_some_and(|word| SURNAMES.contains(&word.to_lowercase().as_str()));
        let name = surname && !digits && (2..=7).contains(&words.len()) && !text.contains(',');
        self.fits(name, Sort::Name);
    }
}

fn script(text: &str) -> (String, Script) {
    if text.is_ascii() {
        return (text.to_owned(), Script::Ascii);
    }
    let Decoded {
        text: decoded,
        from,
    } = decode(text);
    let script = match from {
        Some(Encoding::Tcvn3) => Script::Tcvn3,
        Some(Encoding::Vni) => Script::Vni,
        Some(Encoding::Mojibake) => Script::Mojibake,
        None if is_nfc(text) => Script::Nfc,
        None => Script::Nfd,
    };
    (decoded, script)
}

/// Characters of no width, and spaces that do not break.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

/// A question mark beside a letter, or the sign for a character that could not be read.
fn has_lost_letters(text: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    text.contains('\u{fffd}')
        || text.match_indices('?').any(|(at, _)| {
            letter(text[..at].chars().next_back()) || letter(text[at + 1..].chars().next())
        })
}
