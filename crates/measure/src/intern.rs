use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::{Cell, OwnedCell};

/// Number of a cell within one [`Fold`](crate::Fold), from 0 in order of first appearance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellId(u32);

impl CellId {
    /// Position in a table that is kept beside the fold.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Cells, each stored once, found without making an owned one.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    known: Vec<OwnedCell>,
    ids: HashTable<CellId>,
    hasher: DefaultHashBuilder,
}

impl Cells {
    pub fn get(&self, id: CellId) -> Cell<'_> {
        self.known[id.index()].borrowed()
    }

    pub fn id(&mut self, cell: Cell<'_>) -> CellId {
        let Self { known, ids, hasher } = self;
        let cell_of = |id: &CellId| known[id.index()].borrowed();
        let hash = hasher.hash_one(cell);
        let entry = ids.entry(
            hash,
            |id| cell_of(id) == cell,
            |id| hasher.hash_one(cell_of(id)),
        );
        let next =
            CellId(u32::try_from(known.len()).expect("a province has fewer than 4 billion cells"));
        let id = *entry.or_insert(next).get();
        if id == next {
            known.push(cell.into());
        }
        id
    }
}
