use super::{
    DAYS, MOST, RARE,
    keys::{Pass, birth_code, day_code, key, parts, pieces, short_pieces},
};
use crate::{
    field::{BirthDate, WrittenNumber},
    record::Record,
    register::Register,
    text::Syllable,
};

/// Everyone who can be the person of a record, each once, in the order of the register.
pub(crate) fn candidates(register: &Register, record: &Record, found: &mut Vec<u32>) {
    found.clear();
    let blocks = &register.blocks;
    by_number(register, record.number, found);
    let name = &record.name;
    let bag = name.bag();
    if !name.is_empty() && register.frequencies.bearers(bag) <= RARE {
        found.extend(blocks.name.get(key(Pass::NameAlone, bag, 0)));
    }
    if record.place.ward != 0 {
        let estimate = register.frequencies.bag(bag)
            * register.frequencies.ward(record.place.ward)
            * register.frequencies.total();
        if estimate <= MOST {
            found.extend(blocks.name.get(key(Pass::NameWard, bag, record.place.ward)));
        }
    }
    if let Some(birth) = record.birth {
        by_birth(register, record, birth, found);
    }
    if !record.guardian.is_empty()
        && let Some(given) = name.given()
    {
        found.extend(
            blocks
                .parent
                .get(key(Pass::ParentGiven, record.guardian.bag(), given.key())),
        );
    }
    found.sort_unstable();
    found.dedup();
}

fn by_number(register: &Register, number: WrittenNumber, found: &mut Vec<u32>) {
    let blocks = &register.blocks;
    if let Some(pin) = number.padded() {
        let start = found.len();
        found.extend(blocks.owners(pin));
        // The number of a relative is the commonest wrong number: the household of its owner is proposed with the owner.
        for at in start..found.len() {
            found.extend(register.household(register.person(found[at])));
        }
        found.extend(
            pieces(pin)
                .into_iter()
                .flat_map(|piece| blocks.near_number.get(piece)),
        );
    }
    match number {
        WrittenNumber::Short { digits, len: 11 } => {
            found.extend(
                short_pieces(digits)
                    .into_iter()
                    .flat_map(|piece| blocks.near_number.get(piece)),
            );
        }
        WrittenNumber::Old(digits) => found.extend(blocks.old_owners(digits)),
        _ => {}
    }
}

fn by_birth(register: &Register, record: &Record, birth: BirthDate, found: &mut Vec<u32>) {
    let (blocks, name) = (&register.blocks, &record.name);
    let (bag, year) = (name.bag(), u64::from(birth.year));
    found.extend(blocks.name.get(key(Pass::NameYear, bag, year)));
    let share = register.frequencies.year(birth.year) * register.frequencies.total();
    for part in parts(name)
        .map(|(_, part)| part)
        .chain([bag])
        .filter(|part| register.frequencies.without_one(*part) * share <= MOST)
    {
        found.extend(blocks.name.get(key(Pass::PartYear, part, year)));
        found.extend(blocks.name.get(key(Pass::NameYear, part, year)));
    }
    if let (Some(surname), Some(given)) = (name.surname(), name.given()) {
        found.extend(blocks.name.get(key(
            Pass::EndsYear,
            surname.key().wrapping_add(given.key()),
            year,
        )));
    }
    if !record.guardian.is_empty() {
        found.extend(
            blocks
                .parent
                .get(key(Pass::ParentYear, record.guardian.bag(), year)),
        );
    }
    if !birth.is_full() {
        return;
    }
    let swapped = BirthDate {
        month: birth.day,
        day: birth.month,
        ..birth
    };
    let per_day = register.frequencies.total() / DAYS;
    for date in [
        Some(birth),
        (birth.day <= 12 && birth.day != birth.month).then_some(swapped),
    ]
    .into_iter()
    .flatten()
    {
        let day = day_code(date);
        found.extend(blocks.name.get(key(Pass::NameDay, bag, day)));
        for part in parts(name)
            .map(|(_, part)| part)
            .chain([bag])
            .filter(|part| register.frequencies.without_one(*part) * per_day <= MOST)
        {
            found.extend(blocks.name.get(key(Pass::PartDay, part, day)));
            found.extend(blocks.name.get(key(Pass::NameDay, part, day)));
        }
        let code = birth_code(date);
        if name.syllables().iter().any(Syllable::has_lost_letter) {
            found.extend(blocks.birth.get(key(Pass::BirthAlone, code, 0)));
        }
        found.extend(
            name.syllables()
                .iter()
                .map(Syllable::key)
                .flat_map(|syllable| blocks.birth.get(key(Pass::BirthSyllable, code, syllable))),
        );
    }
}
