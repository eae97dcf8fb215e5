use chiso_chassis::jobs::Progress;
use chiso_eventlog::checkpoint;
use chiso_measure::{Fold, Measure};
use chiso_proto::eventlog::v1::{EventRecord, FacetRecord};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};
use tonic::Status;

use super::{Aggregator, AggregatorError, LIVE, Link};
use crate::domain::{SourceVerification, Verification, add_event, add_facet};
use crate::store::expected::{self, Compared};
use crate::store::generation;

/// Events that are taken from a log at a time.
const BATCH: usize = 1000;
/// Sums that are held in memory; more go to the database.
const HELD: usize = 100_000;

/// What was read of a source.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    head: i64,
    facets: u64,
    unreadable: u64,
}

/// Why a source was not read to the end.
enum ReadFault {
    Source(Status),
    Database(sqlx::Error),
}

impl From<Status> for ReadFault {
    fn from(status: Status) -> Self {
        Self::Source(status)
    }
}

impl From<sqlx::Error> for ReadFault {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
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
    /// Sources only add up, so several of them are summed, each with its own `h` and `c`; no two count in the same measure, so
    /// that one which cannot be read is left out with its measures. Sources and database may go on changing: both are looked at
    /// in one snapshot each. What is expected goes to a temporary table in portions, and PostgreSQL compares.
    ///
    /// # Errors
    /// The database, or the first source if none can be read to the end.
    pub async fn verify(&self, progress: &Progress) -> Result<Verification, AggregatorError> {
        // Of its own: the temporary tables go with it, whichever way this ends.
        let mut conn = self.pool.connect_options().connect().await?;
        expected::create(&mut conn).await?;
        progress.begin("facets", None);
        let mut expectation = Expectation::default();
        let mut seen = Vec::with_capacity(self.links.len());
        for link in &self.links {
            seen.push(reached(
                expectation.add_snapshot(&mut conn, link, progress).await,
            )?);
        }
        let mut tx = conn
            .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await?;
        expected::allow_long_reads(&mut tx).await?;
        let generation = generation::live(&mut *tx).await?;
        let checkpoints = checkpoint::list(&mut *tx, LIVE).await?;
        for (link, seen) in self.links.iter().zip(&mut seen) {
            let uri = link.source.uri();
            let at = checkpoints
                .iter()
                .find(|at| at.source == uri)
                .map_or(0, |at| at.last_sequence);
            if let Ok(read) = seen {
                let moved = expectation.move_to(&mut tx, link, read, at).await;
                if let Err(status) = reached(moved)? {
                    *seen = Err(status);
                }
            }
        }
        expectation.flush(&mut tx).await?;
        let measures = self.measures_of(&seen)?;
        let compared = expected::compare(&mut tx, generation, &measures).await?;
        let drifts = expected::drifts(&mut tx).await?;
        tx.rollback().await?;
        let read = |seen: &Result<Seen, Status>| seen.as_ref().copied().unwrap_or_default();
        Ok(Verification {
            generation,
            facets: seen.iter().map(|seen| read(seen).facets).sum(),
            compared: compared.iter().map(|of| of.sums).sum(),
            drifted: compared.iter().map(|of| of.drifted).sum(),
            drifts,
            quarantined: checkpoints.iter().map(|at| at.quarantined).sum(),
            unreadable: seen.iter().map(|seen| read(seen).unreadable).sum(),
            sources: self
                .links
                .iter()
                .zip(&seen)
                .map(|(link, seen)| link.verified(seen, &compared))
                .collect(),
        })
    }

    /// The measures of the sources that were read; the reason of the first if none was.
    fn measures_of(&self, seen: &[Result<Seen, Status>]) -> Result<Vec<Measure>, AggregatorError> {
        let mut measures = Vec::new();
        let mut away = None;
        for (link, seen) in self.links.iter().zip(seen) {
            match seen {
                Ok(_) => measures.extend(link.measures),
                Err(status) => {
                    away.get_or_insert_with(|| link.unavailable(status.clone()));
                }
            }
        }
        match away {
            Some(away) if measures.is_empty() => Err(away),
            _ => Ok(measures),
        }
    }
}

/// A source that is away is a finding, the database is not.
fn reached<T>(read: Result<T, ReadFault>) -> Result<Result<T, Status>, sqlx::Error> {
    match read {
        Ok(read) => Ok(Ok(read)),
        Err(ReadFault::Source(status)) => Ok(Err(status)),
        Err(ReadFault::Database(error)) => Err(error),
    }
}

/// What the sources say, as it is being added up.
#[derive(Default)]
struct Expectation {
    fold: Fold,
}

impl Expectation {
    async fn flush(&mut self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        expected::add(conn, &mut self.fold).await
    }

    async fn flush_if_full(&mut self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        if self.fold.len() < HELD {
            return Ok(());
        }
        self.flush(conn).await
    }

    /// Adds facets; returns how many of them cannot be read.
    fn add_facets(&mut self, facets: &[FacetRecord]) -> u64 {
        let mut unreadable = 0;
        for facet in facets {
            unreadable += u64::from(add_facet(&mut self.fold, facet).is_err());
        }
        unreadable
    }

    /// Adds events, each times `sign`; returns how many of them cannot be read.
    fn add_events(&mut self, events: &[EventRecord], sign: i64) -> u64 {
        let mut unreadable = 0;
        for event in events {
            unreadable += u64::from(add_event(&mut self.fold, event, sign).is_err());
        }
        unreadable
    }

    /// Adds `C - d(P)` of a source.
    async fn add_snapshot(
        &mut self,
        conn: &mut PgConnection,
        link: &Link,
        progress: &Progress,
    ) -> Result<Seen, ReadFault> {
        let mut snapshot = link.log.snapshot().await?;
        let (mut head, mut seen) = (None, Seen::default());
        while let Some(part) = snapshot.message().await? {
            head = head.or(part.header.map(|header| header.head));
            seen.facets += part.facets.len() as u64;
            seen.unreadable += self.add_facets(&part.facets);
            seen.unreadable += self.add_events(&part.pending_events, -1);
            progress.add(part.facets.len());
            self.flush_if_full(conn).await?;
        }
        seen.head = head.ok_or_else(|| Status::data_loss("the snapshot has no header"))?;
        Ok(seen)
    }

    /// Moves what is expected of a source from the head that was seen to the number `to`, forward or back.
    async fn move_to(
        &mut self,
        conn: &mut PgConnection,
        link: &Link,
        seen: &mut Seen,
        to: i64,
    ) -> Result<(), ReadFault> {
        let (low, high, sign) = if seen.head < to {
            (seen.head, to, 1)
        } else {
            (to, seen.head, -1)
        };
        if low == high {
            return Ok(());
        }
        let mut reader = link.log.read(low + 1, high);
        let mut next = low + 1;
        while next <= high {
            let events = reader.next_batch(BATCH).await?;
            let Some(last) = events.last() else {
                return Err(Status::data_loss("the log ends before what was applied").into());
            };
            let whole = (next..)
                .zip(&events)
                .all(|(at, event)| event.sequence == at);
            if !whole {
                return Err(Status::data_loss("the log has a gap").into());
            }
            next = last.sequence + 1;
            seen.unreadable += self.add_events(&events, sign);
            self.flush_if_full(conn).await?;
        }
        Ok(())
    }
}

impl Link {
    pub(super) fn unavailable(&self, status: Status) -> AggregatorError {
        AggregatorError::Source {
            uri: self.source.uri(),
            source: Box::new(status),
        }
    }

    fn verified(&self, seen: &Result<Seen, Status>, compared: &[Compared]) -> SourceVerification {
        let ours = compared
            .iter()
            .filter(|of| self.measures.contains(&of.measure));
        SourceVerification {
            source: self.source.uri(),
            verified: seen.is_ok(),
            reason: seen.as_ref().err().map(class),
            facets: seen.as_ref().map_or(0, |seen| seen.facets),
            drifted: ours.map(|of| of.drifted).sum(),
        }
    }
}

/// The gRPC code by its name in the specification, e.g. `DEADLINE_EXCEEDED`.
fn class(status: &Status) -> String {
    let mut class = String::new();
    for letter in format!("{:?}", status.code()).chars() {
        if letter.is_ascii_uppercase() && !class.is_empty() {
            class.push('_');
        }
        class.push(letter.to_ascii_uppercase());
    }
    class
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_of_a_failure_is_the_name_of_its_code() {
        let class = |status: Status| class(&status);
        assert_eq!(class(Status::unavailable("")), "UNAVAILABLE");
        assert_eq!(class(Status::deadline_exceeded("")), "DEADLINE_EXCEEDED");
    }
}
