//! The life of a dossier, as REST shows it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;

/// A dossier as REST shows it, as far as figures depend on it.
#[derive(Clone, Debug, Deserialize)]
pub struct Life {
    pub id: String,
    pub code: String,
    pub receiving_unit_id: String,
    pub procedure_code: String,
    pub procedure_version: i64,
    pub channel: String,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Step {
    pub kind: String,
    pub occur_time: DateTime<Utc>,
    pub due_time: Option<DateTime<Utc>>,
}

/// Where a dossier stands at the end of a day.
#[derive(PartialEq, Eq)]
pub enum Standing {
    /// Not received yet, or ended.
    NotOpen,
    /// The clock runs towards a due day.
    Running(NaiveDate),
    AwaitingSupplement,
}

impl Life {
    pub fn standing(&self, on: NaiveDate) -> Standing {
        let mut standing = Standing::NotOpen;
        for step in self.steps.iter().filter(|step| step.day() <= on) {
            standing = match (step.kind.as_str(), step.due_time) {
                ("accepted" | "supplement_received", Some(due)) => Standing::Running(day(due)),
                ("supplement_requested", _) => Standing::AwaitingSupplement,
                ("delivered", _) => continue,
                _ => Standing::NotOpen,
            };
        }
        standing
    }

    /// `early`, `on_time` or `late`, for an end at step `index`. The time in which a dossier waits is not the agency's.
    pub fn timeliness(&self, index: usize) -> &'static str {
        let before = &self.steps[index - 1];
        let stopped = if before.kind == "supplement_requested" {
            before.occur_time
        } else {
            self.steps[index].occur_time
        };
        let due = self.steps[..index]
            .iter()
            .rev()
            .find_map(|step| step.due_time);
        let due = due.expect("an accepted dossier has a due time");
        if day(stopped) < day(due) {
            "early"
        } else if stopped <= due {
            "on_time"
        } else {
            "late"
        }
    }
}

impl Step {
    pub fn day(&self) -> NaiveDate {
        day(self.occur_time)
    }
}

/// The calendar day in Vietnam.
pub fn day(at: DateTime<Utc>) -> NaiveDate {
    (at + TimeDelta::hours(7)).date_naive()
}
