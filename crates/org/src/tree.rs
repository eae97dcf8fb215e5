use std::collections::HashMap;

use chrono::NaiveDate;

use crate::check::check;
use crate::file::{self, File};
use crate::{OrgFault, Succession, Unit, UnitId};

/// Cây đơn vị: all units, with who stood above whom on any day.
///
/// Units that do not exist on the day take part in the tree with their last (or first) parent, so that a district's figures of 2022
/// are still found below it in 2026; filter with [`Unit::valid_on`] where only living units count.
#[derive(Clone, Debug)]
pub struct OrgTree {
    units: Vec<Unit>,
    index: HashMap<UnitId, usize>,
}

impl OrgTree {
    /// Reads an organisation file (TOML: `[[unit]]` and `[[succession]]` tables).
    ///
    /// # Errors
    /// Every fault of the file with its place, in line order. Of a table that cannot be read at all, its first fault is given; relations between
    /// tables are checked once all of them can be read.
    pub fn parse(text: &str) -> Result<Self, Vec<OrgFault>> {
        let mut file = file::read(text);
        if file.faults.is_empty() {
            file.faults = check(text, &file);
        }
        if file.faults.is_empty() {
            Ok(Self::build(file))
        } else {
            file.faults.sort_by_key(|fault| fault.line);
            Err(file.faults)
        }
    }

    fn build(file: File) -> Self {
        let mut units: Vec<Unit> = file
            .units
            .into_iter()
            .map(|(_, table)| Unit {
                founded: table.founded(),
                dissolved: table.dissolved(),
                id: table.id,
                name: table.name,
                code: table.code,
                level: table.level,
                parent: table.parent,
                successions: Vec::new(),
            })
            .collect();
        let index: HashMap<UnitId, usize> = units
            .iter()
            .enumerate()
            .map(|(position, unit)| (unit.id.clone(), position))
            .collect();
        for (_, table) in file.successions {
            units[index[&table.unit]].successions.push(Succession {
                successor: table.successor,
                effective: table.effective,
                extent: table.extent,
            });
        }
        Self { units, index }
    }

    /// The unit with this id.
    pub fn get(&self, id: &str) -> Option<&Unit> {
        self.index.get(id).map(|&position| &self.units[position])
    }

    /// All units, in the order of the file.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter()
    }

    /// Whether `unit` is `ancestor` or stands below it on the day. Unknown units are within nothing.
    pub fn is_within(&self, unit: &str, ancestor: &str, day: NaiveDate) -> bool {
        let mut above = self.get(unit);
        while let Some(unit) = above {
            if unit.id.as_str() == ancestor {
                return true;
            }
            above = unit.parent_on(day).and_then(|id| self.get(id.as_str()));
        }
        false
    }

    /// Whether `authority` answers for `unit` on the day: it is the unit or stands above it. The rights and the work of a dissolved
    /// unit pass to its successors, all of them where it was divided, and to those above them; where none is recorded, to those of
    /// the unit above it. A unit that does not exist on the day has authority over nothing.
    pub fn answers_to(&self, unit: &str, authority: &str, day: NaiveDate) -> bool {
        let exists = self.get(authority).is_some_and(|unit| unit.valid_on(day));
        exists && self.is_answered_by(unit, authority, day, self.units.len())
    }

    /// `steps`: how far to go at most; a file without faults has no circles, but two dissolved units may point at each other.
    fn is_answered_by(&self, unit: &str, authority: &str, day: NaiveDate, steps: usize) -> bool {
        let (Some(unit), Some(steps)) = (self.get(unit), steps.checked_sub(1)) else {
            return false;
        };
        if unit.id.as_str() == authority {
            return true;
        }
        let answered = |id: &UnitId| self.is_answered_by(id.as_str(), authority, day, steps);
        let mut successors = unit
            .successions
            .iter()
            .filter(|succession| succession.effective <= day)
            .map(|succession| &succession.successor)
            .peekable();
        if unit.dissolved <= day && successors.peek().is_some() {
            successors.any(answered)
        } else {
            unit.parent_on(day).is_some_and(answered)
        }
    }

    /// The unit and everything below it on the day, in the order of the file; empty if the unit is unknown.
    pub fn subtree(&self, id: &str, day: NaiveDate) -> Vec<&Unit> {
        self.units()
            .filter(|unit| self.is_within(unit.id.as_str(), id, day))
            .collect()
    }

    /// The units directly below on the day, in the order of the file.
    pub fn children(&self, id: &str, day: NaiveDate) -> Vec<&Unit> {
        let below = |unit: &&Unit| {
            unit.parent_on(day)
                .is_some_and(|parent| parent.as_str() == id)
        };
        self.units().filter(below).collect()
    }

    /// The unit that exists and carries the official code on the day.
    pub fn find_by_code(&self, code: &str, day: NaiveDate) -> Option<&Unit> {
        self.units()
            .find(|unit| unit.valid_on(day) && unit.code_on(day) == Some(code))
    }

    /// Who took the unit over, in the order of the file; empty while it goes on.
    pub fn successors(&self, id: &str) -> &[Succession] {
        self.get(id).map_or(&[], |unit| &unit.successions)
    }
}
