use crate::{
    dice::Dice,
    household::Households,
    numbers::Numbers,
    person::{Known, Person, Relation},
    places::Places,
    plan::Plan,
    shares::Shares,
};

/// What is wrong with an entry of the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A second entry of somebody, without a number.
    DuplicateNoId,
    /// A second entry with a number that is not the person's.
    DuplicateOtherId,
    /// A second entry where the person used to live.
    DuplicateOldPlace,
    MissingWard,
    MissingDobDay,
    MissingParents,
    MissingId,
    HouseholdWithoutHead,
    HouseholdTwoHeads,
}

impl Fault {
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::DuplicateNoId => "duplicate_no_id",
            Self::DuplicateOtherId => "duplicate_other_id",
            Self::DuplicateOldPlace => "duplicate_old_place",
            Self::MissingWard => "missing_ward",
            Self::MissingDobDay => "missing_dob_day",
            Self::MissingParents => "missing_parents",
            Self::MissingId => "missing_id",
            Self::HouseholdWithoutHead => "household_without_head",
            Self::HouseholdTwoHeads => "household_two_heads",
        }
    }
}

/// An entry of the register: somebody as the register has him or her.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) person: Person,
    /// The place in the chunk of the first entry of the same person.
    pub(crate) entity: usize,
    pub(crate) faults: Vec<Fault>,
}

impl Entry {
    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.faults.contains(&fault)
    }
}

/// The entries of a chunk, and the numbers that are left for people who have none of them.
pub(crate) fn entries(plan: &Plan, chunk: u64, numbers: &mut Numbers) -> Vec<Entry> {
    let dice = &mut Dice::new(plan.seed, chunk, 1);
    let first = plan.first_person(chunk);
    let wanted = usize::try_from(plan.first_person(chunk + 1) - first).unwrap_or(0);
    let shares = &Shares::get().register_faults;
    let twice = shares.duplicate_no_id + shares.duplicate_other_id + shares.duplicate_old_place;
    let again = (0..wanted).filter(|_| dice.chance(twice)).count();
    let mut entries: Vec<Entry> = Vec::with_capacity(wanted);
    while entries.len() < wanted - again {
        let place = entries.len();
        let at = first + place as u64;
        let home = Places::get().home(at, plan.people);
        let mut members = Households { dice }.draw(home, at + 1);
        members.truncate(wanted - again - place);
        for (next, mut person) in (place..).zip(members) {
            give_numbers(plan, dice, numbers, &mut person);
            entries.push(Entry {
                person,
                entity: next,
                faults: Vec::new(),
            });
        }
        plant_in_household(dice, &mut entries[place..]);
    }
    for entry in &mut entries {
        plant(dice, entry);
    }
    for _ in 0..again {
        let of = dice.below(entries.len());
        let copy = second_entry(dice, numbers, &entries[of]);
        entries.push(copy);
    }
    entries
}

pub(crate) fn give_numbers(
    plan: &Plan,
    dice: &mut Dice,
    numbers: &mut Numbers,
    person: &mut Person,
) {
    use chrono::Datelike;
    person.pin = numbers.pin(person);
    if person.birth.year() <= Shares::get().people.cmnd_until {
        person.cmnd = numbers.cmnd(person);
        person.cmnd_recorded = dice.chance(plan.level().old_numbers.recorded);
    }
}

fn plant_in_household(dice: &mut Dice, members: &mut [Entry]) {
    let shares = &Shares::get().register_faults;
    if dice.chance(shares.household_without_head) && members[0].person.relation == Relation::Head {
        members[0].person.relation = Relation::Child;
        members[0].faults.push(Fault::HouseholdWithoutHead);
    } else if dice.chance(shares.household_two_heads) && members.len() > 1 {
        members[1].person.relation = Relation::Head;
        members[1].faults.push(Fault::HouseholdTwoHeads);
    }
}

fn plant(dice: &mut Dice, entry: &mut Entry) {
    let shares = &Shares::get().register_faults;
    let gaps = [
        (Fault::MissingWard, shares.missing_ward),
        (Fault::MissingDobDay, shares.missing_dob_day),
        (Fault::MissingParents, shares.missing_parents),
        (Fault::MissingId, shares.missing_id),
    ];
    for (fault, share) in gaps {
        if dice.chance(share) {
            entry.faults.push(fault);
        }
    }
    if entry.has(Fault::MissingDobDay) {
        entry.person.known = Known::Month;
    }
}

fn second_entry(dice: &mut Dice, numbers: &mut Numbers, of: &Entry) -> Entry {
    let shares = &Shares::get().register_faults;
    let mut person = of.person.clone();
    let kind = dice.weighted(&[
        shares.duplicate_no_id,
        shares.duplicate_other_id,
        shares.duplicate_old_place,
    ]);
    let fault = match kind {
        0 => Fault::DuplicateNoId,
        1 => {
            person.pin = numbers.pin(&person);
            Fault::DuplicateOtherId
        }
        _ => {
            person.home = Places::get().other_ward(dice, person.home);
            Fault::DuplicateOldPlace
        }
    };
    Entry {
        person,
        entity: of.entity,
        faults: vec![fault],
    }
}
