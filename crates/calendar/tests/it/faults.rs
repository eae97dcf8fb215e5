use std::error::Error;

use chiso_calendar::WorkCalendar;
use rstest::rstest;

const HEAD: &str = r#"
year = 2024
weekly_rest = ["Saturday", "Sunday"]
sessions = [{ from = 07:00:00, until = 11:30:00 }, { from = 13:30:00, until = 17:00:00 }]
"#;

fn day(date: &str, kind: &str) -> String {
    format!("[[days]]\ndate = {date}\nkind = \"{kind}\"\nname = \"Nghỉ\"\nsource = \"Luật\"\n")
}

/// The fault with its source, as a log line shows it.
fn fault(files: &[(&str, &str)]) -> String {
    let fault = WorkCalendar::parse(files.iter().copied()).unwrap_err();
    fault
        .source()
        .map_or_else(|| fault.to_string(), |source| format!("{fault}: {source}"))
}

#[rstest]
#[case::other_year(
    day("2023-04-30", "day_off"),
    "2024.toml, 2023-04-30: expected a day of 2024"
)]
#[case::day_off_at_rest(
    day("2024-05-04", "day_off"),
    "2024.toml, 2024-05-04: expected a day off on a day that is not a weekly rest day"
)]
#[case::make_up_at_work(
    day("2024-05-03", "make_up"),
    "2024.toml, 2024-05-03: expected a make-up day on a weekly rest day"
)]
#[case::twice(
    day("2024-05-01", "day_off") + &day("2024-05-01", "day_off"),
    "2024.toml, 2024-05-01: expected one entry for the day"
)]
#[case::no_source(day("2024-05-01", "day_off").replace("Luật", " "), "2024.toml, 2024-05-01: expected a name and a source")]
fn an_entry_that_cannot_be_true(#[case] days: String, #[case] expected: &str) {
    assert_eq!(fault(&[("2024.toml", &format!("{HEAD}{days}"))]), expected);
}

#[rstest]
#[case::year("2024", "1899", "x.toml, year: expected a year from 1900 to 9999")]
#[case::rest_day_twice(
    r#""Sunday""#,
    r#""Saturday""#,
    "x.toml, weekly_rest: expected at most six days of the week, each once"
)]
#[case::short_day(
    "17:00:00",
    "16:00:00",
    "x.toml, sessions: expected sessions in the order of the day that add up to 8 hours"
)]
fn a_head_that_cannot_be_true(#[case] from: &str, #[case] to: &str, #[case] expected: &str) {
    assert_eq!(fault(&[("x.toml", &HEAD.replace(from, to))]), expected);
}

#[rstest]
#[case::kind(
    day("2024-05-01", "holiday"),
    "kind = \"holiday\"",
    "expected `day_off` or `make_up`"
)]
#[case::no_such_day(day("2024-02-30", "day_off"), "date = 2024-02-30", "")]
#[case::no_date(day("\"1/5\"", "day_off"), "date = \"1/5\"", "")]
#[case::unknown_key(day("2024-05-01", "day_off") + "lunar = true\n", "lunar = true", "unknown field `lunar`")]
fn a_text_of_another_shape(#[case] days: String, #[case] line: &str, #[case] expected: &str) {
    let fault = fault(&[("2024.toml", &format!("{HEAD}{days}"))]);
    assert!(
        fault.starts_with("2024.toml: not the working calendar of a year"),
        "{fault}"
    );
    assert!(fault.contains(line) && fault.contains(expected), "{fault}");
}

#[test]
fn two_files_for_one_year() {
    let fault = fault(&[("2024.toml", HEAD), ("copy.toml", HEAD)]);
    assert_eq!(
        fault,
        "copy.toml, year: expected a year other than 2024, which another file has"
    );
}
