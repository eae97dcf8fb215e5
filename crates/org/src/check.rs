//! What must hold between the tables of an organisation file.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use unicode_normalization::is_nfc;

use crate::OrgFault;
use crate::file::{File, Placed, SuccessionTable, UnitTable};
use crate::timeline::Timeline;
use crate::{Extent, UnitId};

impl UnitTable {
    pub(crate) fn founded(&self) -> NaiveDate {
        self.valid_from.unwrap_or(NaiveDate::MIN)
    }

    pub(crate) fn dissolved(&self) -> NaiveDate {
        self.valid_until.unwrap_or(NaiveDate::MAX)
    }
}

/// Every fault of the tables.
pub(crate) fn check(text: &str, file: &File) -> Vec<OrgFault> {
    let mut check = Check {
        text,
        units: HashMap::new(),
        faults: Vec::new(),
    };
    check.ids(&file.units);
    for unit in &file.units {
        check.attributes(unit);
        check.parents(unit);
        check.ancestry(unit);
    }
    check.codes(&file.units);
    check.successions(&file.successions);
    check.faults
}

struct Check<'a> {
    text: &'a str,
    units: HashMap<&'a UnitId, &'a UnitTable>,
    faults: Vec<OrgFault>,
}

impl<'a> Check<'a> {
    fn fault<T>(&mut self, (span, _): &Placed<T>, unit: &UnitId, message: impl Into<String>) {
        let fault = OrgFault::new(self.text, span, unit.as_str(), message);
        self.faults.push(fault);
    }

    fn ids(&mut self, units: &'a [Placed<UnitTable>]) {
        for placed in units {
            let (_, unit) = placed;
            if self.units.insert(&unit.id, unit).is_some() {
                self.fault(placed, &unit.id, "the id occurs twice");
            }
        }
    }

    fn attributes(&mut self, placed: &Placed<UnitTable>) {
        let (_, unit) = placed;
        if unit.founded() >= unit.dissolved() {
            self.fault(placed, &unit.id, "valid_until is not after valid_from");
        }
        let in_order = [
            ("name", unit.name.is_in_order()),
            ("code", unit.code.as_ref().is_none_or(Timeline::is_in_order)),
            ("level", unit.level.is_in_order()),
            (
                "parent",
                unit.parent.as_ref().is_none_or(Timeline::is_in_order),
            ),
        ];
        for (field, _) in in_order.iter().filter(|(_, in_order)| !in_order) {
            let message = format!("{field}: each value after the first needs a later `from`");
            self.fault(placed, &unit.id, message);
        }
        for (_, _, name) in unit.name.spans() {
            if name.trim().is_empty() || !is_nfc(name) {
                self.fault(placed, &unit.id, "name: empty or not in NFC");
            }
        }
        for (_, _, code) in unit.code.iter().flat_map(Timeline::spans) {
            if !is_official_code(code) {
                let message = format!(
                    "code `{code}`: groups of A-Z and 0-9 with dots between, 35 characters at most"
                );
                self.fault(placed, &unit.id, message);
            }
        }
    }

    /// A parent exists for as long as it is one.
    fn parents(&mut self, placed: &Placed<UnitTable>) {
        let (_, unit) = placed;
        for (from, until, parent_id) in unit.parent.iter().flat_map(Timeline::spans) {
            let Some(parent) = self.units.get(parent_id).copied() else {
                let message = format!("parent `{parent_id}` is not in the file");
                self.fault(placed, &unit.id, message);
                continue;
            };
            let (from, until) = (from.max(unit.founded()), until.min(unit.dissolved()));
            if from < until && (from < parent.founded() || parent.dissolved() < until) {
                let message = format!("parent `{parent_id}` does not exist all the time");
                self.fault(placed, &unit.id, message);
            }
        }
    }

    /// Nothing is above itself, on any day on which some parent changes.
    fn ancestry(&mut self, placed: &Placed<UnitTable>) {
        let (_, unit) = placed;
        let changes: BTreeSet<NaiveDate> = self
            .units
            .values()
            .filter_map(|unit| unit.parent.as_ref())
            .flat_map(|parent| parent.spans().map(|(from, ..)| from))
            .collect();
        let cyclic = changes.into_iter().any(|day| {
            let mut above = &unit.id;
            for _ in 0..self.units.len() {
                let parent = self.units.get(above).and_then(|unit| unit.parent.as_ref());
                match parent.map(|parent| parent.on(day)) {
                    Some(parent) if *parent == unit.id => return true,
                    Some(parent) => above = parent,
                    None => return false,
                }
            }
            false
        });
        if cyclic {
            self.fault(placed, &unit.id, "parent: the unit is above itself");
        }
    }

    /// No two units carry the same code on the same day.
    fn codes(&mut self, units: &'a [Placed<UnitTable>]) {
        let mut holders: BTreeMap<&str, Vec<(NaiveDate, NaiveDate, &UnitId)>> = BTreeMap::new();
        for placed in units {
            let (_, unit) = placed;
            for (from, until, code) in unit.code.iter().flat_map(Timeline::spans) {
                let (from, until) = (from.max(unit.founded()), until.min(unit.dissolved()));
                let earlier = holders.entry(code).or_default();
                let clash = earlier
                    .iter()
                    .find(|(other_from, other_until, other)| {
                        from < *other_until && *other_from < until && **other != unit.id
                    })
                    .map(|(_, _, other)| *other);
                earlier.push((from, until, &unit.id));
                if let Some(other) = clash {
                    let message = format!("code `{code}` is `{other}`'s at the same time");
                    self.fault(placed, &unit.id, message);
                }
            }
        }
    }

    fn successions(&mut self, successions: &[Placed<SuccessionTable>]) {
        let mut seen = BTreeSet::new();
        for placed in successions {
            let (_, succession) = placed;
            for id in [&succession.unit, &succession.successor] {
                if !self.units.contains_key(id) {
                    let message = format!("succession: `{id}` is not in the file");
                    self.fault(placed, &succession.unit, message);
                }
            }
            if !seen.insert((&succession.unit, &succession.successor)) {
                let message = format!(
                    "succession: `{}` is named twice as a successor",
                    succession.successor
                );
                self.fault(placed, &succession.unit, message);
            }
            if let Some(message) = self.broken_succession(succession) {
                self.fault(placed, &succession.unit, message);
            }
        }
    }

    fn broken_succession(&self, succession: &SuccessionTable) -> Option<&'static str> {
        let unit = self.units.get(&succession.unit)?;
        let successor = self.units.get(&succession.successor)?;
        if unit.id == successor.id {
            return Some("succession: a unit does not succeed itself");
        }
        if succession.effective < successor.founded()
            || succession.effective >= successor.dissolved()
        {
            return Some("succession: the successor does not exist on the effective day");
        }
        if succession.extent == Extent::Whole && unit.dissolved() != succession.effective {
            return Some("succession: a unit that goes over as a whole ends on the effective day");
        }
        None
    }
}

/// Groups of A-Z and 0-9 separated by dots, 35 characters at most (QĐ 20/2020/QĐ-TTg).
fn is_official_code(code: &str) -> bool {
    let group = |group: &str| {
        !group.is_empty()
            && group
                .bytes()
                .all(|b| matches!(b, b'A'..=b'Z' | b'0'..=b'9'))
    };
    code.len() <= 35 && code.split('.').all(group)
}
