use std::collections::HashSet;

use crate::pdf::Object;

use super::{History, index::TRAILER, place::references};

/// How often it may still be found out what can be reached: each time costs as much as the whole document.
#[derive(Debug)]
pub(super) struct Searches(usize);

impl Default for Searches {
    fn default() -> Self {
        Self(16)
    }
}

impl Searches {
    /// Which objects can be reached as of a revision.
    pub(super) const fn reach<'h>(
        &'h mut self,
        history: &'h History<'h>,
        revision: usize,
    ) -> Reach<'h> {
        Reach {
            searches: self,
            history,
            revision,
            reached: None,
        }
    }
}

/// Which objects of a revision can be reached from its trailer; found out when first asked. When there were too many searches, all can.
pub(super) struct Reach<'h> {
    searches: &'h mut Searches,
    history: &'h History<'h>,
    revision: usize,
    reached: Option<HashSet<u32>>,
}

impl Reach<'_> {
    pub(super) fn contains(&mut self, number: u32) -> bool {
        if number == TRAILER {
            return true;
        }
        if self.reached.is_none() {
            let Some(left) = self.searches.0.checked_sub(1) else {
                return true;
            };
            self.searches.0 = left;
        }
        self.reached
            .get_or_insert_with(|| reached(self.history, self.revision))
            .contains(&number)
    }
}

fn reached(history: &History<'_>, revision: usize) -> HashSet<u32> {
    let mut reached = HashSet::new();
    let mut open = Vec::new();
    if let Some(trailer) = history.trailer(revision) {
        references(&Object::Dictionary(trailer.clone()), |number, _| {
            open.push(number);
        });
    }
    while let Some(number) = open.pop() {
        if reached.insert(number)
            && let Some(object) = history.object(revision, number).object()
        {
            references(object, |target, _| {
                if !reached.contains(&target) {
                    open.push(target);
                }
            });
        }
    }
    reached
}
