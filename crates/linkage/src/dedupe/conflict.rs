use crate::{
    compare::number_slip,
    field::Pin,
    register::{Person, Register},
    text::Syllable,
};

/// Father and son are further apart than this many years.
const GENERATION: u16 = 12;

/// The part of a number that encodes sex, century and year.
const fn encoded(pin: u64) -> u64 {
    pin / 1_000_000 % 1_000
}

/// Knows which entries cannot be the same person, however much agrees.
pub(super) struct Conflicts<'a> {
    register: &'a Register,
    /// Whether the number of each entry is valid and agrees with its sex and year: rare for one that is not the person's own.
    sound: Vec<bool>,
}

impl<'a> Conflicts<'a> {
    pub(super) fn new(register: &'a Register) -> Self {
        Self {
            register,
            sound: register.people.iter().map(is_sound).collect(),
        }
    }

    /// Whether two entries cannot be the same person.
    pub(super) fn hold(&self, one: u32, other: u32) -> bool {
        let (a, b) = (self.register.person(one), self.register.person(other));
        if a.pin != 0 && a.pin == b.pin {
            return false;
        }
        let dated = a.birth.year != 0 && b.birth.year != 0;
        if dated && a.birth.year.abs_diff(b.birth.year) >= GENERATION {
            return true;
        }
        let numbers = self.sound[one as usize]
            && self.sound[other as usize]
            && (encoded(a.pin) != encoded(b.pin) || number_slip(a.pin, b.pin).is_none());
        // Nobody gives two children of one birth the same name: such an entry is one child, with two numbers.
        (numbers && !self.register.same_person(one, other)) || are_siblings(self.register, a, b)
    }
}

fn is_sound(person: &Person) -> bool {
    person.pin != 0
        && person.birth.year != 0
        && Pin::new(person.pin).is_ok_and(|pin| {
            person.sex.is_none_or(|sex| sex == pin.sex()) && person.birth.year == pin.year()
        })
}

/// Whether two entries have a parent in common and different given names: brothers or sisters, twins perhaps.
fn are_siblings(register: &Register, a: &Person, b: &Person) -> bool {
    let (name, other) = (register.name(a), register.name(b));
    let (Some(given), Some(other_given)) = (name.given(), other.given()) else {
        return false;
    };
    let unclear = |syllable: &Syllable| syllable.is_initial() || syllable.has_lost_letter();
    // Parts of a name that were only moved are no other name.
    let differ = given.key() != other_given.key() && name.bag() != other.bag();
    if !differ || unclear(given) || unclear(other_given) {
        return false;
    }
    let others = register.parents(b);
    register
        .parents(a)
        .iter()
        .any(|parent| !parent.is_empty() && others.iter().any(|other| other.bag() == parent.bag()))
}
