//! Who can be the person of a record at all: several passes, each by another combination of fields.
mod candidates;
mod keys;

use crate::{
    field::Place,
    register::{Frequencies, NameShares, Person, Postings},
    text::{Name, spread},
};

pub(crate) use candidates::candidates;

use keys::Source;

/// No pass proposes more people than this for one key; keys that would are left to the narrower passes.
const MOST: f64 = 60.0;

/// A name this rare is looked up without any second field.
const RARE: u32 = 30;

/// Days of a year.
const DAYS: f64 = 365.0;

/// The tables of the passes.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    number: Postings,
    near_number: Postings,
    old_number: Postings,
    birth: Postings,
    name: Postings,
    parent: Postings,
}

impl Blocks {
    pub(crate) fn new(
        people: &[Person],
        names: &[Name],
        places: &[Place],
        frequencies: &Frequencies,
        shares: &[NameShares],
    ) -> Self {
        let source = Source {
            people,
            names,
            places,
            frequencies,
            shares,
        };
        let mut blocks = Self::default();
        let Self {
            number,
            near_number,
            old_number,
            birth,
            name,
            parent,
        } = &mut blocks;
        // The largest first, so that the threads end together.
        rayon::scope(|scope| {
            scope.spawn(|_| *name = source.table(Source::of_name));
            scope.spawn(|_| *birth = source.table(Source::of_birth));
            scope.spawn(|_| *near_number = source.table(Source::of_near_number));
            scope.spawn(|_| *parent = source.table(Source::of_parents));
            scope.spawn(|_| *number = source.table(Source::of_number));
            scope.spawn(|_| *old_number = source.table(Source::of_old_number));
        });
        blocks
    }

    /// The people with a personal number, and some whose number looks like it.
    pub(crate) fn owners(&self, pin: u64) -> impl Iterator<Item = u32> {
        self.number.get(spread(pin))
    }

    /// The people with a number of nine digits, and some whose number looks like it.
    pub(crate) fn old_owners(&self, digits: u64) -> impl Iterator<Item = u32> {
        self.old_number.get(spread(digits))
    }
}
