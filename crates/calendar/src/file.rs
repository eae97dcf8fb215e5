use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use toml::value::{Date, Time};

use crate::CalendarFault;
use crate::sessions::Sessions;
use crate::year::WorkYear;

/// Lịch làm việc của một năm, as it is written down.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: i32,
    weekly_rest: Vec<Weekday>,
    sessions: Vec<Session>,
    #[serde(default)]
    days: Vec<Day>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Session {
    #[serde(deserialize_with = "time")]
    from: NaiveTime,
    #[serde(deserialize_with = "time")]
    until: NaiveTime,
}

/// An exception to the weekly rest.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Day {
    #[serde(deserialize_with = "date")]
    date: NaiveDate,
    kind: DayKind,
    name: String,
    source: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DayKind {
    /// Ngày nghỉ.
    DayOff,
    /// Ngày làm bù.
    MakeUp,
}

/// Reads the calendar of one year.
pub(crate) fn parse(name: &str, text: &str) -> Result<(i32, WorkYear), CalendarFault> {
    let file: File = toml::from_str(text).map_err(|source| CalendarFault::Unreadable {
        file: name.to_owned(),
        source,
    })?;
    let unfit = |entry: &str, expected: &str| CalendarFault::Unfit {
        file: name.to_owned(),
        entry: entry.to_owned(),
        expected: expected.to_owned(),
    };

    if !(1900..=9999).contains(&file.year) {
        return Err(unfit("year", "a year from 1900 to 9999"));
    }
    let rest: BTreeSet<u32> = file
        .weekly_rest
        .iter()
        .map(Weekday::num_days_from_monday)
        .collect();
    if rest.len() != file.weekly_rest.len() || rest.len() == 7 {
        return Err(unfit(
            "weekly_rest",
            "at most six days of the week, each once",
        ));
    }
    let sessions = Sessions::new(
        file.sessions
            .iter()
            .map(|session| (session.from, session.until))
            .collect(),
    )
    .ok_or_else(|| {
        unfit(
            "sessions",
            "sessions in the order of the day that add up to 8 hours",
        )
    })?;

    let is_weekly_rest = |day: NaiveDate| rest.contains(&day.weekday().num_days_from_monday());
    let mut kinds = BTreeMap::new();
    for day in &file.days {
        let fault = |expected: &str| Err(unfit(&day.date.to_string(), expected));
        if day.date.year() != file.year {
            return fault(&format!("a day of {}", file.year));
        }
        if day.name.trim().is_empty() || day.source.trim().is_empty() {
            return fault("a name and a source");
        }
        match (day.kind, is_weekly_rest(day.date)) {
            (DayKind::DayOff, true) => {
                return fault("a day off on a day that is not a weekly rest day");
            }
            (DayKind::MakeUp, false) => return fault("a make-up day on a weekly rest day"),
            _ => {}
        }
        if kinds.insert(day.date, day.kind).is_some() {
            return fault("one entry for the day");
        }
    }

    let year = WorkYear::new(file.year, sessions, |day| match kinds.get(&day) {
        Some(kind) => *kind == DayKind::MakeUp,
        None => !is_weekly_rest(day),
    });
    if year.count() == 0 {
        return Err(unfit("days", "at least one working day in the year"));
    }
    Ok((file.year, year))
}

fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let date = Date::deserialize(deserializer)?;
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
        .ok_or_else(|| D::Error::custom("expected a day of the calendar"))
}

fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveTime, D::Error> {
    let time = Time::deserialize(deserializer)?;
    NaiveTime::from_hms_opt(
        time.hour.into(),
        time.minute.into(),
        time.second.unwrap_or(0).into(),
    )
    .filter(|_| time.nanosecond.unwrap_or(0) == 0)
    .ok_or_else(|| D::Error::custom("expected a time of the day in whole seconds"))
}
