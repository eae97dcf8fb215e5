use chrono::NaiveDate;
use hashbrown::HashMap;

use crate::intern::{CellId, Cells};
use crate::{Cell, Contribute, Measure};

/// Tổng có dấu: signed sums of contributions by cell, measure and day.
///
/// What an event moves is `fold.add(&before, -1); fold.add(&after, 1)`. Cells keep their [`CellId`] for as long as the fold
/// lives, through every [`Fold::drain`], so a caller may keep its own table beside them.
#[derive(Debug, Default)]
pub struct Fold {
    cells: Cells,
    sums: HashMap<Key, i64>,
    /// The last cell that was added to: the contributions of an event nearly always share one.
    last: Option<CellId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    cell: CellId,
    measure: Measure,
    day: NaiveDate,
}

/// Chênh lệch: what a fold adds to a measure in a cell on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Delta {
    /// The cell, see [`Fold::cell`].
    pub cell: CellId,
    /// The measure.
    pub measure: Measure,
    /// Calendar day in Vietnam.
    pub day: NaiveDate,
    /// Never 0 in what [`Fold::drain`] gives.
    pub weight: i64,
}

impl Fold {
    /// Adds what a checked facet contributes, times `sign`: 1 for what is, -1 for what was.
    pub fn add(&mut self, facet: &impl Contribute, sign: i64) {
        facet.contribute(&mut |cell, measure, day, weight| {
            self.add_weight(cell, measure, day, sign * weight);
        });
    }

    /// Adds one weight.
    pub fn add_weight(&mut self, cell: Cell<'_>, measure: Measure, day: NaiveDate, weight: i64) {
        let cell = match self.last {
            Some(last) if self.cells.get(last) == cell => last,
            _ => self.cells.id(cell),
        };
        self.last = Some(cell);
        *self.sums.entry(Key { cell, measure, day }).or_default() += weight;
    }

    /// Adds everything that another fold holds.
    pub fn merge(&mut self, other: &Self) {
        for (key, weight) in &other.sums {
            self.add_weight(other.cells.get(key.cell), key.measure, key.day, *weight);
        }
    }

    /// How many sums it holds, those that came to 0 among them.
    pub fn len(&self) -> usize {
        self.sums.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.sums.is_empty()
    }

    /// The cell with this number.
    pub fn cell(&self, id: CellId) -> Cell<'_> {
        self.cells.get(id)
    }

    /// Takes the sums out, without those that came to 0, ordered by cell, measure and day.
    pub fn drain(&mut self) -> Vec<Delta> {
        let mut deltas: Vec<Delta> = self
            .sums
            .drain()
            .filter(|(_, weight)| *weight != 0)
            .map(|(Key { cell, measure, day }, weight)| Delta {
                cell,
                measure,
                day,
                weight,
            })
            .collect();
        deltas.sort_unstable();
        deltas
    }
}
