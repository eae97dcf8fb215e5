use chiso_linkage::BirthDate;

use super::distinct::Values;
use super::facts::{Script, look};
use super::field::{Named, Sort};
use super::report::{ColumnReport, Share, Suspicious};
use super::shape::{Shapes, shape};
use super::suspicion::{Suspicion, Tally};
use super::values::{FewValues, Frequent};

/// Shapes that are told.
const SHAPES: usize = 8;
/// So many of a hundred cells must fit for a sort to be guessed.
const ENOUGH: u64 = 70;

/// A value that stands in fewer rows is not shown.
const OFTEN: u64 = 5;
/// The same for an address, which a large family has in common.
const OFTEN_ADDRESS: u64 = 20;

/// What was seen of a column.
#[derive(Debug)]
pub(super) struct ColumnTally {
    name: String,
    named: Option<Named>,
    today: BirthDate,
    filled: u64,
    /// Cells with a word for no value.
    nothing: u64,
    shortest: usize,
    longest: usize,
    values: Values,
    few: FewValues,
    shapes: Shapes,
    scripts: [u64; Script::ALL.len()],
    sorts: [u64; Sort::OF_CELLS.len()],
    suspicious: [Tally; Suspicion::ALL.len()],
    rows: u64,
}

impl ColumnTally {
    pub(super) fn new(name: &str, named: Option<Named>, exact: usize, today: BirthDate) -> Self {
        Self {
            name: name.to_owned(),
            named,
            today,
            filled: 0,
            nothing: 0,
            shortest: usize::MAX,
            longest: 0,
            values: Values::new(exact),
            few: FewValues::default(),
            shapes: Shapes::default(),
            scripts: Default::default(),
            sorts: Default::default(),
            suspicious: Default::default(),
            rows: 0,
        }
    }

    pub(super) fn take(&mut self, cell: &str, line: u64) {
        self.rows += 1;
        let text = cell.trim();
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        let length = text.chars().count();
        self.shortest = self.shortest.min(length);
        self.longest = self.longest.max(length);
        self.few.take(text);
        let (shapes, today) = (&mut self.shapes, self.today);
        let facts = self.values.facts(cell, || {
            let looked = look(cell, today);
            let mut facts = looked.facts;
            facts.shape = shapes.number(&shape(text, looked.date));
            facts
        });
        self.shapes.count(facts.shape);
        self.scripts[facts.script as usize] += 1;
        for (at, suspicion) in Suspicion::ALL.into_iter().enumerate() {
            if facts.suspicions & suspicion.bit() != 0 {
                self.suspicious[at].add(line);
            }
        }
        if facts.suspicions & Suspicion::NoValue.bit() != 0 {
            self.nothing += 1;
        }
        for (at, sort) in Sort::OF_CELLS.into_iter().enumerate() {
            if facts.sorts & sort.bit() != 0 {
                self.sorts[at] += 1;
            }
        }
    }

    pub(super) fn finish(self) -> ColumnReport {
        let (sort, fitting) = self.sort();
        let values = self.filled - self.nothing;
        // Nine digits are what a column of old numbers is for.
        let is_old = self.named.is_some_and(|named| named.key == "cmnd9");
        let suspicious = Suspicion::ALL
            .into_iter()
            .zip(self.suspicious)
            .filter(|(kind, tally)| tally.count > 0 && kind.concerns(sort))
            .filter(|(kind, _)| *kind != Suspicion::NineDigits || !is_old)
            .map(|(kind, tally)| Suspicious { kind, tally })
            .collect();
        let scripts = Script::ALL
            .into_iter()
            .zip(self.scripts)
            .filter(|(_, count)| *count > 0)
            .map(|(script, count)| Share::new(script.name(), count))
            .collect();
        let mut shapes: Vec<Share> = (self.shapes.sorted().into_iter())
            .map(|(shape, count)| Share::new(&shape, count))
            .collect();
        let others: u64 = shapes.iter().skip(SHAPES).map(|share| share.count).sum();
        shapes.truncate(SHAPES);
        if others > 0 {
            shapes.push(Share::new("…", others));
        }
        ColumnReport {
            name: self.name,
            field: self.named.map(|named| named.key),
            sort,
            fitting,
            values,
            rows: self.rows,
            filled: self.filled,
            distinct: self.values.distinct(),
            shortest: if self.filled == 0 { 0 } else { self.shortest },
            longest: self.longest,
            shapes,
            scripts,
            suspicious,
            frequent: frequent(self.few, sort, self.today),
        }
    }

    /// What the column seems to be, and how many cells fit: by its header if that says it, or else by the cells.
    fn sort(&self) -> (Sort, Option<u64>) {
        let values = self.filled - self.nothing;
        if values == 0 {
            let named = self.named.and_then(|named| named.sort);
            return (named.unwrap_or(Sort::Empty), None);
        }
        let fitting = |sort: Sort| {
            let at = Sort::OF_CELLS.iter().position(|&other| other == sort)?;
            Some(self.sorts[at])
        };
        if let Some(sort) = self.named.and_then(|named| named.sort) {
            let without = |kind: Suspicion| values - self.suspicious[kind as usize].count;
            return match sort {
                // A place can be a bare name.
                Sort::Address => (sort, None),
                Sort::Date => (sort, Some(without(Suspicion::NoDate))),
                Sort::Sex => (sort, Some(without(Suspicion::NoSex))),
                _ => (sort, fitting(sort)),
            };
        }
        for sort in Sort::OF_CELLS {
            if let Some(count) = fitting(sort)
                && count * 100 >= values * ENOUGH
            {
                return (sort, Some(count));
            }
        }
        let distinct = self.values.distinct();
        let sort = match (distinct.estimated, distinct.count == self.filled) {
            (false, true) if self.filled > 1 => Sort::Key,
            _ if self.few.are_few() => Sort::Choice,
            _ => Sort::Text,
        };
        (sort, None)
    }
}

/// The values that can be shown: those of a column that has few, and none that looks like one of a person.
fn frequent(few: FewValues, sort: Sort, today: BirthDate) -> Vec<Frequent> {
    let (often, personal) = match sort {
        // The names of places look like names of people.
        Sort::Address => (OFTEN_ADDRESS, Sort::Number.bit() | Sort::Phone.bit()),
        Sort::Sex | Sort::Choice => (
            OFTEN,
            Sort::Number.bit() | Sort::Phone.bit() | Sort::Name.bit() | Sort::Date.bit(),
        ),
        _ => return Vec::new(),
    };
    let mut frequent = few.frequent(often);
    frequent.retain(|value| look(&value.value, today).facts.sorts & personal == 0);
    frequent
}
