use chiso_clock::Clock;
use chiso_proto::eventlog::v1::EventRecord;
use sqlx::{Connection, PgConnection};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, Span};

use super::BATCH;
use super::fault::{Fault, Stop, refused};
use super::guarded;
use super::identity::Identity;
use super::meters::Meters;
use super::spans::Processing;
use super::view::Position;
use crate::backoff::Backoff;
use crate::event::{id_of, instant};
use crate::leadership;
use crate::projection::{Folded, Projection};
use crate::quarantine::Rejection;
use crate::store::checkpoint::Standing;
use crate::store::{checkpoint, quarantine};

/// How often a transaction is repeated at once when it ran into another one, before it waits in between.
const REPEATS_AT_ONCE: u32 = 20;

/// How events came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Over the bus.
    Bus,
    /// From the log, between events that came over the bus.
    Gap,
    /// From the log, many at once.
    Replay,
}

/// Applies events in transactions, on the connection that holds the lead.
pub(super) struct Applier<'a, P> {
    pub(super) conn: PgConnection,
    pub(super) identity: &'a Identity,
    projection: &'a P,
    pub(super) clock: &'a Clock,
    pub(super) meters: &'a Meters,
    pub(super) cancel: &'a CancellationToken,
    position: Position,
}

/// What became of one transaction.
enum Verdict {
    Applied,
    /// The checkpoint does not stand as it was thought to: somebody handed another one over.
    Fenced,
}

/// The next events of one transaction. A correction has one of its own: it counts or not by what is in quarantine then.
fn next_part(events: &[EventRecord], limit: usize) -> &[EventRecord] {
    let ordinary = events
        .iter()
        .take(limit)
        .take_while(|event| event.corrects.is_empty());
    &events[..ordinary.count().max(1)]
}

impl<'a, P: Projection> Applier<'a, P> {
    pub(super) async fn open(
        mut conn: PgConnection,
        identity: &'a Identity,
        projection: &'a P,
        clock: &'a Clock,
        meters: &'a Meters,
        cancel: &'a CancellationToken,
    ) -> Result<Self, sqlx::Error> {
        let standing = checkpoint::load(&mut conn, &identity.consumer, &identity.uri).await?;
        Ok(Self {
            conn,
            identity,
            projection,
            clock,
            meters,
            cancel,
            position: Position { standing, term: 0 },
        })
    }

    pub(super) async fn close(self) {
        leadership::resign(self.conn).await;
    }

    pub(super) fn position(&self) -> Position {
        self.position
    }

    pub(super) fn standing(&self) -> Standing {
        self.position.standing
    }

    pub(super) fn checkpoint(&self) -> i64 {
        self.standing().sequence
    }

    /// Whether nothing more is to be applied.
    pub(super) fn is_halted(&self) -> bool {
        self.cancel.is_cancelled() || self.standing().diverged
    }

    /// Whether there is another event under the number of the one that was applied last.
    pub(super) fn is_contradicted_by(&self, events: &[EventRecord]) -> bool {
        let Standing {
            sequence, event_id, ..
        } = self.standing();
        let same = |event: &EventRecord| event.sequence == sequence;
        event_id.is_some()
            && events
                .iter()
                .any(|event| same(event) && id_of(event) != event_id)
    }

    /// Applies events that follow the checkpoint without a gap, and returns how many: fewer than given if the checkpoint was
    /// moved by somebody else, or if it was cancelled while the database was out of order. An error means that the connection,
    /// and so the lead, is lost.
    pub(super) async fn apply(
        &mut self,
        events: &[EventRecord],
        origin: Origin,
        receive: &Span,
    ) -> Result<usize, sqlx::Error> {
        let mut backoff = Backoff::new();
        let mut repeats = 0;
        let mut limit = BATCH;
        let mut done = 0;
        while done < events.len() && !self.is_halted() {
            let part = next_part(&events[done..], limit);
            let mut applied = self.apply_part(part, origin, receive).await;
            if let Err(stop) = &applied
                && part.len() == 1
                && Fault::of(stop) == Fault::Data
            {
                let rejected = vec![refused(part[0].sequence, stop)];
                applied = self
                    .commit_part(part, None, rejected, origin, receive)
                    .await;
            }
            let stop = match applied {
                Ok(Verdict::Applied) => {
                    done += part.len();
                    limit = (limit * 2).min(BATCH);
                    (backoff, repeats) = (Backoff::new(), 0);
                    continue;
                }
                Ok(Verdict::Fenced) => {
                    self.reload().await?;
                    return Ok(done);
                }
                Err(stop) => stop,
            };
            match (Fault::of(&stop), stop) {
                (Fault::Connection, Stop::Database(error)) => return Err(error),
                (Fault::Contention, _) if repeats < REPEATS_AT_ONCE => repeats += 1,
                // Some event of the part is at fault: halves are tried until it stands alone.
                (Fault::Data, _) if part.len() > 1 => limit = part.len() / 2,
                (_, stop) => self.wait_out(&stop, &mut backoff).await,
            }
        }
        Ok(done)
    }

    async fn wait_out(&self, stop: &Stop, backoff: &mut Backoff) {
        tracing::warn!(consumer = self.identity.consumer, error = %stop, "events cannot be applied now");
        backoff.pause(self.cancel).await;
    }

    /// Looks where the consumer stands: another checkpoint may have been handed over, even one that lies before.
    pub(super) async fn reload(&mut self) -> Result<(), sqlx::Error> {
        let (consumer, source) = (&self.identity.consumer, &self.identity.uri);
        let standing = checkpoint::load(&mut self.conn, consumer, source).await?;
        self.stand(standing);
        Ok(())
    }

    /// Takes in a position that was not reached by applying events.
    pub(super) fn stand(&mut self, standing: Standing) {
        if standing != self.position.standing {
            self.position = Position {
                standing,
                term: self.position.term + 1,
            };
        }
    }

    async fn apply_part(
        &mut self,
        part: &[EventRecord],
        origin: Origin,
        receive: &Span,
    ) -> Result<Verdict, Stop> {
        let Folded { change, rejected } = guarded::fold(self.projection, part)?;
        let change = (rejected.len() < part.len()).then_some(change);
        self.commit_part(part, change, rejected, origin, receive)
            .await
    }

    /// Commits a part, with its spans and metrics.
    async fn commit_part(
        &mut self,
        part: &[EventRecord],
        change: Option<P::Change>,
        mut rejected: Vec<Rejection>,
        origin: Origin,
        receive: &Span,
    ) -> Result<Verdict, Stop> {
        let processing = Processing::begin(part, origin, self.identity, receive);
        let verdict = self
            .commit(part, change, &mut rejected)
            .instrument(processing.transaction(part.len()))
            .await?;
        if let Verdict::Applied = verdict {
            self.count(part, origin, &rejected);
            processing.end(&rejected);
        }
        Ok(verdict)
    }

    /// The transaction. The checkpoint moves first: its row is the lock that keeps a second consumer of the same name waiting,
    /// and what the projection reads after it cannot change any more.
    async fn commit(
        &mut self,
        part: &[EventRecord],
        change: Option<P::Change>,
        rejected: &mut Vec<Rejection>,
    ) -> Result<Verdict, Stop> {
        let (consumer, source) = (&*self.identity.consumer, &*self.identity.uri);
        let from = part[0].sequence;
        let to = Standing::at(&part[part.len() - 1]);
        let mut tx = self.conn.begin().await?;
        if !checkpoint::advance(&mut tx, consumer, source, from - 1, to).await? {
            tx.rollback().await?;
            return Ok(Verdict::Fenced);
        }
        if let Some(change) = change {
            let names = (consumer, source);
            rejected.extend(guarded::write(self.projection, &mut tx, names, part, change).await?);
        }
        let rows: Vec<_> = rejected
            .iter()
            .filter_map(|why| {
                let at = part.binary_search_by_key(&why.sequence, |event| event.sequence);
                at.ok().map(|at| (&part[at], why))
            })
            .collect();
        quarantine::insert(&mut tx, consumer, source, &rows, self.clock.now()).await?;
        tx.commit().await?;
        self.position.standing = to;
        Ok(Verdict::Applied)
    }

    fn count(&self, part: &[EventRecord], origin: Origin, rejected: &[Rejection]) {
        let outcome = match origin {
            Origin::Bus => &self.meters.applied,
            Origin::Gap => &self.meters.gap,
            Origin::Replay => &self.meters.replayed,
        };
        outcome.increment((part.len() - rejected.len()) as u64);
        if rejected.is_empty() {
            let settled: usize = part.iter().map(|event| event.corrects.len()).sum();
            self.meters.settled.increment(settled as u64);
        } else {
            self.meters.quarantined.increment(rejected.len() as u64);
            for why in rejected {
                tracing::error!(
                    source = self.identity.uri,
                    sequence = why.sequence,
                    reason = why.reason,
                    detail = why.detail,
                    "event was put into quarantine"
                );
            }
        }
        if origin == Origin::Bus {
            let now = self.clock.now();
            for recorded in part
                .iter()
                .filter_map(|event| instant(event.record_time.as_ref()))
            {
                self.meters.delay.record((now - recorded).as_seconds_f64());
            }
        }
    }
}
