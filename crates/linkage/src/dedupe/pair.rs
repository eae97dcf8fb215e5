use super::{DedupeOptions, GroupReason, conflict::Conflicts};
use crate::{
    block::candidates,
    compare::{BirthLevel, Comparison, Field, NameCore, NumberLevel, NumberOwner, number_slip},
    field::{DateNotation, WrittenNumber},
    link::number_alone,
    model::Model,
    record::Record,
    register::{Person, Register},
};

/// Two entries that are the same person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Link {
    pub(super) one: u32,
    pub(super) other: u32,
    pub(super) score: f64,
    pub(super) reason: GroupReason,
}

/// Finds the pairs of a register that are the same person.
pub(super) struct Pairs<'a> {
    register: &'a Register,
    model: &'a Model,
    conflicts: &'a Conflicts<'a>,
    prior: f64,
    threshold: f64,
}

impl<'a> Pairs<'a> {
    pub(super) fn new(
        register: &'a Register,
        model: &'a Model,
        options: DedupeOptions,
        conflicts: &'a Conflicts<'a>,
    ) -> Self {
        let odds = options.expected / (1.0 - options.expected);
        Self {
            register,
            model,
            conflicts,
            prior: (odds / register.frequencies.total()).log2(),
            threshold: options.threshold,
        }
    }

    /// The entries behind one in the register that are the same person.
    pub(super) fn links(&self, at: u32, found: &mut Vec<u32>) -> Vec<Link> {
        let register = self.register;
        let person = register.person(at);
        let mut record = as_record(register, person);
        candidates(register, &record, found);
        if person.old_number != 0 {
            found.extend(register.blocks.old_owners(person.old_number.into()));
        }
        // Most are of other people, which the numbers show at once.
        found.retain(|other| *other > at && !self.conflicts.hold(at, *other));
        found.sort_unstable();
        found.dedup();
        // The numbers are compared apart: here every number has an owner.
        record.number = WrittenNumber::Missing;
        found
            .iter()
            .filter_map(|other| self.link(at, &record, *other))
            .collect()
    }

    fn link(&self, at: u32, record: &Record, other: u32) -> Option<Link> {
        let (one, two) = (self.register.person(at), self.register.person(other));
        let mut reverse = as_record(self.register, two);
        reverse.number = WrittenNumber::Missing;
        let number = numbers(one, two);
        // Either may be the one with the fault, so the better direction counts.
        let (score, comparison) = [(record, two), (&reverse, one)]
            .map(|(record, person)| self.compare(record, person, number))
            .into_iter()
            .max_by(|a, b| a.0.total_cmp(&b.0))?;
        let alone = comparison.is_number_right() && number_alone(&comparison);
        (score >= self.threshold && !alone).then(|| Link {
            one: at,
            other,
            score,
            reason: reason(self.register, at, other, &comparison),
        })
    }

    fn compare(&self, record: &Record, person: &Person, number: NumberLevel) -> (f64, Comparison) {
        let register = self.register;
        let mut comparison = Comparison::new(register, record, &NumberOwner::default(), person);
        comparison.set_number(number, 1.0 / register.frequencies.total());
        (self.prior + self.model.total(&comparison), comparison)
    }
}

/// An entry as a record that is looked up.
fn as_record(register: &Register, person: &Person) -> Record {
    let parents = register.parents(person);
    let guardian = parents.into_iter().find(|name| !name.is_empty());
    Record {
        name: *register.name(person),
        encoding: None,
        birth: (person.birth.year != 0).then_some(person.birth),
        notation: DateNotation::default(),
        sex: person.sex,
        number: match (person.pin, person.old_number) {
            (0, 0) => WrittenNumber::Missing,
            (0, old) => WrittenNumber::Old(old.into()),
            (pin, _) => WrittenNumber::Full(pin),
        },
        guardian: guardian.copied().unwrap_or_default(),
        place: *register.place(person),
    }
}

/// How the numbers of two entries compare.
fn numbers(one: &Person, two: &Person) -> NumberLevel {
    let both = one.pin != 0 && two.pin != 0;
    let slip = number_slip(one.pin, two.pin).filter(|_| both);
    if both && one.pin == two.pin {
        NumberLevel::Same
    } else if one.old_number != 0 && one.old_number == two.old_number {
        NumberLevel::OldSame
    } else if let Some(level) = slip {
        level
    } else if both {
        NumberLevel::Other
    } else {
        NumberLevel::Unknown
    }
}

fn reason(register: &Register, at: u32, other: u32, comparison: &Comparison) -> GroupReason {
    let number = comparison.level(Field::Number);
    let is = |level: NumberLevel| number == level as u8;
    let name = comparison.level(Field::NameCore) == NameCore::Same as u8;
    let birth = comparison.level(Field::Birth);
    let birth = birth == BirthLevel::Same as u8 || birth == BirthLevel::SamePartial as u8;
    if is(NumberLevel::Same) {
        GroupReason::SameNumber
    } else if is(NumberLevel::OldSame) {
        GroupReason::SameOldNumber
    } else if register.same_person(at, other) {
        GroupReason::SameEntry
    } else if is(NumberLevel::DigitWrong) || is(NumberLevel::Transposed) {
        GroupReason::NumberSlip
    } else if name && birth {
        GroupReason::NameAndBirth
    } else {
        GroupReason::Alike
    }
}
