//! Who can be the person of a record at all: several passes, each by another combination of fields.
mod candidates;
mod keys;
mod pass;
mod trace;

use crate::{
    field::Place,
    register::{Frequencies, NameShares, Person, Postings},
    text::{Name, spread},
};

pub(crate) use candidates::candidates;
pub use pass::BlockingPass;
pub use trace::{CandidateTrace, CostEstimate, PassCost, PassTrace};

pub(crate) use keys::Source;

/// No pass proposes more people than this for one key; keys that would are left to the narrower passes.
const MOST: f64 = 60.0;

/// A name this rare is looked up without any second field.
const RARE: u32 = 30;

/// Surname, given name and year propose more, and with the month or the ward if there are even more than this: little else finds
/// who has another middle name and another day.
const CROWD: f64 = 120.0;

/// Days of a year.
const DAYS: f64 = 365.0;

/// Years that people were born in.
const YEARS: f64 = 70.0;

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

    /// Adds a person of a source by all keys.
    pub(crate) fn add(&mut self, source: &Source<'_>, at: u32) {
        let person = &source.people[at as usize];
        let Self {
            number,
            near_number,
            old_number,
            birth,
            name,
            parent,
        } = self;
        source.of_name(person, &mut |key| name.add(key, at));
        source.of_birth(person, &mut |key| birth.add(key, at));
        Source::of_near_number(source, person, &mut |key| near_number.add(key, at));
        source.of_parents(person, &mut |key| parent.add(key, at));
        Source::of_number(source, person, &mut |key| number.add(key, at));
        Source::of_old_number(source, person, &mut |key| old_number.add(key, at));
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
