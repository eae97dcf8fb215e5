use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Đơn vị tính của thời hạn giải quyết (`DonViTinh` in the national synchronisation).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitUnit {
    /// Giờ: an hour of working time.
    Hour,
    /// Ngày: a calendar day.
    Day,
    /// Ngày làm việc: a working day of state agencies.
    WorkingDay,
    /// Tháng: a calendar month.
    Month,
}

impl LimitUnit {
    const ALL: [Self; 4] = [Self::Hour, Self::Day, Self::WorkingDay, Self::Month];

    fn singular(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::WorkingDay => "working_day",
            Self::Month => "month",
        }
    }

    /// Working time is divisible, calendar days and months are not.
    fn has_halves(self) -> bool {
        matches!(self, Self::Hour | Self::WorkingDay)
    }
}

/// Thời hạn giải quyết: the time that a procedure gives an office for a dossier.
///
/// Written as amount and unit: `5 working_days`, `0.5 working_days`, `8 hours`, `15 days`, `1 month`. Amounts are 0.5 to 32767.5 in steps of
/// a half; calendar days and months are whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeLimit {
    halves: NonZeroU16,
    unit: LimitUnit,
}

impl TimeLimit {
    /// A limit of `halves` half units; none for an amount of zero and for half days and half months of the calendar.
    pub fn new(halves: u16, unit: LimitUnit) -> Option<Self> {
        let halves = NonZeroU16::new(halves)?;
        (unit.has_halves() || halves.get() % 2 == 0).then_some(Self { halves, unit })
    }

    /// The amount in half units, 1 to 65535.
    pub fn halves(self) -> u16 {
        self.halves.get()
    }

    /// The unit of the amount.
    pub fn unit(self) -> LimitUnit {
        self.unit
    }
}

impl fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, half) = (self.halves() / 2, self.halves() % 2 == 1);
        let fraction = if half { ".5" } else { "" };
        let plural = if self.halves() == 2 { "" } else { "s" };
        write!(f, "{whole}{fraction} {}{plural}", self.unit.singular())
    }
}

impl FromStr for TimeLimit {
    type Err = LimitFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        read(text).ok_or_else(|| LimitFault(text.to_owned()))
    }
}

fn read(text: &str) -> Option<TimeLimit> {
    let (amount, unit) = text.split_once(' ')?;
    let unit = LimitUnit::ALL
        .into_iter()
        .find(|known| unit.strip_suffix('s').unwrap_or(unit) == known.singular())?;
    let (whole, half) = match amount.strip_suffix(".5") {
        Some(whole) => (whole, 1),
        None => (amount, 0),
    };
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let halves = whole
        .parse::<u16>()
        .ok()?
        .checked_mul(2)?
        .checked_add(half)?;
    TimeLimit::new(halves, unit)
}

impl TryFrom<String> for TimeLimit {
    type Error = LimitFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TimeLimit> for String {
    fn from(limit: TimeLimit) -> Self {
        limit.to_string()
    }
}

/// A text that is no time limit.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{0:?}: expected a time limit such as \"5 working_days\", \"0.5 working_days\", \"8 hours\", \"15 days\" or \"1 month\""
)]
pub struct LimitFault(String);

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("5 working_days", 10, LimitUnit::WorkingDay)]
    #[case("0.5 working_days", 1, LimitUnit::WorkingDay)]
    #[case("1.5 hours", 3, LimitUnit::Hour)]
    #[case("8 hours", 16, LimitUnit::Hour)]
    #[case("15 days", 30, LimitUnit::Day)]
    #[case("1 month", 2, LimitUnit::Month)]
    #[case("32767.5 hours", u16::MAX, LimitUnit::Hour)]
    fn limits_read_as_they_are_written(
        #[case] text: &str,
        #[case] halves: u16,
        #[case] unit: LimitUnit,
    ) {
        let limit: TimeLimit = text.parse().unwrap();
        assert_eq!((limit.halves(), limit.unit()), (halves, unit));
        assert_eq!(limit.to_string(), text);
    }

    #[rstest]
    fn other_texts_are_refused(
        #[values(
            "",
            "5",
            "5 ",
            "days",
            " days",
            "0 days",
            "0.0 hours",
            "0.5 days",
            "1.5 months",
            "0.25 working_days",
            "-1 days",
            "+1 days",
            "5  days",
            "5 weeks",
            "5 dayss",
            "5 DAYS",
            "32768 hours",
            "1e2 hours",
            ".5 hours"
        )]
        text: &str,
    ) {
        assert_eq!(text.parse::<TimeLimit>(), Err(LimitFault(text.to_owned())));
    }
}
