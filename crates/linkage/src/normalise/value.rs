use super::step::{Change, CleaningStep, Trail};
use crate::field::{BirthDate, DateNotation, Pin, Sex, WrittenNumber};

/// What is written where there is no number.
const STAND_INS: [&str; 14] = [
    "khong",
    "khong co",
    "không",
    "không có",
    "chua co",
    "chưa có",
    "ko",
    "k",
    "x",
    "null",
    "nan",
    "n/a",
    "na",
    "none",
];

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Cleans a date: `1992-03-19`, `1992-03` or `1992`. What is no date stays as it is.
pub(super) fn clean_date(changes: &mut Vec<Change>, field: &'static str, raw: &str) -> String {
    let mut trail = Trail::new(changes, field, raw);
    trail.step(CleaningStep::Spaces, tidy);
    let Some((date, notation)) = BirthDate::parse(raw) else {
        return trail.finish();
    };
    let iso = date.to_string();
    if trail.text() != iso {
        if notation == DateNotation::ExcelSerial {
            trail.step(CleaningStep::ExcelSerial, |_| iso.clone());
        }
        rewrite_groups(&mut trail, date);
        let last = if date.month == 0 {
            CleaningStep::DateYearOnly
        } else {
            CleaningStep::DateNotation
        };
        trail.step(last, |_| iso);
    }
    trail.finish()
}

/// The steps of a date of three groups that say more than that the notation is another.
fn rewrite_groups(trail: &mut Trail<'_>, date: BirthDate) {
    let written = trail.text().to_owned();
    let mut groups = written
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty());
    let (Some(first), Some(second), Some(third)) = (groups.next(), groups.next(), groups.next())
    else {
        return;
    };
    let BirthDate { year, month, day } = date;
    if first.len() <= 2 && third.len() == 2 {
        trail.step(CleaningStep::TwoDigitYear, |_| {
            format!("{first}/{second}/{year}")
        });
    }
    if second.parse::<u32>().is_ok_and(|month| month > 12) {
        trail.step(CleaningStep::DayMonthOrder, |_| {
            format!("{day:02}/{month:02}/{year}")
        });
    }
}

/// Cleans a sex: `male` or `female`. What is neither stays as it is.
pub(super) fn clean_sex(changes: &mut Vec<Change>, field: &'static str, raw: &str) -> String {
    let mut trail = Trail::new(changes, field, raw);
    trail.step(CleaningStep::Spaces, tidy);
    if let Some(sex) = Sex::parse(raw) {
        trail.step(CleaningStep::SexWord, |_| sex.key().to_owned());
    }
    trail.finish()
}

/// Cleans a number: the twelve or nine digits, `?` for each that a spreadsheet lost. Other lengths keep their digits.
pub(super) fn clean_number(changes: &mut Vec<Change>, field: &'static str, raw: &str) -> String {
    let mut trail = Trail::new(changes, field, raw);
    trail.step(CleaningStep::Spaces, tidy);
    let digits = digits_of(raw);
    match WrittenNumber::parse(raw) {
        WrittenNumber::Missing => {
            let text = trail.text().to_lowercase();
            let nothing = !text
                .chars()
                .any(|c| c.is_alphabetic() || matches!(c, '1'..='9'));
            if nothing || STAND_INS.contains(&text.as_str()) {
                trail.step(CleaningStep::Placeholder, |_| String::new());
            }
        }
        WrittenNumber::Prefix { digits: known, len } => {
            let (known, len) = (
                format!("{known:0len$}", len = usize::from(len)),
                usize::from(len),
            );
            let step = if len == 12 {
                CleaningStep::ExponentExpanded
            } else {
                CleaningStep::ExponentDigitsLost
            };
            trail.step(step, |_| format!("{known:?<12}"));
        }
        WrittenNumber::Full(_) | WrittenNumber::Odd(_) => {
            trail.step(CleaningStep::NumberSeparators, |_| digits);
        }
        WrittenNumber::Short { digits: value, .. } => {
            let lost = !digits.starts_with('0') && Pin::new(value).is_ok();
            trail.step(CleaningStep::NumberSeparators, |_| digits);
            if lost {
                trail.step(CleaningStep::LeadingZeros, |_| format!("{value:012}"));
            }
        }
        WrittenNumber::Old(value) => {
            trail.step(CleaningStep::NumberSeparators, |_| digits);
            trail.step(CleaningStep::LeadingZeros, |_| format!("{value:09}"));
        }
    }
    trail.finish()
}
