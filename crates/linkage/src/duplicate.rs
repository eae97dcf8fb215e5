use hashbrown::{HashMap, hash_map::Entry};

use crate::{classify::Category, judge::Verdict, link::Decision, register::Register};

/// How well a record serves as the one that is kept: fewer errors first, then the better number, then the better match.
///
/// A missing number is a gap, not an error.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Merit {
    pub(crate) errors: u8,
    pub(crate) number: u8,
    pub(crate) bits: f64,
}

/// Trùng lặp: which of the records that are linked to one person is kept, for any number of records.
#[derive(Debug, Default)]
pub struct Duplicates {
    kept: HashMap<(u32, u32), Kept>,
}

#[derive(Debug)]
struct Kept {
    merit: Merit,
    id: Box<str>,
    line: u64,
}

/// A record among those of its file.
#[derive(Debug, Clone, Copy)]
pub struct Entered<'a> {
    /// The data set: who occurs twice in one is a duplicate.
    pub dataset: u32,
    /// The id; it decides between records that are equally good, so that their order does not matter.
    pub id: &'a str,
    /// The line, which tells records with the same id apart.
    pub line: u64,
}

/// Whether a record is to be kept rather than another.
fn beats((merit, place): (&Merit, &Entered<'_>), rival: &Kept) -> bool {
    let order = rival
        .merit
        .errors
        .cmp(&merit.errors)
        .then(merit.number.cmp(&rival.merit.number))
        .then(merit.bits.total_cmp(&rival.merit.bits));
    order
        .then_with(|| (rival.id.len(), &*rival.id).cmp(&(place.id.len(), place.id)))
        .then_with(|| rival.line.cmp(&place.line))
        .is_gt()
}

impl Duplicates {
    /// Takes note of a record.
    pub fn note(&mut self, register: &Register, place: Entered<'_>, verdict: &Verdict) {
        let Some(key) = key(register, place, verdict.decision, verdict.person) else {
            return;
        };
        let kept = || Kept {
            merit: verdict.merit,
            id: place.id.into(),
            line: place.line,
        };
        match self.kept.entry(key) {
            Entry::Vacant(vacant) => {
                vacant.insert(kept());
            }
            Entry::Occupied(mut occupied) => {
                if beats((&verdict.merit, &place), occupied.get()) {
                    occupied.insert(kept());
                }
            }
        }
    }

    /// Whether another record of the data set is kept for the person that this one is linked to. Right once all are noted.
    pub fn is_lesser(
        &self,
        register: &Register,
        place: Entered<'_>,
        decision: Decision,
        person: Option<u32>,
    ) -> bool {
        key(register, place, decision, person)
            .and_then(|key| self.kept.get(&key))
            .is_some_and(|kept| kept.line != place.line || *kept.id != *place.id)
    }
}

fn key(
    register: &Register,
    place: Entered<'_>,
    decision: Decision,
    person: Option<u32>,
) -> Option<(u32, u32)> {
    let person = person.filter(|_| decision == Decision::Linked)?;
    Some((place.dataset, register.first_entry(person)))
}

/// Marks the records whose person another record of the same data set is linked to as well: all but the best of them.
///
/// `key` gives the data set and the id of a record.
pub fn mark_duplicates<'a>(
    register: &Register,
    verdicts: &mut [Verdict],
    key: impl Fn(usize) -> (u32, &'a str),
) {
    let place = |at: usize| {
        let (dataset, id) = key(at);
        let line = u64::try_from(at).unwrap_or(u64::MAX);
        Entered { dataset, id, line }
    };
    let mut duplicates = Duplicates::default();
    for (at, verdict) in verdicts.iter().enumerate() {
        duplicates.note(register, place(at), verdict);
    }
    for (at, verdict) in verdicts.iter_mut().enumerate() {
        if duplicates.is_lesser(register, place(at), verdict.decision, verdict.person) {
            verdict.category = Category::Duplicate;
        }
    }
}
