use chiso_calendar::{LimitUnit, PauseRule, TimeLimit, VIETNAM, local_day, start_of_day};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use proptest::prelude::*;

use crate::{CALENDAR, at};

/// Instants of 2019 to 2028: two years without data, six with, two without.
fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    let (from, until) = (at("2019-01-01 00:00:00"), at("2029-01-01 00:00:00"));
    (from.timestamp_micros()..until.timestamp_micros())
        .prop_map(|micros| DateTime::from_timestamp_micros(micros).unwrap())
}

/// Instants around those at which a day or a session begins or ends, where the rules change.
fn edges() -> impl Strategy<Value = DateTime<Utc>> {
    (
        instants(),
        prop::sample::select(vec![0, 420, 690, 810, 1020]),
        -1i64..=1,
    )
        .prop_map(|(day, minute, second)| {
            start_of_day(local_day(day)) + TimeDelta::minutes(minute) + TimeDelta::seconds(second)
        })
}

fn moments() -> impl Strategy<Value = DateTime<Utc>> {
    prop_oneof![instants(), edges()]
}

fn limits(units: Vec<LimitUnit>) -> impl Strategy<Value = TimeLimit> {
    (1u16..400, prop::sample::select(units))
        .prop_filter_map("halves", |(halves, unit)| TimeLimit::new(halves, unit))
}

const ALL: [LimitUnit; 4] = [
    LimitUnit::Hour,
    LimitUnit::Day,
    LimitUnit::WorkingDay,
    LimitUnit::Month,
];
const WORKING_TIME: [LimitUnit; 2] = [LimitUnit::Hour, LimitUnit::WorkingDay];

fn in_session(instant: DateTime<Utc>) -> bool {
    let wall = instant.with_timezone(&VIETNAM).naive_local();
    let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    CALENDAR.is_working_day(wall.date())
        && [(time(7, 0), time(11, 30)), (time(13, 30), time(17, 0))]
            .iter()
            .any(|(from, until)| (*from..=*until).contains(&wall.time()))
}

proptest! {
    #[test]
    fn limits_survive_their_text(limit in limits(ALL.to_vec())) {
        prop_assert_eq!(limit.to_string().parse::<TimeLimit>(), Ok(limit));
    }

    #[test]
    fn who_is_accepted_later_is_not_due_earlier(a in moments(), b in moments(), limit in limits(ALL.to_vec())) {
        prop_assert!(CALENDAR.due(a.min(b), limit) <= CALENDAR.due(a.max(b), limit));
    }

    #[test]
    fn a_close_neighbour_is_not_due_earlier(a in edges(), seconds in 1i64..200_000, limit in limits(ALL.to_vec())) {
        prop_assert!(CALENDAR.due(a, limit) <= CALENDAR.due(a + TimeDelta::seconds(seconds), limit));
    }

    #[test]
    fn a_longer_limit_is_not_due_earlier(accepted in moments(), a in limits(ALL.to_vec()), more in 1u16..50) {
        if let Some(longer) = TimeLimit::new(a.halves() + more, a.unit()) {
            prop_assert!(CALENDAR.due(accepted, a) <= CALENDAR.due(accepted, longer));
        }
    }

    #[test]
    fn due_times_lie_in_working_time(accepted in moments(), limit in limits(ALL.to_vec())) {
        prop_assert!(in_session(CALENDAR.due(accepted, limit)));
    }

    #[test]
    fn a_limit_in_working_time_is_the_working_time_until_it_is_due(accepted in moments(), limit in limits(WORKING_TIME.to_vec())) {
        let half = if limit.unit() == LimitUnit::Hour { TimeDelta::minutes(30) } else { TimeDelta::hours(4) };
        let worked = CALENDAR.working_time_between(accepted, CALENDAR.due(accepted, limit));
        prop_assert_eq!(worked, half * i32::from(limit.halves()));
    }

    #[test]
    fn working_time_adds_up(a in moments(), b in moments(), c in moments()) {
        let (ab, bc) = (CALENDAR.working_time_between(a, b), CALENDAR.working_time_between(b, c));
        prop_assert_eq!(ab + bc, CALENDAR.working_time_between(a, c));
    }

    #[test]
    fn working_time_added_is_working_time_passed(from in moments(), seconds in 1i64..20_000_000) {
        let span = TimeDelta::seconds(seconds);
        let until = CALENDAR.add_working_time(from, span);
        prop_assert!(in_session(until));
        prop_assert_eq!(CALENDAR.working_time_between(from, until), span);
    }

    #[test]
    fn whole_days_of_working_time_are_working_days(from in instants(), days in 0i64..900) {
        let from = start_of_day(local_day(from));
        let until = from + TimeDelta::days(days);
        let working = local_day(from).iter_days().take_while(|day| *day < local_day(until));
        let count = working.filter(|day| CALENDAR.is_working_day(*day)).count();
        prop_assert_eq!(CALENDAR.working_time_between(from, until).num_hours(), i64::try_from(count).unwrap() * 8);
    }

    #[test]
    fn a_pause_of_nothing_changes_nothing(due in moments(), pause in moments(), limit in limits(ALL.to_vec())) {
        prop_assert_eq!(CALENDAR.due_after_pause(due, pause, pause, limit, PauseRule::Resume), due);
    }

    #[test]
    fn a_longer_pause_is_not_due_earlier(
        accepted in moments(),
        until_pause in 0i64..5_000_000,
        pause in 0i64..5_000_000,
        longer in 0i64..500_000,
        limit in limits(ALL.to_vec()),
        rule in prop::sample::select(vec![PauseRule::Resume, PauseRule::Restart]),
    ) {
        let due = CALENDAR.due(accepted, limit);
        let paused = accepted + TimeDelta::seconds(until_pause);
        let resumed = paused + TimeDelta::seconds(pause);
        let after = CALENDAR.due_after_pause(due, paused, resumed, limit, rule);
        let after_longer = CALENDAR.due_after_pause(due, paused, resumed + TimeDelta::seconds(longer), limit, rule);
        prop_assert!(due <= after, "no pause brings the due time forward");
        prop_assert!(after <= after_longer);
    }
}
