use chiso_calendar::PauseRule::{Restart, Resume};
use chiso_calendar::{PauseRule, TimeLimit};
use rstest::rstest;

use crate::{CALENDAR, at, wall};

/// Accepted on Monday 16/1/2023 at 9:00 with 5 working days: due on 30/1 at 9:00, Tết being from 20/1 to 26/1.
#[rstest]
#[case::over_tet(
    Resume,
    "2023-01-18 10:00:00",
    "2023-01-30 14:00:00",
    "2023-02-02 11:00:00"
)]
#[case::anew_after_tet(
    Restart,
    "2023-01-18 10:00:00",
    "2023-01-30 14:00:00",
    "2023-02-06 14:00:00"
)]
#[case::within_tet(
    Resume,
    "2023-01-19 17:00:00",
    "2023-01-27 07:00:00",
    "2023-01-30 09:00:00"
)]
#[case::one_day(
    Resume,
    "2023-01-18 10:00:00",
    "2023-01-19 10:00:00",
    "2023-01-31 09:00:00"
)]
#[case::one_day_from_evening(
    Resume,
    "2023-01-17 20:00:00",
    "2023-01-18 20:00:00",
    "2023-01-31 09:00:00"
)]
#[case::hours(
    Resume,
    "2023-01-18 10:00:00",
    "2023-01-18 15:00:00",
    "2023-01-30 14:00:00"
)]
#[case::none(
    Resume,
    "2023-01-18 10:00:00",
    "2023-01-18 10:00:00",
    "2023-01-30 09:00:00"
)]
#[case::backwards(
    Resume,
    "2023-01-18 10:00:00",
    "2023-01-17 10:00:00",
    "2023-01-30 09:00:00"
)]
#[case::due_had_passed(
    Resume,
    "2023-02-01 09:00:00",
    "2023-02-02 09:00:00",
    "2023-01-31 09:00:00"
)]
fn pauses_of_a_limit_in_working_days(
    #[case] rule: PauseRule,
    #[case] paused: &str,
    #[case] resumed: &str,
    #[case] expected: &str,
) {
    let limit: TimeLimit = "5 working_days".parse().unwrap();
    let due = CALENDAR.due(at("2023-01-16 09:00:00"), limit);
    assert_eq!(wall(due), "2023-01-30 09:00:00");
    assert_eq!(
        wall(CALENDAR.due_after_pause(due, at(paused), at(resumed), limit, rule)),
        expected
    );
}

/// Accepted on Friday 3/3/2023 with 15 days: the last one is a Saturday, due on Monday 20/3 at closing time.
#[rstest]
#[case::two_days(
    Resume,
    "2023-03-08 10:00:00",
    "2023-03-10 09:00:00",
    "2023-03-22 17:00:00"
)]
#[case::to_a_saturday(
    Resume,
    "2023-03-08 10:00:00",
    "2023-03-13 09:00:00",
    "2023-03-27 17:00:00"
)]
#[case::within_a_day(
    Resume,
    "2023-03-08 07:30:00",
    "2023-03-08 16:30:00",
    "2023-03-20 17:00:00"
)]
#[case::over_midnight(
    Resume,
    "2023-03-08 23:59:59",
    "2023-03-09 00:00:00",
    "2023-03-21 17:00:00"
)]
#[case::backwards(
    Resume,
    "2023-03-08 10:00:00",
    "2023-03-07 10:00:00",
    "2023-03-20 17:00:00"
)]
#[case::anew(
    Restart,
    "2023-03-08 10:00:00",
    "2023-03-10 09:00:00",
    "2023-03-27 17:00:00"
)]
fn pauses_of_a_limit_in_calendar_days(
    #[case] rule: PauseRule,
    #[case] paused: &str,
    #[case] resumed: &str,
    #[case] expected: &str,
) {
    let limit: TimeLimit = "15 days".parse().unwrap();
    let due = CALENDAR.due(at("2023-03-03 09:00:00"), limit);
    assert_eq!(wall(due), "2023-03-20 17:00:00");
    assert_eq!(
        wall(CALENDAR.due_after_pause(due, at(paused), at(resumed), limit, rule)),
        expected
    );
}

#[test]
fn a_due_time_that_was_set_by_hand_stays_without_a_pause() {
    let (due, moment) = (at("2023-03-04 20:15:00"), at("2023-03-01 09:00:00"));
    for limit in ["5 working_days", "15 days"] {
        let after = CALENDAR.due_after_pause(due, moment, moment, limit.parse().unwrap(), Resume);
        assert_eq!(after, due);
    }
}
