use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// Giờ Việt Nam: UTC+07:00 all the year.
pub const VIETNAM: FixedOffset =
    FixedOffset::east_opt(7 * 3600).expect("7 hours are less than a day");

/// The calendar day of `at` in Vietnam.
pub fn local_day(at: DateTime<Utc>) -> NaiveDate {
    local(at).date()
}

/// The instant at which `day` begins in Vietnam: midnight, 17:00 UTC of the day before.
pub fn start_of_day(day: NaiveDate) -> DateTime<Utc> {
    instant(day.and_time(NaiveTime::MIN))
}

/// What a clock on a wall in Vietnam shows at `at`.
pub(crate) fn local(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc() + VIETNAM
}

/// The instant at which a clock on a wall in Vietnam shows `wall`.
pub(crate) fn instant(wall: NaiveDateTime) -> DateTime<Utc> {
    (wall - VIETNAM).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_at_midnight_in_vietnam() {
        let day: NaiveDate = "2023-01-01".parse().unwrap();
        let midnight: DateTime<Utc> = "2022-12-31T17:00:00Z".parse().unwrap();
        assert_eq!(start_of_day(day), midnight);
        assert_eq!(local_day(midnight), day);
        assert_eq!(
            local_day(midnight - chrono::TimeDelta::microseconds(1)),
            day.pred_opt().unwrap()
        );
    }
}
