use super::level::BirthLevel;
use crate::{field::BirthDate, register::Register};

/// Compares two dates of birth. The share is that of the year of the person.
pub(super) fn compare(
    register: &Register,
    record: Option<BirthDate>,
    person: BirthDate,
) -> (BirthLevel, f64) {
    let Some(record) = record.filter(|_| person.year != 0) else {
        return (BirthLevel::Unknown, 1.0);
    };
    let level = level(record, person);
    let share = match level {
        BirthLevel::Differs | BirthLevel::NearYearAndDay | BirthLevel::OtherYear => 1.0,
        _ => register.frequencies.year(person.year),
    };
    (level, share)
}

fn level(record: BirthDate, person: BirthDate) -> BirthLevel {
    let same_day = record.day == person.day;
    let same_month = record.month == person.month;
    let gap = record.year.abs_diff(person.year);
    let near = matches!(gap, 1 | 2 | 10);
    let vague = !record.is_full() || record.is_new_year();
    if gap == 0 {
        return match (record.is_full(), person.is_full()) {
            (_, false) if partial(record, person) => BirthLevel::SamePartial,
            (true, false) if person.month == 0 || same_month => BirthLevel::Fuller,
            (true, true) if same_day && same_month => BirthLevel::Same,
            (true, true) if record.is_new_year() => BirthLevel::NewYear,
            (true, true) if record.day == person.month && record.month == person.day => {
                BirthLevel::Swapped
            }
            (true, true) if same_month && record.day.abs_diff(person.day) == 1 => {
                BirthLevel::DayOff
            }
            (true, true) if same_month => BirthLevel::OtherDay,
            (true, true) if same_day => BirthLevel::OtherMonth,
            (false, true) if record.month == 0 => BirthLevel::YearOnly,
            (false, true) if same_month => BirthLevel::OtherDay,
            _ => BirthLevel::SameYear,
        };
    }
    if record.is_full() && same_day && same_month {
        return if near {
            BirthLevel::NearYear
        } else {
            BirthLevel::OtherYear
        };
    }
    let swapped = record.day == person.month && record.month == person.day;
    let nearly = swapped || same_month || same_day;
    if near && (vague || !person.is_full() || nearly) {
        BirthLevel::NearYearAndDay
    } else {
        BirthLevel::Differs
    }
}

/// Whether a record agrees with all that the register knows of a date that is not full; a year alone is often filled up.
fn partial(record: BirthDate, person: BirthDate) -> bool {
    if person.month == 0 {
        record.month == 0 || record.is_new_year()
    } else {
        record.month == person.month && (record.day == 0 || record.day == 1)
    }
}
