use super::{finding::Detail, register::Entry, rule::Rule};
use crate::text::spread;

/// How many other rows a finding names.
const NAMED: usize = 5;

/// Numbers that several people have, and people who are entered several times.
pub(super) fn check(entries: &[Entry], fail: &mut impl FnMut(usize, Rule, Detail)) {
    // For each entry that repeats another, the row of the first.
    let mut twice: Vec<(usize, u64)> = Vec::new();
    groups(
        entries,
        |entry| entry.pin,
        |group| {
            let first = &entries[group[0]];
            if group.iter().all(|at| is_alike(first, &entries[*at])) {
                twice.extend(group[1..].iter().map(|at| (*at, first.row)));
            } else {
                share(entries, group, Rule::NumberShared, fail);
            }
        },
    );
    groups(
        entries,
        |entry| entry.old_number.into(),
        |group| {
            if !group
                .iter()
                .all(|at| is_alike(&entries[group[0]], &entries[*at]))
            {
                share(entries, group, Rule::NumberOldShared, fail);
            }
        },
    );
    groups(entries, identity, |group| {
        let first = &entries[group[0]];
        let same = group[1..]
            .iter()
            .filter(|at| is_alike(first, &entries[**at]));
        twice.extend(same.map(|at| (*at, first.row)));
    });
    twice.sort_unstable();
    twice.dedup_by_key(|(at, _)| *at);
    for (at, row) in twice {
        let detail = Detail::Rows {
            first: vec![row],
            count: 1,
        };
        fail(at, Rule::PersonTwice, detail);
    }
}

/// Name, full date of birth and a parent: 0 if any of them is missing.
fn identity(entry: &Entry) -> u64 {
    if !entry.birth.is_full() || entry.name == 0 || (entry.father == 0 && entry.mother == 0) {
        return 0;
    }
    let birth = u64::from(entry.birth.year) << 16
        | u64::from(entry.birth.month) << 8
        | u64::from(entry.birth.day);
    [birth, entry.father, entry.mother]
        .into_iter()
        .fold(entry.name, |key, part| spread(key ^ part))
}

fn is_alike(one: &Entry, other: &Entry) -> bool {
    one.name == other.name && one.birth == other.birth
}

/// The entries with the same key that is not 0, by row, where there are several.
fn groups(entries: &[Entry], key: impl Fn(&Entry) -> u64, mut each: impl FnMut(&[usize])) {
    let mut keyed: Vec<(u64, usize)> = (0..)
        .zip(entries)
        .map(|(at, entry)| (key(entry), at))
        .filter(|(key, _)| *key != 0)
        .collect();
    keyed.sort_unstable();
    for group in keyed
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|group| group.len() > 1)
    {
        let places: Vec<usize> = group.iter().map(|(_, at)| *at).collect();
        each(&places);
    }
}

fn share(
    entries: &[Entry],
    group: &[usize],
    rule: Rule,
    fail: &mut impl FnMut(usize, Rule, Detail),
) {
    for at in group {
        let others = group.iter().filter(|other| *other != at);
        let detail = Detail::Rows {
            first: others
                .take(NAMED)
                .map(|other| entries[*other].row)
                .collect(),
            count: group.len() - 1,
        };
        fail(*at, rule, detail);
    }
}
