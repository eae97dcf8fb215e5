use std::{cmp::Reverse, collections::BTreeMap};

use serde::Serialize;

use crate::{classify::Category, judge::Verdict, link::Decision};

/// How many records of each change are named.
const EXAMPLES: usize = 5;

/// What becomes of the same records with two models.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerdictChanges {
    /// The records.
    pub records: usize,
    /// Those whose decision, person and category stay.
    pub unchanged: usize,
    /// Decisions that change, the commonest first.
    pub decisions: Vec<Shift<Decision>>,
    /// Categories that change, the commonest first.
    pub categories: Vec<Shift<Category>>,
    /// Records that stay linked, but to another person.
    pub persons: usize,
    /// Some of them.
    pub person_examples: Vec<String>,
}

/// Records that change in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shift<T> {
    /// Before.
    pub from: T,
    /// After.
    pub to: T,
    /// How many records.
    pub records: usize,
    /// The ids of some, the first in the order of ids.
    pub examples: Vec<String>,
}

/// How many records, and the first ids of them.
#[derive(Default)]
struct Tally<'a> {
    records: usize,
    ids: Vec<&'a str>,
}

impl<'a> Tally<'a> {
    fn add(&mut self, id: &'a str) {
        self.records += 1;
        let at = self
            .ids
            .partition_point(|known| (known.len(), *known) <= (id.len(), id));
        if at < EXAMPLES {
            self.ids.insert(at, id);
            self.ids.truncate(EXAMPLES);
        }
    }

    fn examples(self) -> Vec<String> {
        self.ids.into_iter().map(str::to_owned).collect()
    }
}

impl VerdictChanges {
    /// Compares the verdicts of two models about the same records, in the same order; `id` gives the id of a record.
    ///
    /// Who is entered several times in the register is one person: `same` says who is.
    pub fn new<'a>(
        before: &[Verdict],
        after: &[Verdict],
        id: impl Fn(usize) -> &'a str,
        same: impl Fn(u32, u32) -> bool,
    ) -> Self {
        let mut decisions: BTreeMap<(Decision, Decision), Tally<'_>> = BTreeMap::new();
        let mut categories: BTreeMap<(Category, Category), Tally<'_>> = BTreeMap::new();
        let mut persons = Tally::default();
        let (mut records, mut unchanged) = (0, 0);
        for (at, (old, new)) in before.iter().zip(after).enumerate() {
            records += 1;
            let mut changed = false;
            if old.decision != new.decision {
                changed = true;
                decisions
                    .entry((old.decision, new.decision))
                    .or_default()
                    .add(id(at));
            }
            if old.category != new.category {
                changed = true;
                categories
                    .entry((old.category, new.category))
                    .or_default()
                    .add(id(at));
            }
            let linked = old.decision == Decision::Linked && new.decision == Decision::Linked;
            if let (true, Some(was), Some(is)) = (linked, old.person, new.person)
                && was != is
                && !same(was, is)
            {
                changed = true;
                persons.add(id(at));
            }
            unchanged += usize::from(!changed);
        }
        Self {
            records,
            unchanged,
            decisions: changes(decisions),
            categories: changes(categories),
            persons: persons.records,
            person_examples: persons.examples(),
        }
    }
}

fn changes<T>(tallies: BTreeMap<(T, T), Tally<'_>>) -> Vec<Shift<T>> {
    let change = |((from, to), tally): ((T, T), Tally<'_>)| Shift {
        from,
        to,
        records: tally.records,
        examples: tally.examples(),
    };
    let mut all: Vec<Shift<T>> = tallies.into_iter().map(change).collect();
    all.sort_by_key(|change| Reverse(change.records));
    all
}
