use super::{CROWD, DAYS, MOST, RARE, YEARS};
use crate::{
    field::{BirthDate, Place},
    register::{Frequencies, NameShares, Person, Postings},
    text::{Name, Syllable, spread},
};

/// More people than this are not looked up by a date of birth and one syllable.
const MOST_ON_A_DAY: f64 = 8.0;

/// Syllables of a short name.
const SHORT: usize = 2;

/// What a key is made of; part of the key, so that passes may share a table.
#[derive(Clone, Copy)]
pub(super) enum Pass {
    NameYear = 1,
    NameDay,
    NameWard,
    NameAlone,
    PartYear,
    PartDay,
    EndsYear,
    BirthSyllable,
    BirthAlone,
    ParentYear,
    ParentGiven,
    BirthPair,
    BirthShort,
    EndsMonth,
    EndsWard,
}

pub(super) fn key(pass: Pass, a: u64, b: u64) -> u64 {
    let pass = pass as u64;
    spread(spread(a ^ pass.rotate_left(60)) ^ b)
}

pub(super) fn birth_code(date: BirthDate) -> u64 {
    u64::from(date.year) * 10_000 + u64::from(date.month) * 100 + u64::from(date.day)
}

pub(super) fn month_code(date: BirthDate) -> u64 {
    u64::from(date.year) * 100 + u64::from(date.month)
}

pub(super) fn day_code(date: BirthDate) -> u64 {
    u64::from(date.month) * 100 + u64::from(date.day)
}

/// A piece of a number, told apart from the other pieces.
fn piece(which: u64, digits: u64) -> u64 {
    spread((which << 60) | digits)
}

/// Five pieces of a twelve-digit number: a wrong digit, two swapped neighbours or a lost digit leave one of them whole.
pub(super) fn pieces(pin: u64) -> [u64; 5] {
    [
        piece(0, pin % 1_000_000),
        piece(1, pin / 1_000),
        piece(2, pin / 1_000_000 * 1_000 + pin % 1_000),
        piece(3, pin / 10_000 * 100 + pin % 100),
        piece(4, pin / 10_000_000 * 100_000 + pin % 100_000),
    ]
}

/// The pieces of eleven digits that may have lost one: what follows a loss at the front, what precedes one at the back.
pub(super) fn short_pieces(digits: u64) -> [u64; 3] {
    [
        piece(0, digits % 1_000_000),
        piece(1, digits / 100),
        piece(2, digits / 100_000 * 1_000 + digits % 1_000),
    ]
}

/// The keys of a name without one of its syllables, each once, with the place of that syllable.
pub(super) fn parts(name: &Name) -> impl Iterator<Item = (usize, u64)> {
    let bag = name.bag();
    let syllables = name.syllables();
    let repeated = move |at: usize| {
        syllables[..at]
            .iter()
            .any(|before| before.key() == syllables[at].key())
    };
    (0..syllables.len())
        .filter(move |at| !repeated(*at))
        .map(move |at| (at, bag.wrapping_sub(syllables[at].key())))
}

/// Họ và tên without what is between, and the share of people expected to have both.
pub(super) fn ends(name: &Name, frequencies: &Frequencies) -> Option<(u64, f64)> {
    let (surname, given) = (name.surname()?.key(), name.given()?.key());
    let share = frequencies.syllable(surname) * frequencies.syllable(given);
    Some((surname.wrapping_add(given), share))
}

/// What of a name is looked up together with a date of birth: each syllable. Where too many people born on a day share one, two
/// such syllables together, and the one alone among those whose name is short.
pub(super) fn with_birth(name: &Name, frequencies: &Frequencies, mut each: impl FnMut(Pass, u64)) {
    let on_a_day = frequencies.total() / (DAYS * YEARS);
    let syllables = name.syllables();
    for (at, key) in syllables.iter().map(Syllable::key).enumerate() {
        if frequencies.syllable(key) * on_a_day <= MOST_ON_A_DAY {
            each(Pass::BirthSyllable, key);
            continue;
        }
        each(Pass::BirthShort, key);
        for other in syllables[..at].iter().map(Syllable::key) {
            if frequencies.syllable(other) * on_a_day > MOST_ON_A_DAY {
                each(Pass::BirthPair, key.wrapping_add(other));
            }
        }
    }
}

/// What the keys of people are made from.
pub(crate) struct Source<'a> {
    pub(crate) people: &'a [Person],
    pub(crate) names: &'a [Name],
    pub(crate) places: &'a [Place],
    pub(crate) frequencies: &'a Frequencies,
    pub(crate) shares: &'a [NameShares],
}

impl Source<'_> {
    /// The table of what one of the functions below gives.
    pub(super) fn table(&self, keys: fn(&Self, &Person, &mut dyn FnMut(u64))) -> Postings {
        let count = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        Postings::new(count, |at, each| {
            keys(self, &self.people[at as usize], each);
        })
    }

    fn name(&self, person: &Person) -> &Name {
        &self.names[person.name as usize]
    }

    /// The name with the year, the day or the ward.
    pub(super) fn of_name(&self, person: &Person, each: &mut dyn FnMut(u64)) {
        let (name, frequencies) = (self.name(person), self.frequencies);
        let (bag, year) = (name.bag(), u64::from(person.birth.year));
        each(key(Pass::NameYear, bag, year));
        each(key(
            Pass::NameWard,
            bag,
            self.places[person.place as usize].ward,
        ));
        if frequencies.bearers(bag) <= RARE {
            each(key(Pass::NameAlone, bag, 0));
        }
        if let Some((ends, share)) = ends(name, frequencies) {
            if share * frequencies.year(person.birth.year) * frequencies.total() <= CROWD {
                each(key(Pass::EndsYear, ends, year));
            } else {
                let ward = self.places[person.place as usize].ward;
                each(key(Pass::EndsMonth, ends, month_code(person.birth)));
                each(key(Pass::EndsWard, ends, ward.wrapping_add(year)));
            }
        }
        let full = person.birth.is_full();
        let day = day_code(person.birth);
        if full {
            each(key(Pass::NameDay, bag, day));
        }
        let per_year = frequencies.year(person.birth.year) * frequencies.total();
        let per_day = frequencies.total() / DAYS;
        let shares = &self.shares[person.name as usize];
        for (place, part) in parts(name) {
            let share = shares.without(place);
            if share * per_year <= MOST {
                each(key(Pass::PartYear, part, year));
            }
            if full && share * per_day <= MOST {
                each(key(Pass::PartDay, part, day));
            }
        }
    }

    /// The date of birth, alone and with what of the name goes with it.
    pub(super) fn of_birth(&self, person: &Person, each: &mut dyn FnMut(u64)) {
        if person.birth.is_full() {
            let code = birth_code(person.birth);
            each(key(Pass::BirthAlone, code, 0));
            let name = self.name(person);
            let short = name.syllables().len() <= SHORT;
            with_birth(name, self.frequencies, |pass, part| {
                if short || !matches!(pass, Pass::BirthShort) {
                    each(key(pass, code, part));
                }
            });
        }
    }

    /// The personal number.
    pub(super) fn of_number(_: &Self, person: &Person, each: &mut dyn FnMut(u64)) {
        if person.pin != 0 {
            each(spread(person.pin));
        }
    }

    /// The number of nine digits.
    pub(super) fn of_old_number(_: &Self, person: &Person, each: &mut dyn FnMut(u64)) {
        if person.old_number != 0 {
            each(spread(person.old_number.into()));
        }
    }

    /// The pieces of the personal number.
    pub(super) fn of_near_number(_: &Self, person: &Person, each: &mut dyn FnMut(u64)) {
        if person.pin != 0 {
            pieces(person.pin).into_iter().for_each(each);
        }
    }

    /// The parents with the year of birth and with the given name.
    pub(super) fn of_parents(&self, person: &Person, each: &mut dyn FnMut(u64)) {
        let parents = [person.father, person.mother].map(|parent| &self.names[parent as usize]);
        for parent in parents.into_iter().filter(|parent| !parent.is_empty()) {
            each(key(
                Pass::ParentYear,
                parent.bag(),
                u64::from(person.birth.year),
            ));
            if let Some(given) = self.name(person).given() {
                each(key(Pass::ParentGiven, parent.bag(), given.key()));
            }
        }
    }
}
