use hashbrown::HashMap;

use super::{Group, conflict::Conflicts, pair::Link};
use crate::register::Register;

/// Joins entries by their links, the strongest first, unless two of those who would come together cannot be the same person.
pub(super) fn groups(
    register: &Register,
    conflicts: &Conflicts<'_>,
    mut links: Vec<Link>,
) -> Vec<Group> {
    links.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| register.order(a.one, b.one))
            .then_with(|| register.order(a.other, b.other))
    });
    let mut group_of: HashMap<u32, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for link in links {
        let ends = [link.one, link.other].map(|at| group_of.get(&at).copied());
        if ends[0].is_some() && ends[0] == ends[1] {
            continue;
        }
        let members = |at: u32, group: Option<usize>| {
            group.map_or_else(|| vec![at], |group| groups[group].members.clone())
        };
        let (here, there) = (members(link.one, ends[0]), members(link.other, ends[1]));
        let conflicting = here
            .iter()
            .any(|one| there.iter().any(|other| conflicts.hold(*one, *other)));
        if conflicting {
            continue;
        }
        let into = ends[0].or(ends[1]).unwrap_or_else(|| {
            groups.push(Group {
                members: Vec::new(),
                score: link.score,
                reason: link.reason,
            });
            groups.len() - 1
        });
        if let (Some(_), Some(from)) = (ends[0], ends[1]) {
            groups[from].members.clear();
        }
        let members: Vec<u32> = here.into_iter().chain(there).collect();
        for at in &members {
            group_of.insert(*at, into);
        }
        groups[into] = Group {
            members,
            score: link.score,
            reason: link.reason,
        };
    }
    groups.retain(|group| !group.members.is_empty());
    for group in &mut groups {
        group.members.sort_by(|a, b| register.order(*a, *b));
    }
    groups.sort_by(|a, b| register.order(a.members[0], b.members[0]));
    groups
}
