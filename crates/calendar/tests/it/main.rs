//! The working calendar with the years of the catalogue.
#![expect(
    clippy::unwrap_used,
    reason = "a test panics where it fails, its helpers and rstest cases too"
)]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use chiso_calendar::{VIETNAM, WorkCalendar};
use chrono::{DateTime, NaiveDateTime, Utc};

mod catalogue;
mod due;
mod faults;
mod pause;
mod properties;

/// The calendar of `catalogue/calendars`.
static CALENDAR: LazyLock<WorkCalendar> = LazyLock::new(|| {
    let files: Vec<(String, String)> =
        fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/calendars"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                (
                    path.file_name().unwrap().to_string_lossy().into_owned(),
                    fs::read_to_string(path).unwrap(),
                )
            })
            .collect();
    WorkCalendar::parse(
        files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    )
    .unwrap()
});

/// The instant at which a clock in Vietnam shows `wall`, such as `2023-01-16 09:00:00`.
fn at(wall: &str) -> DateTime<Utc> {
    let wall = NaiveDateTime::parse_from_str(wall, "%Y-%m-%d %H:%M:%S%.f").unwrap();
    wall.and_local_timezone(VIETNAM).unwrap().to_utc()
}

/// What a clock in Vietnam shows at `instant`.
fn wall(instant: DateTime<Utc>) -> String {
    instant
        .with_timezone(&VIETNAM)
        .format("%Y-%m-%d %H:%M:%S%.f")
        .to_string()
}
