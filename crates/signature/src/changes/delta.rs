use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{
    ChangeKind,
    pdf::{Dictionary, Object},
};

use super::{
    History, StepChange, Value,
    equal::{is_one, same},
    index::{Edge, Index, TRAILER},
    members::Members,
    place::{Key, Place},
    reach::{Reach, Searches},
};

/// How many references in a row are followed.
const MAX_CHAIN: usize = 8;

/// An object that a revision defines anew, adds or frees.
#[derive(Clone, Debug)]
pub(super) struct Changed {
    pub(super) old: Value,
    pub(super) new: Value,
}

/// The comparison of a revision with the one before it, while rules explain it.
pub(super) struct Delta<'h> {
    pub(super) history: &'h History<'h>,
    pub(super) index: &'h Index,
    pub(super) members: &'h mut Members,
    pub(super) old: usize,
    pub(super) new: usize,
    pub(super) changed: BTreeMap<u32, Changed>,
    /// Widgets of signature fields that the revision adds, and whether a page has taken them up.
    pub(super) new_widgets: HashMap<u32, bool>,
    /// Fields that have been reported.
    pub(super) fields: BTreeSet<u32>,
    /// Places where changed objects are used that no rule has looked at.
    open: BTreeMap<u32, Vec<Edge>>,
    rejected: BTreeSet<u32>,
    changes: Vec<StepChange>,
}

/// A place in an indirect object, where the rules have arrived.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    holder: u32,
    place: Place,
}

impl Spot {
    pub(super) const fn of(holder: u32) -> Self {
        Self {
            holder,
            place: Place::WHOLE,
        }
    }

    /// Where the value of an entry is, given how the entry stands in the earlier revision.
    pub(super) fn enter(self, key: Key, raw: Option<&Object>) -> Self {
        match raw.and_then(Object::as_reference) {
            Some(id) => Self::of(id.number),
            None => Self {
                holder: self.holder,
                place: self.place.then(key),
            },
        }
    }
}

impl<'h> Delta<'h> {
    pub(super) fn new(
        history: &'h History<'h>,
        index: &'h Index,
        members: &'h mut Members,
        new: usize,
        changed: BTreeMap<u32, Changed>,
    ) -> Self {
        let open: BTreeMap<u32, Vec<Edge>> = changed
            .keys()
            .map(|number| (*number, index.edges(*number).to_vec()))
            .collect();
        history.count_comparisons(open.values().map(Vec::len).fold(0, usize::saturating_add));
        Self {
            history,
            index,
            members,
            old: new.saturating_sub(1),
            new,
            changed,
            new_widgets: HashMap::new(),
            fields: BTreeSet::new(),
            open,
            rejected: BTreeSet::new(),
            changes: Vec::new(),
        }
    }

    pub(super) fn old_object(&self, number: u32) -> Option<Object> {
        self.history.object(self.old, number).object().cloned()
    }

    pub(super) fn new_object(&self, number: u32) -> Option<Object> {
        self.history.object(self.new, number).object().cloned()
    }

    /// What an entry stands for in the earlier revision.
    pub(super) fn old_value(&self, raw: Option<&Object>) -> Option<Object> {
        self.resolve(self.old, raw)
    }

    /// What an entry stands for in the later revision.
    pub(super) fn new_value(&self, raw: Option<&Object>) -> Option<Object> {
        self.resolve(self.new, raw)
    }

    fn resolve(&self, revision: usize, raw: Option<&Object>) -> Option<Object> {
        let mut object = raw?.clone();
        for _ in 0..MAX_CHAIN {
            match object {
                Object::Reference(id) => {
                    object = self.history.object(revision, id.number).object()?.clone();
                }
                Object::Null => return None,
                other => return Some(other),
            }
        }
        None
    }

    /// Whether two entries say the same, not looking at what they refer to.
    pub(super) fn same(&self, old: Option<&Object>, new: Option<&Object>) -> bool {
        match (old, new) {
            (None, None) => true,
            (Some(old), Some(new)) => same(self.history, old, new),
            _ => false,
        }
    }

    /// Whether an entry says something else than before, or refers to an object that changed.
    pub(super) fn altered(&self, old: Option<&Object>, new: Option<&Object>) -> bool {
        !self.same(old, new)
            || old
                .and_then(Object::as_reference)
                .is_some_and(|id| self.changed.contains_key(&id.number))
    }

    /// Keys whose entries say something else than before, in order.
    pub(super) fn altered_keys(&self, old: &Dictionary, new: &Dictionary) -> BTreeSet<Vec<u8>> {
        if is_one(old, new) {
            return BTreeSet::new();
        }
        let keys = old
            .iter()
            .chain(new.iter())
            .map(|(name, _)| name.as_bytes());
        keys.filter(|key| !self.same(old.get(key), new.get(key)))
            .map(<[u8]>::to_vec)
            .collect()
    }

    /// Whether the object was not there before and is now.
    pub(super) fn is_new(&self, number: u32) -> bool {
        self.changed
            .get(&number)
            .is_some_and(|changed| changed.old.is_absent() && changed.new.object().is_some())
    }

    /// Accepts that an object changed, as far as it is used at places like this.
    pub(super) fn explain(&mut self, target: u32, accept: impl Fn(&Edge) -> bool) {
        if let Some(edges) = self.open.get_mut(&target) {
            edges.retain(|edge| !accept(edge));
        }
    }

    /// Accepts that the object changed that an entry refers to, as before.
    pub(super) fn explain_entry(
        &mut self,
        spot: Spot,
        key: Key,
        old: Option<&Object>,
        new: Option<&Object>,
    ) {
        let (Some(old), Some(new)) = (
            old.and_then(Object::as_reference),
            new.and_then(Object::as_reference),
        ) else {
            return;
        };
        if old == new {
            let place = spot.place.then(key);
            self.explain(old.number, |edge| {
                edge.holder == spot.holder && edge.place == place
            });
        }
    }

    /// Reports a change that some signatures permit.
    pub(super) fn report(&mut self, change: StepChange) {
        if self.history.count_change() {
            self.changes.push(change);
        }
    }

    /// Reports a change that changes nothing that a page shows.
    pub(super) fn report_metadata(&mut self, object: Option<u32>, detail: impl Into<String>) {
        self.report(StepChange {
            kind: ChangeKind::Metadata,
            detail: detail.into(),
            field: None,
            object,
            repaints: false,
        });
    }

    /// Reports a change that no signature permits.
    pub(super) fn forbid(&mut self, object: Option<u32>, detail: impl Into<String>) {
        self.rejected.extend(object);
        self.report(StepChange {
            kind: ChangeKind::Other,
            detail: detail.into(),
            field: None,
            object,
            repaints: true,
        });
    }

    /// Reports what no rule has explained.
    pub(super) fn finish(
        mut self,
        searches: &mut Searches,
    ) -> (Vec<StepChange>, BTreeMap<u32, Changed>) {
        let changed = std::mem::take(&mut self.changed);
        let mut reach = searches.reach(self.history, self.old);
        for (number, change) in &changed {
            if self.rejected.contains(number) {
                continue;
            }
            if let Some(reason) = self.unexplained(*number, change, &mut reach) {
                self.forbid(Some(*number), reason);
            }
        }
        (self.changes, changed)
    }

    fn unexplained(&self, number: u32, change: &Changed, reach: &mut Reach) -> Option<String> {
        match change.new {
            Value::Broken => return Some(format!("object {number} cannot be read any more")),
            Value::Absent => return Some(format!("object {number} was removed")),
            Value::Object(_) => {}
        }
        let verb = if change.old.is_absent() {
            "defined"
        } else {
            "changed"
        };
        if self.index.edges(number).is_empty() {
            return (!change.old.is_absent())
                .then(|| format!("object {number}, used by no other, was changed"));
        }
        let holder = self
            .open
            .get(&number)?
            .iter()
            .map(|edge| edge.holder)
            .find(|holder| reach.contains(*holder))?;
        Some(if holder == TRAILER {
            format!("object {number}, used in the trailer, was {verb}")
        } else {
            format!("object {number}, used by object {holder}, was {verb}")
        })
    }
}
