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

/// Whether a record is to be kept rather than another. The ids settle what nothing else does.
fn beats((merit, id): (&Merit, &str), (rival, rival_id): (&Merit, &str)) -> bool {
    let order = rival
        .errors
        .cmp(&merit.errors)
        .then(merit.number.cmp(&rival.number))
        .then(merit.bits.total_cmp(&rival.bits));
    order
        .then_with(|| (rival_id.len(), rival_id).cmp(&(id.len(), id)))
        .is_gt()
}

/// Marks the records whose person another record of the same data set is linked to as well: all but the best of them.
///
/// `key` gives the data set and the id of a record; the id decides between equals, so the order of records does not matter.
pub fn mark_duplicates<'a>(
    register: &Register,
    verdicts: &mut [Verdict],
    key: impl Fn(usize) -> (u32, &'a str),
) {
    let mut kept: HashMap<(u32, u32), usize> = HashMap::new();
    for at in 0..verdicts.len() {
        let (Decision::Linked, Some(person)) = (verdicts[at].decision, verdicts[at].person) else {
            continue;
        };
        let (dataset, id) = key(at);
        match kept.entry((dataset, register.first_entry(person))) {
            Entry::Vacant(vacant) => {
                vacant.insert(at);
            }
            Entry::Occupied(mut occupied) => {
                let before = *occupied.get();
                let better = beats(
                    (&verdicts[at].merit, id),
                    (&verdicts[before].merit, key(before).1),
                );
                let lesser = if better { occupied.insert(at) } else { at };
                verdicts[lesser].category = Category::Duplicate;
            }
        }
    }
}
