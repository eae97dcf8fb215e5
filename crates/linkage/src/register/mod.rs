//! The population register, ready to be asked: people, names, households, and how frequent each name is.
mod builder;
mod frequency;
mod person;
mod postings;

pub use builder::{RegisterBuilder, RegisterRow};
pub(crate) use person::says_card;
pub use person::{Person, Status};

use builder::by_id;

pub(crate) use builder::{read_name, read_person, read_place, write_place};
pub(crate) use frequency::{Frequencies, NameShares};
pub(crate) use postings::Postings;

use std::{cmp::Ordering, hint::black_box};

use crate::{
    block::Blocks,
    field::Place,
    standing::Changes,
    succession::Succession,
    text::{Name, Syllable},
};

/// What ends a unit in the text of a place.
const UNIT_END: char = '\u{1f}';

/// Cơ sở dữ liệu dân cư of an area.
#[derive(Debug)]
pub struct Register {
    pub(crate) people: Vec<Person>,
    pub(crate) ids: Ids,
    pub(crate) names: Vec<Name>,
    pub(crate) places: Vec<Place>,
    /// What each place was read from: its units, each with [`UNIT_END`].
    pub(crate) place_texts: Vec<Box<str>>,
    households: Vec<u32>,
    members: Vec<u32>,
    pub(crate) frequencies: Frequencies,
    pub(crate) blocks: Blocks,
    pub(crate) name_shares: Vec<NameShares>,
    youngest_card: u16,
    /// What has changed since it was built, if anything.
    pub(crate) changes: Option<Box<Changes>>,
    pub(crate) succession: Succession,
}

/// The ids of the people, end to end in one text.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    text: String,
    ends: Vec<u32>,
}

impl Ids {
    fn get(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start as usize..self.ends[at] as usize]
    }

    pub(crate) fn push(&mut self, id: &str) {
        self.text.push_str(id);
        self.ends
            .push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }
}

impl Register {
    /// How many people there are.
    pub fn len(&self) -> usize {
        let removed = self
            .changes
            .as_ref()
            .map_or(0, |changes| changes.removed.len());
        self.people.len() - removed
    }

    /// Whether nobody is registered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A person by place in the register.
    pub fn person(&self, at: u32) -> &Person {
        &self.people[at as usize]
    }

    /// The id that the register gives a person.
    pub fn id(&self, at: u32) -> &str {
        self.ids.get(at as usize)
    }

    /// The place of the person with an id; the first if the register has it several times.
    pub fn find(&self, id: &str) -> Option<u32> {
        if let Some(changes) = &self.changes {
            if let Some(at) = changes.added.get(id) {
                return Some(*at);
            }
            return self
                .find_built(id, changes.built)
                .filter(|at| !changes.removed.contains(at));
        }
        self.find_built(id, u32::try_from(self.people.len()).unwrap_or(u32::MAX))
    }

    fn find_built(&self, id: &str, count: u32) -> Option<u32> {
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = low.midpoint(high);
            if by_id(self.id(middle), id).is_lt() {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low < count && self.id(low) == id).then_some(low)
    }

    /// The full name of a person.
    pub fn name(&self, person: &Person) -> &Name {
        &self.names[person.name as usize]
    }

    /// Brings what comparing needs of some people near, before they are compared one after the other.
    ///
    /// People are all over the memory. These loads do not wait for one another, as those of a comparison would.
    pub(crate) fn fetch(&self, people: &[u32]) {
        let names = people.iter().map(|at| self.person(*at).name as usize);
        black_box(names.clone().sum::<usize>());
        black_box(names.clone().map(|at| self.names[at].reach()).sum::<u64>());
        black_box(names.map(|at| self.name_shares[at].whole()).sum::<f64>());
    }

    /// The share of people with the name of a person.
    pub(crate) fn share_of_name(&self, person: &Person) -> f64 {
        if self.changes.is_some() {
            return self.frequencies.bag(self.name(person).bag());
        }
        self.name_shares[person.name as usize].whole()
    }

    /// The share of people with the name of a person without the syllable at a place, or with it and any other.
    pub(crate) fn share_without(&self, person: &Person, place: usize) -> f64 {
        if self.changes.is_some() {
            let name = self.name(person);
            let rest = name.bag().wrapping_sub(name.syllables()[place].key());
            return self.frequencies.without_one(rest);
        }
        self.name_shares[person.name as usize].without(place)
    }

    /// The frequencies that decide which keys there are and which are looked up.
    pub(crate) fn caps(&self) -> &Frequencies {
        self.changes
            .as_deref()
            .map_or(&self.frequencies, |changes| &changes.caps)
    }

    /// Leaves out the places that nobody has any more.
    pub(crate) fn retain_present(&self, places: &mut Vec<u32>) {
        if let Some(changes) = &self.changes {
            places.retain(|at| !changes.removed.contains(at));
        }
    }

    /// The places of all people.
    pub(crate) fn present(&self) -> impl Iterator<Item = u32> {
        let count = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        let removed = self.changes.as_deref().map(|changes| &changes.removed);
        (0..count).filter(move |at| removed.is_none_or(|removed| !removed.contains(at)))
    }

    /// The order of two people by id; that of their places while nothing has changed.
    pub(crate) fn order(&self, one: u32, other: u32) -> Ordering {
        if self.changes.is_none() {
            return one.cmp(&other);
        }
        by_id(self.id(one), self.id(other)).then(one.cmp(&other))
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

    /// The units where a person is registered as they are written: neighbourhood, ward, district, province.
    pub fn address(&self, person: &Person) -> impl Iterator<Item = &str> {
        self.place_texts[person.place as usize].split(UNIT_END)
    }

    /// The members of the household of a person, with the person.
    pub fn household(&self, person: &Person) -> &[u32] {
        if person.household == 0 {
            return &[];
        }
        self.members_of(person.household)
    }

    pub(crate) fn members_of(&self, household: u32) -> &[u32] {
        if let Some(changes) = &self.changes
            && let Some(members) = changes.households.get(&household)
        {
            return members;
        }
        let at = household as usize;
        // A household that was founded after the register was built has none yet.
        self.households.get(at..at + 2).map_or(&[], |ends| {
            &self.members[ends[0] as usize..ends[1] as usize]
        })
    }

    /// The latest year of birth of anybody with a card: who was born later is too young for one.
    pub const fn youngest_card(&self) -> u16 {
        self.youngest_card
    }

    pub(crate) const fn set_youngest_card(&mut self, year: u16) {
        self.youngest_card = year;
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
