use chrono::{Datelike, Days, NaiveDate};

use crate::{
    dice::Dice,
    names::{FullName, Names},
    numbers::Numbers,
    person::{Known, Person, Relation, Sex, Status},
    places::Places,
    plan::Plan,
    register::{Entry, give_numbers},
    shares::Shares,
};

/// Somebody who is not in the register.
#[derive(Debug)]
pub(super) struct Nobody {
    pub(super) person: Person,
    /// The place in the chunk of a relative who is.
    pub(super) relative: Option<usize>,
    pub(super) elsewhere: bool,
}

/// Draws a stranger, a newcomer, a relative of somebody in the register, or a namesake.
pub(super) fn draw(
    plan: &Plan,
    dice: &mut Dice,
    numbers: &mut Numbers,
    entries: &[Entry],
) -> Nobody {
    let shares = &Shares::get().sector.nobody;
    let kind = dice.weighted(&[
        shares.elsewhere,
        shares.newcomer,
        shares.relative,
        shares.namesake,
    ]);
    let near = dice.below(entries.len());
    let mut person = entries[near].person.clone();
    let year = person.birth.year();
    person.known = Known::Day;
    person.status = Status::Resident;
    let mut relative = None;
    match kind {
        2 if person.relation == Relation::Child || person.relation == Relation::Grandchild => {
            // A brother or sister: another name, another day, the same parents and home.
            relative = Some(near);
            person.birth = (0..8)
                .map(|_| shifted(dice, &person, 700, 3600))
                .find(|birth| is_apart(*birth, near, entries))
                .unwrap_or(person.birth - Days::new(5000));
            person.name = Names::get().full(dice, person.name.surname(), person.sex, year);
        }
        2 => {
            // A child of the person.
            relative = Some(near);
            person = child(dice, &entries[near].person);
        }
        3 => {
            person.birth = if dice.chance(0.4) {
                let day = u32::try_from(1 + dice.below(365)).unwrap_or(1);
                person.birth.with_ordinal(day).unwrap_or(person.birth)
            } else {
                shifted(dice, &person, 200, 9000)
            };
            person.home = Places::get().other_ward(dice, person.home);
            (person.father, person.mother) = parents(dice, person.name.surname(), year);
        }
        kind => {
            person.birth = shifted(dice, &person, 1, 2000);
            let surname = Names::get().surname(dice);
            person.name = Names::get().full(dice, surname, person.sex, year);
            (person.father, person.mother) = parents(dice, surname, year);
            if kind == 0 || dice.chance(0.5) {
                person.birth_province = Places::get().origin(dice).code;
            }
        }
    }
    person.birth = person.birth.min(Shares::get().as_of);
    person.cmnd = 0;
    give_numbers(plan, dice, numbers, &mut person);
    Nobody {
        person,
        relative,
        elsewhere: kind == 0,
    }
}

/// Names of parents of somebody born in a year.
fn parents(dice: &mut Dice, surname: &'static str, year: i32) -> (FullName, FullName) {
    let names = Names::get();
    let maiden = names.surname(dice);
    (
        names.full(dice, surname, Sex::Male, year - 27),
        names.full(dice, maiden, Sex::Female, year - 25),
    )
}

/// Whether nobody in the household was born within ten months of a day: brothers and sisters are not.
fn is_apart(birth: NaiveDate, near: usize, entries: &[Entry]) -> bool {
    let household = entries[near].person.household;
    entries[near.saturating_sub(8)..]
        .iter()
        .take(17)
        .filter(|entry| entry.person.household == household)
        .all(|entry| (entry.person.birth - birth).num_days().abs() > 300)
}

fn shifted(dice: &mut Dice, person: &Person, least: i32, most: i32) -> NaiveDate {
    let days = Days::new(u64::try_from(dice.within(least, most)).unwrap_or(1));
    let moved = if dice.chance(0.5) {
        person.birth.checked_add_days(days)
    } else {
        person.birth.checked_sub_days(days)
    };
    moved
        .filter(|day| *day <= Shares::get().as_of && day.year() > 1919)
        .unwrap_or(person.birth - Days::new(400))
}

fn child(dice: &mut Dice, of: &Person) -> Person {
    let as_of = Shares::get().as_of;
    let mut child = of.clone();
    child.known = Known::Day;
    child.status = Status::Resident;
    let days = Days::new(u64::try_from(dice.within(7700, 12_500)).unwrap_or(9000));
    child.birth = of.birth.checked_add_days(days).unwrap_or(as_of).min(as_of);
    child.sex = if dice.chance(0.5) {
        Sex::Female
    } else {
        Sex::Male
    };
    let surname = if of.sex == Sex::Male {
        of.name.surname()
    } else {
        Names::get().surname(dice)
    };
    child.name = Names::get().full(dice, surname, child.sex, child.birth.year());
    if of.sex == Sex::Male {
        child.father = of.name;
        let maiden = Names::get().surname(dice);
        child.mother = Names::get().full(dice, maiden, Sex::Female, of.birth.year());
    } else {
        child.mother = of.name;
        child.father = Names::get().full(dice, surname, Sex::Male, of.birth.year());
    }
    child.relation = Relation::Child;
    child
}
