use hashbrown::{HashMap, HashSet};

use crate::{
    block::Source,
    register::{
        Frequencies, NameShares, Person, Register, RegisterRow, read_name, read_person, read_place,
        write_place,
    },
};

/// What has changed in a register since it was built.
#[derive(Debug)]
pub(crate) struct Changes {
    /// How many people it was built with.
    pub(crate) built: u32,
    /// The places that nobody has any more.
    pub(crate) removed: HashSet<u32>,
    /// The places of those who were added, by id.
    pub(crate) added: HashMap<Box<str>, u32>,
    /// The members of the households that have changed.
    pub(crate) households: HashMap<u32, Vec<u32>>,
    /// The frequencies it was built with: they decide which keys there are.
    pub(crate) caps: Frequencies,
}

impl Register {
    fn changes_mut(&mut self) -> &mut Changes {
        let built = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        self.changes.get_or_insert_with(|| {
            Box::new(Changes {
                built,
                removed: HashSet::new(),
                added: HashMap::new(),
                households: HashMap::new(),
                caps: self.frequencies.clone(),
            })
        })
    }

    /// Adds a person and gives the place.
    pub(crate) fn add(&mut self, row: &RegisterRow<'_>, household: u32) -> u32 {
        let at = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        self.changes_mut().added.insert(row.person_id.into(), at);
        let names =
            [row.full_name, row.father_name, row.mother_name].map(|text| self.add_name(text));
        let mut text = String::new();
        write_place(row, &mut text);
        let place_at = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        self.places.push(read_place(row));
        self.place_texts.push(text.into());
        let person = read_person(row, names, household, place_at);
        self.people.push(person);
        self.ids.push(row.person_id);
        self.join_household(household, at);
        self.count(&person, true);
        let caps = self
            .changes
            .as_deref()
            .map_or(&self.frequencies, |changes| &changes.caps);
        let source = Source {
            people: &self.people,
            names: &self.names,
            places: &self.places,
            frequencies: caps,
            shares: &self.name_shares,
        };
        self.blocks.add(&source, at);
        at
    }

    fn add_name(&mut self, text: &str) -> u32 {
        let at = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name = read_name(text);
        let caps = self
            .changes
            .as_deref()
            .map_or(&self.frequencies, |changes| &changes.caps);
        self.name_shares.push(NameShares::new(caps, &name));
        self.names.push(name);
        at
    }

    /// Removes the person at a place, which stays empty.
    pub(crate) fn remove(&mut self, at: u32) {
        let person = self.people[at as usize];
        let members: Vec<u32> = self
            .household(&person)
            .iter()
            .copied()
            .filter(|member| *member != at)
            .collect();
        let id: Box<str> = self.id(at).into();
        let changes = self.changes_mut();
        changes.added.remove(&id);
        changes.removed.insert(at);
        if person.household != 0 {
            changes.households.insert(person.household, members);
        }
        self.count(&person, false);
        // Nobody is found here by a number or as a member of a household any more.
        self.people[at as usize] = Person {
            pin: 0,
            old_number: 0,
            household: 0,
            ..person
        };
    }

    fn join_household(&mut self, household: u32, at: u32) {
        if household == 0 {
            return;
        }
        let mut members = self.members_of(household).to_vec();
        members.push(at);
        self.changes_mut().households.insert(household, members);
    }

    fn count(&mut self, person: &Person, more: bool) {
        let name = self.names[person.name as usize];
        let place = self.places[person.place as usize];
        let people = self.len();
        self.frequencies.count(person, &name, &place, more);
        self.frequencies.set_total(people);
    }

    /// How many rows were added or removed, as a share of all.
    pub(crate) fn changed_share(&self) -> f64 {
        let Some(changes) = &self.changes else {
            return 0.0;
        };
        let count = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        count(changes.added.len() + changes.removed.len()) / self.frequencies.total()
    }
}
