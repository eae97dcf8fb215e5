use chrono::{Datelike, NaiveDate, Weekday};
use rstest::rstest;

use crate::CALENDAR;

/// Days of a year that are no working days although they are not Saturday or Sunday, and the other way round.
fn exceptions(year: i32) -> (Vec<String>, Vec<String>) {
    let days = NaiveDate::from_yo_opt(year, 1)
        .unwrap()
        .iter_days()
        .take_while(|day| day.year() == year);
    let (mut off, mut made_up) = (Vec::new(), Vec::new());
    for day in days {
        let rest = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        match (CALENDAR.is_working_day(day), rest) {
            (false, false) => off.push(day.format("%-d/%-m").to_string()),
            (true, true) => made_up.push(day.format("%-d/%-m").to_string()),
            _ => {}
        }
    }
    (off, made_up)
}

#[rstest]
#[case(2021, "1/1 10/2 11/2 12/2 15/2 16/2 21/4 30/4 3/5 2/9 3/9", "")]
#[case(2022, "3/1 31/1 1/2 2/2 3/2 4/2 11/4 2/5 3/5 1/9 2/9", "")]
#[case(2023, "2/1 20/1 23/1 24/1 25/1 26/1 1/5 2/5 3/5 1/9 4/9", "")]
#[case(2024, "1/1 8/2 9/2 12/2 13/2 14/2 18/4 29/4 30/4 1/5 2/9 3/9", "4/5")]
#[case(2025, "1/1 27/1 28/1 29/1 30/1 31/1 7/4 30/4 1/5 2/5 1/9 2/9", "26/4")]
#[case(
    2026,
    "1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9",
    "10/1 22/8"
)]
fn years_of_the_catalogue(#[case] year: i32, #[case] off: &str, #[case] made_up: &str) {
    assert!(CALENDAR.covers(NaiveDate::from_yo_opt(year, 1).unwrap()));
    let (days_off, days_made_up) = exceptions(year);
    assert_eq!(days_off.join(" "), off);
    assert_eq!(days_made_up.join(" "), made_up);
    assert_eq!(
        days_off.len() - days_made_up.len(),
        11,
        "the law gives eleven days, a swap gives none"
    );
}

#[rstest]
#[case(2020, "1/1 30/4 1/5 2/9")]
#[case(2027, "1/1 30/4 2/9")]
fn years_without_data_have_the_solar_holidays_only(#[case] year: i32, #[case] off: &str) {
    assert!(!CALENDAR.covers(NaiveDate::from_yo_opt(year, 1).unwrap()));
    let (days_off, days_made_up) = exceptions(year);
    assert_eq!(days_off.join(" "), off);
    assert!(days_made_up.is_empty());
}
