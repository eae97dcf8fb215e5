use std::collections::{HashMap, HashSet};

use crate::pdf::Object;

use super::{
    History,
    place::{Place, references},
};

/// The number under which the trailer stands as a holder of references.
pub(super) const TRAILER: u32 = u32::MAX;

/// A reference: which object holds it, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Edge {
    pub(super) holder: u32,
    pub(super) place: Place,
    /// Revision that defined the holder so.
    version: usize,
}

/// Who refers to the objects that later revisions touch. It moves along with the revisions, so that each costs no more than what it changes.
#[derive(Debug)]
pub(super) struct Index {
    edges: HashMap<u32, Vec<Edge>>,
    targets: HashSet<u32>,
    versions: HashMap<u32, usize>,
    /// Objects to which some references may not stand any more, or stand twice.
    unsettled: HashSet<u32>,
    base: usize,
}

impl Index {
    /// Of the document as of revision `base`, for all objects that later revisions touch.
    pub(super) fn new(history: &History<'_>, base: usize) -> Self {
        let targets = (base.saturating_add(1)..history.revisions())
            .flat_map(|revision| history.touched(revision))
            .collect();
        let mut index = Self {
            edges: HashMap::new(),
            targets,
            versions: HashMap::new(),
            unsettled: HashSet::new(),
            base,
        };
        let numbers: HashSet<u32> = (0..=base)
            .flat_map(|revision| history.touched(revision))
            .collect();
        for number in numbers {
            if let Some(object) = history.object(base, number).object() {
                index.insert(number, object, base);
            }
        }
        index.insert_trailer(history, base);
        index
    }

    /// Takes note of what `holder`, which was `old`, is since `revision`.
    pub(super) fn redefine(
        &mut self,
        holder: u32,
        old: Option<&Object>,
        new: Option<&Object>,
        revision: usize,
    ) {
        self.versions.insert(holder, revision);
        if let Some(old) = old {
            references(old, |target, _| {
                if self.targets.contains(&target) {
                    self.unsettled.insert(target);
                }
            });
        }
        if let Some(new) = new {
            self.insert(holder, new, revision);
        }
    }

    /// Takes note of the trailer of `revision`.
    pub(super) fn redefine_trailer(&mut self, history: &History<'_>, revision: usize) {
        let trailer = |revision| history.trailer(revision).cloned().map(Object::Dictionary);
        let before = revision.checked_sub(1).and_then(trailer);
        self.redefine(
            TRAILER,
            before.as_ref(),
            trailer(revision).as_ref(),
            revision,
        );
    }

    fn insert_trailer(&mut self, history: &History<'_>, revision: usize) {
        if let Some(trailer) = history.trailer(revision) {
            self.insert(TRAILER, &Object::Dictionary(trailer.clone()), revision);
        }
    }

    fn insert(&mut self, holder: u32, object: &Object, version: usize) {
        references(object, |target, place| {
            if self.targets.contains(&target) {
                self.unsettled.insert(target);
                self.edges.entry(target).or_default().push(Edge {
                    holder,
                    place,
                    version,
                });
            }
        });
    }

    /// Forgets references to `target` that do not stand any more.
    pub(super) fn settle(&mut self, target: u32) {
        if self.unsettled.remove(&target)
            && let Some(edges) = self.edges.get_mut(&target)
        {
            edges.retain(|edge| {
                *self.versions.get(&edge.holder).unwrap_or(&self.base) == edge.version
            });
            edges.sort_unstable();
            edges.dedup();
        }
    }

    /// References to `target`, which a later revision touches and which has been settled.
    pub(super) fn edges(&self, target: u32) -> &[Edge] {
        self.edges.get(&target).map_or(&[], Vec::as_slice)
    }
}
