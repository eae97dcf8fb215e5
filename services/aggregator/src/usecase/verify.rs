use std::collections::HashMap;

use chiso_eventlog::checkpoint;
use chiso_measure::{Fold, OwnedCell};
use futures::TryStreamExt;
use sqlx::PgConnection;
use tonic::Status;

use super::{Aggregator, AggregatorError, LIVE, Link};
use crate::domain::{Comparison, Drift, add_event, add_facet};
use crate::store::{cell, daily, generation};

/// Events that are taken from a log at a time.
const BATCH: usize = 1000;

/// What a recomputation found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    pub generation: i32,
    /// Facets that were recomputed.
    pub facets: u64,
    /// Sums that were compared.
    pub compared: u64,
    /// Sums that differ.
    pub drifted: u64,
    /// The first of them, by cell.
    pub drifts: Vec<Drift>,
    /// Events in quarantine: they explain drift.
    pub quarantined: i64,
    /// Facets and events that cannot be read: they explain drift too.
    pub unreadable: u64,
}

/// What the sources say, as it is being added up.
#[derive(Default)]
struct Expectation {
    fold: Fold,
    facets: u64,
    unreadable: u64,
}

impl Aggregator {
    /// Đối soát: recomputes every sum from the facets that the sources hold.
    ///
    /// Let `C` be the contributions of all facets of a source as of a snapshot, `h` the head of its log then, `P` the events that
    /// were committed but not numbered, and `d` the difference that an event makes. A facet is what its events have made of it,
    /// so `C = d(1) + .. + d(h) + d(P)`. A projection whose checkpoint is `c` contains `d(1) + .. + d(c)`, hence
    /// - it should be `C - d(P)` if `c = h`,
    /// - `C - d(P) - (d(c + 1) + .. + d(h))` if it is behind,
    /// - `C - d(P) + (d(h + 1) + .. + d(c))` if it is ahead. The events of `P` were numbered after the snapshot, so those
    ///   that it contains are among `h + 1 .. c` and come back exactly once.
    ///
    /// Sources only add up, so several of them are summed, each with its own `h` and `c`. Sources and database may go on
    /// changing: both are looked at in one snapshot each. Facets and sums pass by; what is held is the expected sums.
    ///
    /// # Errors
    /// A source or the database that cannot be read to the end.
    pub async fn verify(&self) -> Result<Verification, AggregatorError> {
        let mut expectation = Expectation::default();
        let mut heads = Vec::with_capacity(self.links.len());
        for link in &self.links {
            heads.push(expectation.add_snapshot(link).await?);
        }
        let mut tx = self
            .pool
            .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await?;
        daily::allow_long_reads(&mut tx).await?;
        let generation = generation::live(&mut *tx).await?;
        let checkpoints = checkpoint::list(&mut *tx, LIVE).await?;
        for (link, head) in self.links.iter().zip(heads) {
            let uri = link.source.uri();
            let at = checkpoints
                .iter()
                .find(|at| at.source == uri)
                .map_or(0, |at| at.last_sequence);
            expectation.move_to(link, head, at).await?;
        }
        let mut comparison = Comparison::new(expectation.fold);
        compare(&mut tx, generation, &mut comparison).await?;
        tx.rollback().await?;
        show(comparison.drifted);
        Ok(Verification {
            generation,
            facets: expectation.facets,
            compared: comparison.compared,
            drifted: comparison.drifted,
            drifts: comparison.drifts,
            quarantined: checkpoints.iter().map(|at| at.quarantined).sum(),
            unreadable: expectation.unreadable,
        })
    }
}

/// Gauge: sums that differed when it was verified last.
#[expect(
    clippy::cast_precision_loss,
    reason = "metrics are floats; numbers are exact to 2^53"
)]
fn show(drifted: u64) {
    metrics::gauge!("aggregator_drifted_sums").set(drifted as f64);
}

impl Expectation {
    /// Adds `C - d(P)` of a source; returns `h`.
    async fn add_snapshot(&mut self, link: &Link) -> Result<i64, AggregatorError> {
        let mut snapshot = link
            .log
            .snapshot()
            .await
            .map_err(|status| link.unavailable(status))?;
        let mut head = None;
        while let Some(part) = snapshot
            .message()
            .await
            .map_err(|status| link.unavailable(status))?
        {
            head = head.or(part.header.map(|header| header.head));
            self.facets += part.facets.len() as u64;
            for facet in &part.facets {
                self.unreadable += u64::from(add_facet(&mut self.fold, facet).is_err());
            }
            for event in &part.pending_events {
                self.unreadable += u64::from(add_event(&mut self.fold, event, -1).is_err());
            }
        }
        head.ok_or_else(|| link.unavailable(Status::data_loss("the snapshot has no header")))
    }

    /// Moves what is expected of a source from the number `from` to the number `to`, forward or back.
    async fn move_to(&mut self, link: &Link, from: i64, to: i64) -> Result<(), AggregatorError> {
        let (low, high, sign) = if from < to {
            (from, to, 1)
        } else {
            (to, from, -1)
        };
        if low == high {
            return Ok(());
        }
        let mut reader = link.log.read(low + 1, high);
        let mut next = low + 1;
        while next <= high {
            let events = reader
                .next_batch(BATCH)
                .await
                .map_err(|status| link.unavailable(status))?;
            if events.is_empty() {
                return Err(
                    link.unavailable(Status::data_loss("the log ends before what was applied"))
                );
            }
            for event in &events {
                if event.sequence != next {
                    return Err(link.unavailable(Status::data_loss("the log has a gap")));
                }
                self.unreadable += u64::from(add_event(&mut self.fold, event, sign).is_err());
                next += 1;
            }
        }
        Ok(())
    }
}

/// Lets all sums of a generation pass by, cell by cell.
async fn compare(
    conn: &mut PgConnection,
    generation: i32,
    comparison: &mut Comparison,
) -> Result<(), sqlx::Error> {
    let cells: HashMap<i32, OwnedCell> = cell::list(conn, generation)
        .await?
        .into_iter()
        .map(|stored| (stored.id, stored.cell))
        .collect();
    let mut sums = std::pin::pin!(daily::stream(conn, generation));
    let mut current: Option<i32> = None;
    let mut of_cell = Vec::new();
    loop {
        let sum = sums.try_next().await?;
        let cell = sum.map(|sum| sum.cell);
        if cell != current {
            if let Some(cell) = current.and_then(|id| cells.get(&id)) {
                comparison.compare(cell, &of_cell);
            }
            of_cell.clear();
            current = cell;
        }
        let Some(sum) = sum else { break };
        of_cell.push((sum.measure, sum.day, sum.value));
    }
    comparison.finish();
    Ok(())
}

impl Link {
    pub(super) fn unavailable(&self, status: Status) -> AggregatorError {
        AggregatorError::Source {
            uri: self.source.uri(),
            source: Box::new(status),
        }
    }
}
