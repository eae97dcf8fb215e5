use std::sync::{Mutex, MutexGuard};

use chiso_eventlog::quarantine::Rejection;
use chiso_eventlog::{Folded, Projection};
use chiso_measure::{Cell, CellId, Delta, Fold, OwnedCell};
use chiso_proto::eventlog::v1::EventRecord;
use sqlx::{PgConnection, PgPool};

use crate::domain::add_event;
use crate::store::daily::Additions;
use crate::store::{cell, daily, generation};

/// Phép chiếu: applies events to a generation, a batch as one sum.
#[derive(Debug)]
pub struct Projector {
    pool: PgPool,
    target: Target,
    table: Mutex<Table>,
}

/// Where sums go.
#[derive(Clone, Copy, Debug)]
enum Target {
    /// The generation that is live when the checkpoint is locked: whoever swaps generations holds that lock too.
    Live,
    Generation(i32),
}

/// The fold, whose cells keep their numbers from batch to batch, and beside it the numbers that the database gave them.
#[derive(Debug, Default)]
struct Table {
    fold: Fold,
    /// The generation and the connection for which `stored` holds.
    epoch: (i32, i32),
    stored: Vec<Option<i32>>,
}

impl Table {
    fn stored(&self, cell: CellId) -> Option<i32> {
        self.stored.get(cell.index()).copied().flatten()
    }

    fn remember(&mut self, cell: CellId, id: i32) {
        if self.stored.len() <= cell.index() {
            self.stored.resize(cell.index() + 1, None);
        }
        self.stored[cell.index()] = Some(id);
    }
}

impl Projector {
    /// Into whatever generation is live.
    pub fn live(pool: PgPool) -> Self {
        Self {
            pool,
            target: Target::Live,
            table: Mutex::default(),
        }
    }

    /// Into one generation.
    pub fn into_generation(pool: PgPool, generation: i32) -> Self {
        Self {
            pool,
            target: Target::Generation(generation),
            table: Mutex::default(),
        }
    }

    /// The table, without what a fold has left that panicked. Cells keep their numbers: others may hold them.
    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(|poisoned| {
            let mut table = poisoned.into_inner();
            table.fold.drain();
            self.table.clear_poison();
            table
        })
    }

    /// The cells of a change that have no known number in this generation and on this connection.
    fn unknown_cells(&self, epoch: (i32, i32), change: &[Delta]) -> Vec<(CellId, OwnedCell)> {
        let mut table = self.table();
        if table.epoch != epoch {
            table.epoch = epoch;
            table.stored.clear();
        }
        let mut cells: Vec<CellId> = change.iter().map(|delta| delta.cell).collect();
        cells.dedup();
        let unknown = cells
            .into_iter()
            .filter(|cell| table.stored(*cell).is_none());
        unknown
            .map(|cell| (cell, table.fold.cell(cell).into()))
            .collect()
    }

    /// Finds or makes cells, in a transaction of its own: if that of the events is rolled back, the numbers stay true, and an
    /// empty cell does no harm.
    async fn learn(
        &self,
        epoch: (i32, i32),
        unknown: &[(CellId, OwnedCell)],
    ) -> Result<(), sqlx::Error> {
        let cells: Vec<Cell<'_>> = unknown.iter().map(|(_, cell)| cell.borrowed()).collect();
        let mut conn = self.pool.acquire().await?;
        let ids = cell::upsert(&mut conn, epoch.0, &cells).await?;
        let mut table = self.table();
        for ((cell, _), id) in unknown.iter().zip(ids) {
            table.remember(*cell, id);
        }
        Ok(())
    }

    fn additions(&self, change: &[Delta]) -> Result<Additions, sqlx::Error> {
        let table = self.table();
        let mut additions = Additions::with_capacity(change.len());
        for delta in change {
            let cell = table.stored(delta.cell).ok_or(sqlx::Error::RowNotFound)?;
            additions.push(cell, delta.measure, delta.day, delta.weight);
        }
        Ok(additions)
    }
}

impl Projection for Projector {
    type Change = Vec<Delta>;

    fn fold(&self, events: &[EventRecord]) -> Folded<Vec<Delta>> {
        let mut table = self.table();
        let mut rejected: Vec<Rejection> = Vec::new();
        for event in events {
            if let Err(fault) = add_event(&mut table.fold, event, 1) {
                rejected.push(fault.rejection(event.sequence));
            }
        }
        Folded {
            change: table.fold.drain(),
            rejected,
        }
    }

    async fn write(&self, conn: &mut PgConnection, change: Vec<Delta>) -> Result<(), sqlx::Error> {
        let (live, backend) = generation::live_here(conn).await?;
        let generation = match self.target {
            Target::Live => live,
            Target::Generation(generation) => generation,
        };
        let epoch = (generation, backend);
        let unknown = self.unknown_cells(epoch, &change);
        if !unknown.is_empty() {
            self.learn(epoch, &unknown).await?;
        }
        daily::add(conn, &self.additions(&change)?).await
    }
}
