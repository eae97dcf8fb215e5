//! The population register, ready to be asked: people, names, households, and how frequent each name is.
mod builder;
mod frequency;
mod person;
mod postings;

pub use builder::{RegisterBuilder, RegisterRow};
pub use person::{Person, Status};

pub(crate) use frequency::{Frequencies, NameShares};
pub(crate) use postings::Postings;

use crate::field::Place;
use crate::{
    block::Blocks,
    text::{Name, Syllable},
};

/// Cơ sở dữ liệu dân cư of an area.
#[derive(Debug)]
pub struct Register {
    people: Vec<Person>,
    ids: Ids,
    names: Vec<Name>,
    places: Vec<Place>,
    households: Vec<u32>,
    members: Vec<u32>,
    pub(crate) frequencies: Frequencies,
    pub(crate) blocks: Blocks,
    name_shares: Vec<NameShares>,
    youngest_card: u16,
}

/// The ids of the people, end to end in one text.
#[derive(Debug, Default)]
struct Ids {
    text: String,
    ends: Vec<u32>,
}

impl Ids {
    fn get(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start as usize..self.ends[at] as usize]
    }

    fn push(&mut self, id: &str) {
        self.text.push_str(id);
        self.ends
            .push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }
}

impl Register {
    /// How many people there are.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether nobody is registered.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// A person by place in the register.
    pub fn person(&self, at: u32) -> &Person {
        &self.people[at as usize]
    }

    /// The id that the register gives a person.
    pub fn id(&self, at: u32) -> &str {
        self.ids.get(at as usize)
    }

    /// The full name of a person.
    pub fn name(&self, person: &Person) -> &Name {
        &self.names[person.name as usize]
    }

    /// How frequent the name of a person is.
    pub(crate) fn name_shares(&self, person: &Person) -> &NameShares {
        &self.name_shares[person.name as usize]
    }

    /// The names of father and mother; empty if they are not recorded.
    pub fn parents(&self, person: &Person) -> [&Name; 2] {
        [
            &self.names[person.father as usize],
            &self.names[person.mother as usize],
        ]
    }

    /// Where a person is registered.
    pub fn place(&self, person: &Person) -> &Place {
        &self.places[person.place as usize]
    }

    /// The members of the household of a person, with the person.
    pub fn household(&self, person: &Person) -> &[u32] {
        if person.household == 0 {
            return &[];
        }
        let at = person.household as usize;
        &self.members[self.households[at] as usize..self.households[at + 1] as usize]
    }

    /// The latest year of birth of anybody with a card: who was born later is too young for one.
    pub const fn youngest_card(&self) -> u16 {
        self.youngest_card
    }

    /// Whether two entries are the same person, entered twice.
    pub fn same_person(&self, one: u32, other: u32) -> bool {
        let (a, b) = (self.person(one), self.person(other));
        if a.pin != 0 && a.pin == b.pin {
            return true;
        }
        a.household != 0
            && a.household == b.household
            && a.birth == b.birth
            && self.name(a).bag() == self.name(b).bag()
            && self.parents(a).map(Name::bag) == self.parents(b).map(Name::bag)
    }

    /// The first entry of a person who may be entered several times.
    pub fn first_entry(&self, at: u32) -> u32 {
        let person = self.person(at);
        let members = self.household(person).iter().copied();
        let namesakes = self.blocks.owners(person.pin).filter(|_| person.pin != 0);
        members
            .chain(namesakes)
            .filter(|other| self.same_person(at, *other))
            .min()
            .unwrap_or(at)
            .min(at)
    }

    /// The share of people who have a syllable in their name.
    pub(crate) fn syllable_share(&self, syllable: &Syllable) -> f64 {
        self.frequencies.syllable(syllable.key())
    }
}
