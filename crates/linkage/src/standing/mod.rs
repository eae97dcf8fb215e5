//! A register that stays in memory and takes changes without being built again.
mod changes;

use std::collections::BTreeMap;

use hashbrown::HashMap;

use crate::register::{Register, RegisterRow};

pub(crate) use changes::Changes;

/// Cơ sở dữ liệu dân cư kept ready: a row can be added, changed or removed at once.
///
/// After any changes a record has the same decision, person, category and reason as with a register that is built from the
/// changed rows: what agreement is worth follows every change exactly. Only which keys are too common to be looked up stays as
/// it was at the last [`merge`](Self::merge); a merge is due when many rows have changed.
///
/// Places of people (`u32`) are valid until the next merge; a changed person gets a new place.
#[derive(Debug)]
pub struct StandingRegister {
    register: Register,
    households: HashMap<String, u32>,
    /// How many people with a card were born in each year.
    card_years: BTreeMap<u16, u32>,
}

impl StandingRegister {
    pub(crate) fn new(register: Register, households: HashMap<String, u32>) -> Self {
        let mut card_years: BTreeMap<u16, u32> = BTreeMap::new();
        for person in register.present().map(|at| register.person(at)) {
            if person.has_card {
                *card_years.entry(person.birth.year).or_default() += 1;
            }
        }
        Self {
            register,
            households,
            card_years,
        }
    }

    /// The register as it is now.
    pub const fn register(&self) -> &Register {
        &self.register
    }

    /// Adds a person, or changes the one with the same id; true if there was one.
    pub fn put(&mut self, row: &RegisterRow<'_>) -> bool {
        let replaced = self.remove(row.person_id);
        let next = u32::try_from(self.households.len() + 1).unwrap_or(u32::MAX);
        let household = match row.household_id {
            "" => 0,
            id => *self.households.entry_ref(id).or_insert(next),
        };
        let at = self.register.add(row, household);
        let person = self.register.person(at);
        if person.has_card {
            *self.card_years.entry(person.birth.year).or_default() += 1;
        }
        self.set_youngest_card();
        replaced
    }

    /// Removes the person with an id; false if there is none.
    pub fn remove(&mut self, person_id: &str) -> bool {
        let Some(at) = self.register.find(person_id) else {
            return false;
        };
        let person = *self.register.person(at);
        if person.has_card
            && let Some(count) = self.card_years.get_mut(&person.birth.year)
        {
            *count -= 1;
            if *count == 0 {
                self.card_years.remove(&person.birth.year);
            }
        }
        self.register.remove(at);
        self.set_youngest_card();
        true
    }

    /// How many rows were added or removed since the last merge (a changed row counts twice), as a share of all.
    pub fn changed_share(&self) -> f64 {
        self.register.changed_share()
    }

    /// Builds the register anew from what it has become.
    #[must_use]
    pub fn merge(self) -> Self {
        let households = self.households.len();
        Self {
            register: self.register.rebuilt(households),
            ..self
        }
    }

    fn set_youngest_card(&mut self) {
        let youngest = self.card_years.last_key_value().map(|(year, _)| *year);
        self.register
            .set_youngest_card(youngest.unwrap_or(u16::MAX));
    }
}
