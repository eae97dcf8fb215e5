use super::level::{NameCore, NameMarks, NameOrder};
use crate::{
    register::{Person, Register},
    text::{LOST, MAX_SYLLABLES, Name, Syllable},
};

/// How two names agree, and how frequent the part is that agrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NameMatch {
    /// Which syllables.
    pub core: NameCore,
    /// In which order.
    pub order: NameOrder,
    /// With which marks.
    pub marks: NameMarks,
    /// The share of people whose name has the part that agrees.
    pub share: f64,
}

/// How a syllable of the record was found in the name of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Letters,
    LettersLost,
    Slip,
    Initial,
}

/// What was found of one name in another.
#[derive(Debug, Default)]
pub(crate) struct Alignment {
    /// For each syllable of the person, which of the record it is, and how.
    found: [Option<(usize, How)>; MAX_SYLLABLES],
    missing_here: usize,
    missing_there: usize,
}

impl Alignment {
    fn new(record: &Name, person: &Name) -> Self {
        let (here, there) = (record.syllables(), person.syllables());
        let mut alignment = Self::default();
        let mut used = [false; MAX_SYLLABLES];
        for how in [How::Letters, How::LettersLost, How::Slip, How::Initial] {
            if used[..here.len()].iter().all(|used| *used) {
                break;
            }
            for (at, syllable) in here.iter().enumerate() {
                if used[at] || !can_agree(how, syllable) {
                    continue;
                }
                // The same place first: names repeat syllables (Hoàng Hoàng Duyên).
                let free = |place: &usize| {
                    alignment.found[*place].is_none() && agrees(how, syllable, &there[*place])
                };
                let place = if at < there.len() && free(&at) {
                    Some(at)
                } else {
                    (0..there.len()).find(free)
                };
                if let Some(place) = place {
                    alignment.found[place] = Some((at, how));
                    used[at] = true;
                }
            }
        }
        alignment.missing_here = used[..here.len()].iter().filter(|used| !**used).count();
        alignment.missing_there = alignment.found[..there.len()]
            .iter()
            .filter(|found| found.is_none())
            .count();
        alignment
    }

    fn count(&self, how: How) -> usize {
        self.found
            .iter()
            .flatten()
            .filter(|(_, found)| *found == how)
            .count()
    }
}

/// Whether a syllable of a record can agree in a way with anything.
fn can_agree(how: How, record: &Syllable) -> bool {
    match how {
        How::Letters => true,
        How::LettersLost => record.has_lost_letter(),
        How::Slip => !record.is_initial(),
        How::Initial => record.is_initial(),
    }
}

/// Whether two syllables agree in a way that the one of the record can agree in.
fn agrees(how: How, record: &Syllable, person: &Syllable) -> bool {
    match how {
        How::Letters => record.key() == person.key(),
        How::LettersLost => agree_but_for_lost(record.letters(), person.letters()),
        How::Slip => within_one_slip(record.letters(), person.letters()),
        How::Initial => person.letters().starts_with(record.letters()),
    }
}

/// Whether two syllables of the same length agree in all letters that are left, and any are.
fn agree_but_for_lost(one: &[u8], other: &[u8]) -> bool {
    let same = |(a, b): (&u8, &u8)| a == b || *a == LOST || *b == LOST;
    one.len() == other.len()
        && one.iter().zip(other).all(same)
        && one.iter().any(|letter| *letter != LOST)
}

/// Whether one letter is wrong, missing, too many, or swapped with its neighbour. Lost letters agree with any, however many.
fn within_one_slip(one: &[u8], other: &[u8]) -> bool {
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let same = |a: &u8, b: &u8| a == b || *a == LOST || *b == LOST;
    // Most have nothing in common: neither end agrees, and two letters are not just swapped.
    let ends = one
        .first()
        .zip(other.first())
        .is_some_and(|(a, b)| same(a, b))
        || one
            .last()
            .zip(other.last())
            .is_some_and(|(a, b)| same(a, b));
    if !ends && one.len().max(other.len()) > 2 {
        return false;
    }
    let start = one
        .iter()
        .zip(other)
        .take_while(|(a, b)| same(a, b))
        .count();
    let (one, other) = (&one[start..], &other[start..]);
    let end = one
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take_while(|(a, b)| same(a, b))
        .count();
    match (&one[..one.len() - end], &other[..other.len() - end]) {
        ([] | [_], [] | [_]) => start + end > 0,
        (&[a, b], &[c, d]) => a == d && b == c,
        _ => false,
    }
}

impl NameMatch {
    /// Compares the name of a record with that of a person.
    pub fn new(register: &Register, record: &Name, bearer: &Person) -> Self {
        let person = register.name(bearer);
        let mut unknown = Self {
            core: NameCore::Unknown,
            order: NameOrder::Unknown,
            marks: NameMarks::Unknown,
            share: 1.0,
        };
        if record.is_empty() || person.is_empty() {
            return unknown;
        }
        let alignment = Alignment::new(record, person);
        unknown.core = core(&alignment, person.syllables().len());
        unknown.share = share(register, &alignment, bearer);
        // Order and marks of a syllable or two that anybody shares say nothing.
        if unknown.core < NameCore::Some {
            unknown.order = order(&alignment);
            unknown.marks = marks(&alignment, record, person);
        }
        unknown
    }
}

/// Compares the letters of two names, without asking how frequent they are.
pub(crate) fn compare_names(record: &Name, person: &Name) -> (NameCore, NameOrder, NameMarks) {
    let alignment = Alignment::new(record, person);
    (
        core(&alignment, person.syllables().len()),
        order(&alignment),
        marks(&alignment, record, person),
    )
}

fn core(alignment: &Alignment, len: usize) -> NameCore {
    let count = |how| alignment.count(how);
    let (exact, lost, slips, initials) = (
        count(How::Letters),
        count(How::LettersLost),
        count(How::Slip),
        count(How::Initial),
    );
    let found = &alignment.found;
    // Letters are lost all over a name at once, and a name is abbreviated at once: each is one fault.
    let marred = usize::from(lost > 0);
    let faults = slips
        + marred
        + usize::from(initials > 0)
        + alignment.missing_here.max(alignment.missing_there);
    match (
        alignment.missing_here,
        alignment.missing_there,
        slips + marred,
        initials,
    ) {
        (0, 0, 0, 0) => NameCore::Same,
        (0, 0, 1, 0) if lost > 0 => NameCore::LettersLost,
        (0, 0, 1, 0) => NameCore::Slip,
        (0, 0, 0, _) => NameCore::Initials,
        (0, 1, 0, 0) if found[0].is_some() && found[len - 1].is_some() => NameCore::Dropped,
        (1, 0, 0, 0) => NameCore::Added,
        (1, 1, 0, 0) if found[len - 1].is_none() => NameCore::OtherGiven,
        (1, 1, 0, 0) => NameCore::OtherPart,
        _ if faults <= 2 && exact + lost + initials + slips >= 2 => NameCore::TwoFaults,
        _ if exact > 0 => NameCore::Some,
        _ => NameCore::None,
    }
}

fn order(alignment: &Alignment) -> NameOrder {
    let mut places = alignment.found.iter().flatten().map(|(at, _)| *at);
    let Some(mut last) = places.next() else {
        return NameOrder::Unknown;
    };
    let mut level = NameOrder::Unknown;
    for place in places {
        if place < last {
            return NameOrder::Moved;
        }
        last = place;
        level = NameOrder::Same;
    }
    level
}

fn marks(alignment: &Alignment, record: &Name, person: &Name) -> NameMarks {
    let (here, there) = (record.syllables(), person.syllables());
    let (mut compared, mut differ, mut marked) = (0, 0, false);
    for (place, (at, how)) in alignment
        .found
        .iter()
        .enumerate()
        .filter_map(|(place, found)| found.map(|found| (place, found)))
    {
        if how == How::Letters {
            compared += 1;
            marked |= there[place].is_marked();
            differ += usize::from(
                !here[at].same_marks(&there[place]) || here[at].letters() != there[place].letters(),
            );
        }
    }
    match (compared, differ) {
        (0, _) => NameMarks::Unknown,
        (_, 0) => NameMarks::Same,
        _ if marked && !record.is_marked() => NameMarks::Lost,
        (_, 1) => NameMarks::OneDiffers,
        _ => NameMarks::SeveralDiffer,
    }
}

fn share(register: &Register, alignment: &Alignment, bearer: &Person) -> f64 {
    let there = register.name(bearer).syllables();
    let exact = |place: &usize| {
        matches!(
            alignment.found[*place],
            Some((_, How::Letters | How::LettersLost))
        )
    };
    let mut other = (0..there.len()).filter(|place| !exact(place));
    match (other.next(), other.next()) {
        (None, _) => register.share_of_name(bearer),
        (Some(place), None) => register.share_without(bearer, place),
        _ => (0..there.len())
            .filter(exact)
            .map(|place| register.syllable_share(&there[place]))
            .product(),
    }
}
