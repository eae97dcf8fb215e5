use chiso_calendar::local_day;
use chiso_clock::Clock;
use chiso_linkage::BirthDate;
use chrono::{Datelike, NaiveDate};

/// A day, as dates of birth are compared with it; without one it is today in Vietnam.
pub(crate) fn or_today(day: Option<NaiveDate>) -> BirthDate {
    let day = day.unwrap_or_else(|| local_day(Clock::system().now()));
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    BirthDate {
        year: u16::try_from(day.year()).unwrap_or_default(),
        month: small(day.month()),
        day: small(day.day()),
    }
}
