use super::{
    CROWD, DAYS, MOST, RARE,
    keys::{
        Pass, birth_code, day_code, ends, key, month_code, parts, pieces, short_pieces, with_birth,
    },
    pass::BlockingPass,
};
use crate::{
    field::{BirthDate, WrittenNumber},
    record::Record,
    register::{Postings, Register},
    text::Syllable,
};

/// More keys than most records have.
const USUAL: usize = 64;

/// What becomes of the people that the passes propose.
pub(super) trait Sink<'r> {
    /// Somebody is proposed for another reason than a key of a table.
    fn propose(&mut self, pass: BlockingPass, people: impl Iterator<Item = u32>);

    /// Those with a key of a table are proposed.
    fn look_up(&mut self, pass: BlockingPass, table: &'r Postings, key: u64) {
        self.propose(pass, table.get(key));
    }

    /// A key was not looked up, because so many people are expected to have it.
    fn skip(&mut self, pass: BlockingPass, expected: f64);
}

/// The people alone, whichever pass proposes them. Keys are looked up all at once in the end.
struct Found<'r, 'f> {
    people: &'f mut Vec<u32>,
    keys: Vec<(&'r Postings, u64)>,
}

impl<'r> Sink<'r> for Found<'r, '_> {
    fn propose(&mut self, _: BlockingPass, people: impl Iterator<Item = u32>) {
        self.people.extend(people);
    }

    fn look_up(&mut self, _: BlockingPass, table: &'r Postings, key: u64) {
        self.keys.push((table, key));
    }

    fn skip(&mut self, _: BlockingPass, _: f64) {}
}

/// Everyone who can be the person of a record, each once, in the order of the register.
pub(crate) fn candidates(register: &Register, record: &Record, found: &mut Vec<u32>) {
    found.clear();
    let mut sink = Found {
        people: found,
        keys: Vec::with_capacity(USUAL),
    };
    propose(register, record, &mut sink);
    Postings::find(&sink.keys, sink.people);
    found.sort_unstable();
    found.dedup();
    register.retain_present(found);
}

/// Runs all passes.
pub(super) fn propose<'r>(register: &'r Register, record: &Record, sink: &mut impl Sink<'r>) {
    let (blocks, frequencies) = (&register.blocks, register.caps());
    by_number(register, record.number, sink);
    let name = &record.name;
    let bag = name.bag();
    if !name.is_empty() {
        let bearers = frequencies.bearers(bag);
        if bearers <= RARE {
            let key = key(Pass::NameAlone, bag, 0);
            sink.look_up(BlockingPass::NameAlone, &blocks.name, key);
        } else {
            sink.skip(BlockingPass::NameAlone, bearers.into());
        }
    }
    if record.place.ward != 0 {
        let followed = register
            .succession
            .successors(&record.place)
            .filter(|ward| register.frequencies.is_modern_ward(*ward));
        let others = register
            .succession
            .predecessors(&record.place)
            .chain(followed)
            .filter(|ward| *ward != record.place.ward);
        for ward in std::iter::once(record.place.ward).chain(others) {
            let expected = frequencies.bag(bag) * frequencies.ward(ward) * frequencies.total();
            if expected <= MOST {
                let key = key(Pass::NameWard, bag, ward);
                sink.look_up(BlockingPass::NameWard, &blocks.name, key);
            } else {
                sink.skip(BlockingPass::NameWard, expected);
            }
        }
    }
    if let Some(birth) = record.birth {
        by_birth(register, record, birth, sink);
    }
    if !record.guardian.is_empty()
        && let Some(given) = name.given()
    {
        let key = key(Pass::ParentGiven, record.guardian.bag(), given.key());
        sink.look_up(BlockingPass::ParentGiven, &blocks.parent, key);
    }
}

fn by_number<'r>(register: &'r Register, number: WrittenNumber, sink: &mut impl Sink<'r>) {
    let blocks = &register.blocks;
    if let Some(pin) = number.padded() {
        sink.propose(BlockingPass::Number, blocks.owners(pin));
        // The number of a relative is the commonest wrong number: the household of its owner is proposed with the owner.
        for owner in blocks.owners(pin) {
            let household = register.household(register.person(owner)).iter().copied();
            sink.propose(BlockingPass::NumberHousehold, household);
        }
        for piece in pieces(pin) {
            sink.look_up(BlockingPass::NearNumber, &blocks.near_number, piece);
        }
    }
    match number {
        WrittenNumber::Short { digits, len: 11 } => {
            for piece in short_pieces(digits) {
                sink.look_up(BlockingPass::NearNumber, &blocks.near_number, piece);
            }
        }
        WrittenNumber::Old(digits) => {
            sink.propose(BlockingPass::OldNumber, blocks.old_owners(digits));
        }
        _ => {}
    }
}

fn by_birth<'r>(
    register: &'r Register,
    record: &Record,
    birth: BirthDate,
    sink: &mut impl Sink<'r>,
) {
    let (blocks, name) = (&register.blocks, &record.name);
    let (bag, year) = (name.bag(), u64::from(birth.year));
    let names = &blocks.name;
    sink.look_up(
        BlockingPass::NameYear,
        names,
        key(Pass::NameYear, bag, year),
    );
    let share = register.caps().year(birth.year) * register.caps().total();
    for part in parts(name).map(|(_, part)| part).chain([bag]) {
        let expected = register.caps().without_one(part) * share;
        if expected <= MOST {
            sink.look_up(
                BlockingPass::PartYear,
                names,
                key(Pass::PartYear, part, year),
            );
            sink.look_up(
                BlockingPass::PartYear,
                names,
                key(Pass::NameYear, part, year),
            );
        } else {
            sink.skip(BlockingPass::PartYear, expected);
        }
    }
    if let Some((ends, of_ends)) = ends(name, register.caps()) {
        let expected = of_ends * share;
        if expected <= CROWD {
            let key = key(Pass::EndsYear, ends, year);
            sink.look_up(BlockingPass::EndsYear, names, key);
        } else {
            let (month, ward) = (month_code(birth), record.place.ward);
            let by_month = key(Pass::EndsMonth, ends, month);
            let by_ward = key(Pass::EndsWard, ends, ward.wrapping_add(year));
            sink.look_up(BlockingPass::EndsYear, names, by_month);
            sink.look_up(BlockingPass::EndsYear, names, by_ward);
            sink.skip(BlockingPass::EndsYear, expected);
        }
    }
    if !record.guardian.is_empty() {
        let key = key(Pass::ParentYear, record.guardian.bag(), year);
        sink.look_up(BlockingPass::ParentYear, &blocks.parent, key);
    }
    if !birth.is_full() {
        return;
    }
    by_day(register, record, birth, sink);
    if birth.day <= 12 && birth.day != birth.month {
        let swapped = BirthDate {
            month: birth.day,
            day: birth.month,
            ..birth
        };
        by_day(register, record, swapped, sink);
    }
}

fn by_day<'r>(register: &'r Register, record: &Record, date: BirthDate, sink: &mut impl Sink<'r>) {
    let (blocks, name) = (&register.blocks, &record.name);
    let (bag, day) = (name.bag(), day_code(date));
    let names = &blocks.name;
    sink.look_up(BlockingPass::NameDay, names, key(Pass::NameDay, bag, day));
    let per_day = register.caps().total() / DAYS;
    for part in parts(name).map(|(_, part)| part).chain([bag]) {
        let expected = register.caps().without_one(part) * per_day;
        if expected <= MOST {
            sink.look_up(BlockingPass::PartDay, names, key(Pass::PartDay, part, day));
            sink.look_up(BlockingPass::PartDay, names, key(Pass::NameDay, part, day));
        } else {
            sink.skip(BlockingPass::PartDay, expected);
        }
    }
    let code = birth_code(date);
    if name.syllables().iter().any(Syllable::has_lost_letter) {
        let key = key(Pass::BirthAlone, code, 0);
        sink.look_up(BlockingPass::BirthAlone, &blocks.birth, key);
    }
    with_birth(name, register.caps(), |pass, part| {
        let key = key(pass, code, part);
        sink.look_up(BlockingPass::BirthSyllable, &blocks.birth, key);
    });
}
