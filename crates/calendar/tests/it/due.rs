use rstest::rstest;

use crate::{CALENDAR, at, wall};

#[rstest]
#[case::swapped_saturday("2024-04-26 16:45:00", "3 working_days", "2024-05-04 16:45:00")]
#[case::swapped_saturday_of_2025("2025-04-25 10:00:00", "1 working_day", "2025-04-26 10:00:00")]
#[case::over_tet("2023-01-16 09:00:00", "5 working_days", "2023-01-30 09:00:00")]
#[case::over_the_end_of_a_year("2021-12-31 15:00:00", "1 working_day", "2022-01-04 15:00:00")]
#[case::over_two_years("2022-06-15 08:00:00", "500 working_days", "2024-06-14 08:00:00")]
#[case::before_the_morning("2023-03-01 05:30:00", "1 working_day", "2023-03-02 07:00:00")]
#[case::opening("2023-03-01 07:00:00", "1 working_day", "2023-03-02 07:00:00")]
#[case::end_of_the_morning("2023-03-01 11:30:00", "1 working_day", "2023-03-02 11:30:00")]
#[case::lunch("2023-03-01 12:15:00", "1 working_day", "2023-03-02 13:30:00")]
#[case::closing_second("2023-03-01 17:00:00", "1 working_day", "2023-03-02 17:00:00")]
#[case::within_the_closing_second(
    "2023-03-01 17:00:00.999999",
    "1 working_day",
    "2023-03-02 17:00:00"
)]
#[case::after_the_closing_second("2023-03-01 17:00:01", "1 working_day", "2023-03-03 07:00:00")]
#[case::evening("2023-03-01 18:20:00", "1 working_day", "2023-03-03 07:00:00")]
#[case::friday_evening("2023-03-03 18:20:00", "1 working_day", "2023-03-07 07:00:00")]
#[case::saturday("2023-03-04 09:00:00", "1 working_day", "2023-03-07 07:00:00")]
#[case::last_second_before_midnight("2023-03-01 23:59:59", "1 working_day", "2023-03-03 07:00:00")]
#[case::midnight("2023-03-02 00:00:00", "1 working_day", "2023-03-03 07:00:00")]
#[case::without_data("2020-12-31 10:00:00", "1 working_day", "2021-01-04 10:00:00")]
#[case::without_data_nor_compensation(
    "2027-04-29 09:00:00",
    "1 working_day",
    "2027-05-03 09:00:00"
)]
fn working_days_keep_the_time_of_the_day(
    #[case] accepted: &str,
    #[case] limit: &str,
    #[case] due: &str,
) {
    assert_eq!(
        wall(CALENDAR.due(at(accepted), limit.parse().unwrap())),
        due
    );
}

#[rstest]
#[case::within_the_morning("2023-03-01 07:00:00", "0.5 working_days", "2023-03-01 11:00:00")]
#[case::to_the_end_of_the_morning("2023-03-01 07:30:00", "0.5 working_days", "2023-03-01 11:30:00")]
#[case::through_lunch("2023-03-01 08:00:00", "0.5 working_days", "2023-03-01 14:00:00")]
#[case::from_lunch("2023-03-01 12:00:00", "0.5 working_days", "2023-03-02 07:30:00")]
#[case::into_the_next_day("2023-03-01 15:00:00", "0.5 working_days", "2023-03-02 09:00:00")]
#[case::over_a_weekend("2023-03-03 15:00:00", "0.5 working_days", "2023-03-06 09:00:00")]
#[case::one_and_a_half("2023-03-01 08:00:00", "1.5 working_days", "2023-03-02 14:00:00")]
#[case::eight_hours_from_opening("2023-03-01 07:00:00", "8 hours", "2023-03-01 17:00:00")]
#[case::eight_hours_from_within("2023-03-01 16:00:00", "8 hours", "2023-03-02 16:00:00")]
#[case::eight_hours_from_closing("2023-03-01 17:00:00", "8 hours", "2023-03-02 17:00:00")]
#[case::half_an_hour("2023-03-01 11:15:00", "0.5 hours", "2023-03-01 13:45:00")]
#[case::hours_over_tet("2023-01-19 15:00:00", "4 hours", "2023-01-27 09:00:00")]
fn hours_and_half_days_are_walked(#[case] accepted: &str, #[case] limit: &str, #[case] due: &str) {
    assert_eq!(
        wall(CALENDAR.due(at(accepted), limit.parse().unwrap())),
        due
    );
}

#[rstest]
#[case::days("2023-03-01 09:00:00", "15 days", "2023-03-16 17:00:00")]
#[case::ending_on_a_saturday("2023-03-01 09:00:00", "3 days", "2023-03-06 17:00:00")]
#[case::ending_on_a_made_up_saturday("2024-04-24 09:00:00", "10 days", "2024-05-04 17:00:00")]
#[case::ending_in_tet("2023-01-10 09:00:00", "10 days", "2023-01-27 17:00:00")]
#[case::accepted_in_the_evening("2023-03-01 18:00:00", "1 day", "2023-03-03 17:00:00")]
#[case::accepted_on_a_saturday("2023-03-04 09:00:00", "1 day", "2023-03-07 17:00:00")]
#[case::month("2023-03-15 09:00:00", "1 month", "2023-04-17 17:00:00")]
#[case::month_without_that_day("2023-01-31 09:00:00", "1 month", "2023-02-28 17:00:00")]
#[case::month_of_a_leap_year("2024-01-31 09:00:00", "1 month", "2024-02-29 17:00:00")]
#[case::month_ending_on_holidays("2023-03-29 09:00:00", "1 month", "2023-05-04 17:00:00")]
#[case::months("2022-11-30 09:00:00", "3 months", "2023-02-28 17:00:00")]
fn calendar_days_and_months_end_at_closing_time(
    #[case] accepted: &str,
    #[case] limit: &str,
    #[case] due: &str,
) {
    assert_eq!(
        wall(CALENDAR.due(at(accepted), limit.parse().unwrap())),
        due
    );
}
