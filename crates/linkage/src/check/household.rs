use super::{finding::Detail, register::Entry, relation::Relation, rule::Rule};
use crate::field::Sex;

/// How many other rows a finding names.
const NAMED: usize = 5;

/// Households without a head, with several, with one who is gone; parents who are too young for their children.
pub(super) fn check(
    entries: &[Entry],
    least_gap: Option<u16>,
    fail: &mut impl FnMut(usize, Rule, Detail),
) {
    let mut members: Vec<(u32, usize)> = (0..)
        .zip(entries)
        .map(|(at, entry)| (entry.household, at))
        .filter(|(household, _)| *household != 0)
        .collect();
    members.sort_unstable();
    for household in members.chunk_by(|a, b| a.0 == b.0) {
        let places: Vec<usize> = household.iter().map(|(_, at)| *at).collect();
        check_heads(entries, &places, fail);
        if let Some(gap) = least_gap {
            check_parents(entries, &places, gap.into(), fail);
        }
    }
}

fn check_heads(entries: &[Entry], members: &[usize], fail: &mut impl FnMut(usize, Rule, Detail)) {
    let Some(resident) = members.iter().find(|at| !entries[**at].is_gone) else {
        return;
    };
    let (gone, heads): (Vec<usize>, Vec<usize>) = members
        .iter()
        .filter(|at| entries[**at].relation == Relation::Head)
        .partition(|at| entries[**at].is_gone);
    for at in &gone {
        fail(*at, Rule::HeadGone, Detail::None);
    }
    if heads.is_empty() && gone.is_empty() {
        fail(*resident, Rule::HouseholdWithoutHead, Detail::None);
    }
    if heads.len() > 1 {
        for at in &heads {
            let others = heads.iter().filter(|other| *other != at);
            let detail = Detail::Rows {
                first: others
                    .take(NAMED)
                    .map(|other| entries[*other].row)
                    .collect(),
                count: heads.len() - 1,
            };
            fail(*at, Rule::HouseholdHeads, detail);
        }
    }
}

fn check_parents(
    entries: &[Entry],
    members: &[usize],
    least: i32,
    fail: &mut impl FnMut(usize, Rule, Detail),
) {
    for child in members {
        let born = &entries[*child];
        let gap = |parent: &Entry| i32::from(born.birth.year) - i32::from(parent.birth.year);
        let others = members.iter().filter(|at| *at != child);
        let parents = others.map(|at| &entries[*at]).filter(|parent| {
            parent.birth.year != 0
                && parent.name != 0
                && parent.relation.may_be_parent_of(born.relation)
                && ((parent.name == born.father && parent.sex != Some(Sex::Female))
                    || (parent.name == born.mother && parent.sex != Some(Sex::Male)))
        });
        // Of several with the name of the parent, the oldest.
        let by_name = |name: u64| {
            parents
                .clone()
                .filter(move |parent| parent.name == name)
                .map(gap)
                .max()
        };
        let gaps = [by_name(born.father), by_name(born.mother)];
        let young = gaps.into_iter().flatten().filter(|gap| *gap < least).min();
        if let Some(gap) = young.filter(|_| born.birth.year != 0) {
            fail(*child, Rule::ParentAge, Detail::Gap(gap));
        }
    }
}
