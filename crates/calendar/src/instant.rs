use std::fmt;

use chrono::{DateTime, NaiveDate, SubsecRound, TimeZone, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::day::{VIETNAM, local_day};

/// Thời điểm: an instant of the years 1900 to 2200 in Vietnam, in whole seconds.
///
/// Everything that happened or is due in an office lies in that range, so that arithmetic on it stays within what the calendar, the
/// database, protobuf and RFC 3339 can hold. Fractions of a second are cut off; a leap second (`:60`) is none that a clock in an
/// office shows, and refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "DateTime<Utc>", into = "DateTime<Utc>")]
pub struct Instant(DateTime<Utc>);

/// A time that is no [`Instant`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("expected {}", Instant::EXPECTED)]
pub struct NoInstant;

impl Instant {
    /// What is expected of a time, for messages.
    pub const EXPECTED: &'static str = "a time of the years 1900 to 2200, seconds 00 to 59";

    /// The first one: 1/1/1900 00:00:00 in Vietnam.
    pub fn first() -> Self {
        Self(at(1900, (1, 1), (0, 0, 0)))
    }

    /// The last one: 31/12/2200 23:59:59 in Vietnam.
    pub fn last() -> Self {
        Self(at(2200, (12, 31), (23, 59, 59)))
    }

    /// What a clock of the machine shows; a clock beyond the range counts as its end.
    pub fn of_clock(now: DateTime<Utc>) -> Self {
        Self(now.trunc_subsecs(0))
            .max(Self::first())
            .min(Self::last())
    }

    /// The calendar day in Vietnam.
    pub fn day(self) -> NaiveDate {
        local_day(self.0)
    }

    /// The instant for chrono.
    pub fn to_utc(self) -> DateTime<Utc> {
        self.0
    }
}

fn at(
    year: i32,
    (month, day): (u32, u32),
    (hour, minute, second): (u32, u32, u32),
) -> DateTime<Utc> {
    VIETNAM
        .with_ymd_and_hms(year, month, day, hour, minute, second)
        .single()
        .expect("Vietnam has one offset, so every time of the day once")
        .to_utc()
}

impl TryFrom<DateTime<Utc>> for Instant {
    type Error = NoInstant;

    fn try_from(time: DateTime<Utc>) -> Result<Self, NoInstant> {
        let is_leap = time.timestamp_subsec_nanos() >= 1_000_000_000;
        let in_range = (Self::first().0..=Self::last().0).contains(&time.trunc_subsecs(0));
        (in_range && !is_leap)
            .then(|| Self(time.trunc_subsecs(0)))
            .ok_or(NoInstant)
    }
}

impl From<Instant> for DateTime<Utc> {
    fn from(instant: Instant) -> Self {
        instant.0
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m-%dT%H:%M:%SZ").fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn instant(text: &str) -> Result<Instant, NoInstant> {
        text.parse::<DateTime<Utc>>().unwrap().try_into()
    }

    #[rstest]
    #[case("1900-01-01T00:00:00+07:00", "1899-12-31T17:00:00Z")]
    #[case("2200-12-31T23:59:59.999+07:00", "2200-12-31T16:59:59Z")]
    #[case("2022-03-01T08:00:00.123456789Z", "2022-03-01T08:00:00Z")]
    fn whole_seconds_of_1900_to_2200(#[case] text: &str, #[case] printed: &str) {
        assert_eq!(instant(text).unwrap().to_string(), printed);
        assert_eq!(instant(printed), instant(text));
    }

    #[rstest]
    fn other_times_are_refused(
        #[values(
            "1899-12-31T23:59:59.999+07:00",
            "2201-01-01T00:00:00+07:00",
            "2022-06-30T23:59:60Z",
            "9999-12-31T23:59:59Z",
            "+10000-01-01T00:00:00Z",
            "-0001-01-01T00:00:00Z",
            "+262142-12-31T23:59:59Z",
            "-262143-01-01T00:00:00Z"
        )]
        text: &str,
    ) {
        assert_eq!(instant(text), Err(NoInstant));
    }

    #[test]
    fn a_clock_beyond_the_range_counts_as_its_end() {
        assert_eq!(Instant::of_clock(DateTime::<Utc>::MAX_UTC), Instant::last());
        assert_eq!(
            Instant::of_clock(DateTime::<Utc>::MIN_UTC),
            Instant::first()
        );
    }
}
