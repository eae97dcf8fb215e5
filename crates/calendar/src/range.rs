use std::fmt;

use chrono::{Datelike, Months, NaiveDate};
use thiserror::Error;

/// Kỳ báo cáo: the calendar days in Vietnam from `from` up to but not including `until`.
///
/// A range whose end is not after its start has no days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// The first day.
    pub from: NaiveDate,
    /// The day after the last one.
    pub until: NaiveDate,
}

impl DateRange {
    /// Reads a range of at least one day from two days in ISO 8601 (`2023-01-01`).
    ///
    /// # Errors
    /// Says which of the two is at fault.
    pub fn parse(from: &str, until: &str) -> Result<Self, RangeFault> {
        let from = day(from).ok_or(RangeFault::From)?;
        let until = day(until).ok_or(RangeFault::Until)?;
        if until <= from {
            return Err(RangeFault::Order);
        }
        Ok(Self { from, until })
    }

    /// The days of the range, in order.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.from
            .iter_days()
            .take_while(move |day| *day < self.until)
    }

    /// True if `day` lies in the range.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day < self.until
    }

    /// The last day: the one as of which the stocks of the period are counted.
    pub fn last_day(self) -> NaiveDate {
        self.until.pred_opt().unwrap_or(self.until)
    }

    /// The range cut at the beginnings of months, in order; the first and the last part may be shorter than their month.
    pub fn months(self) -> Vec<(YearMonth, Self)> {
        let mut months = Vec::new();
        let mut from = self.from;
        while from < self.until {
            let month = YearMonth::of(from);
            let until = month.end().map_or(self.until, |end| end.min(self.until));
            months.push((month, Self { from, until }));
            from = until;
        }
        months
    }
}

/// Tháng: a month of the calendar, written `2023-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearMonth {
    year: i32,
    month: u32,
}

impl YearMonth {
    /// The month that `day` belongs to.
    pub fn of(day: NaiveDate) -> Self {
        Self {
            year: day.year(),
            month: day.month(),
        }
    }

    /// The first day after the month, if chrono's calendar has it.
    fn end(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.month, 1)?.checked_add_months(Months::new(1))
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// Why two texts are no range of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RangeFault {
    /// The first day is none.
    #[error("first day: expected a day of the years 0001 to 9999 such as 2023-01-01")]
    From,
    /// The day after the last one is none.
    #[error("day after the last: expected a day of the years 0001 to 9999 such as 2023-01-01")]
    Until,
    /// There is no day between them.
    #[error("day after the last: expected a day after the first day")]
    Order,
}

/// Chrono also reads signs, spaces and years of other lengths.
fn day(text: &str) -> Option<NaiveDate> {
    let is_plain = text.len() == 10
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
    is_plain
        .then(|| text.parse().ok())
        .flatten()
        .filter(|day: &NaiveDate| day.year() > 0)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_range_has_its_first_day_and_not_its_end() {
        let range = DateRange::parse("2023-01-01", "2023-03-08").unwrap();
        assert_eq!(range.days().count(), 66);
        assert_eq!(range.last_day(), day("2023-03-07").unwrap());
        assert!(range.contains(range.from) && range.contains(range.last_day()));
        assert!(!range.contains(range.until));
        let months: Vec<String> = range
            .months()
            .iter()
            .map(|(month, part)| format!("{month}: {} {}", part.from, part.until))
            .collect();
        assert_eq!(
            months,
            [
                "2023-01: 2023-01-01 2023-02-01",
                "2023-02: 2023-02-01 2023-03-01",
                "2023-03: 2023-03-01 2023-03-08"
            ]
        );
    }

    #[test]
    fn months_of_a_year_meet_and_do_not_overlap() {
        let range = DateRange::parse("2022-12-15", "2024-01-01").unwrap();
        let months = range.months();
        assert_eq!(months.len(), 13);
        assert_eq!(
            (months[0].1.from, months[12].1.until),
            (range.from, range.until)
        );
        assert!(
            months
                .windows(2)
                .all(|pair| pair[0].1.until == pair[1].1.from)
        );
    }

    #[rstest]
    #[case("2023-01-32", "2023-02-01", RangeFault::From)]
    #[case("2023-1-01", "2023-02-01", RangeFault::From)]
    #[case("0000-01-01", "2023-02-01", RangeFault::From)]
    #[case("2023-01-01", "01/02/2023", RangeFault::Until)]
    #[case("2023-01-01", "2023-01-01", RangeFault::Order)]
    fn other_texts_are_refused(#[case] from: &str, #[case] until: &str, #[case] fault: RangeFault) {
        assert_eq!(DateRange::parse(from, until), Err(fault));
    }
}
