use std::collections::HashMap;

use chiso_calendar::VIETNAM;
use chiso_org::{OrgTree, UnitId};
use chrono::{DateTime, NaiveDate, Utc};

/// Gives dossier codes: counted from 1 in each unit and day of submission.
#[derive(Debug)]
pub(crate) struct Numbering<'a> {
    tree: &'a OrgTree,
    last: HashMap<(&'a UnitId, NaiveDate), u32>,
}

impl<'a> Numbering<'a> {
    pub fn new(tree: &'a OrgTree) -> Self {
        Self {
            tree,
            last: HashMap::new(),
        }
    }

    /// The next code of a unit on the day of `submitted`.
    pub fn next(&mut self, unit: &'a UnitId, submitted: DateTime<Utc>) -> String {
        let day = submitted.with_timezone(&VIETNAM).date_naive();
        let number = self.last.entry((unit, day)).or_default();
        *number += 1;
        let unit_code = self
            .tree
            .get(unit.as_str())
            .and_then(|unit| unit.code_on(day));
        format!(
            "{}-{}-{number:04}",
            unit_code.unwrap_or_default(),
            day.format("%y%m%d")
        )
    }
}
