use chiso_clock::Clock;
use chiso_proto::eventlog::v1::EventRecord;
use sqlx::{Connection, PgConnection};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, Span};

use super::BATCH;
use super::fault::{Fault, refused};
use super::identity::Identity;
use super::meters::Meters;
use super::spans::Processing;
use super::view::View;
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
    conn: PgConnection,
    pub(super) identity: &'a Identity,
    projection: &'a P,
    clock: &'a Clock,
    pub(super) meters: &'a Meters,
    pub(super) cancel: &'a CancellationToken,
    standing: Standing,
}

/// What became of one transaction.
enum Verdict {
    Applied,
    /// The checkpoint does not stand as it was thought to: somebody handed another one over.
    Fenced,
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
            standing,
        })
    }

    pub(super) async fn close(self) {
        leadership::resign(self.conn).await;
    }

    pub(super) fn standing(&self) -> Standing {
        self.standing
    }

    pub(super) fn checkpoint(&self) -> i64 {
        self.standing.sequence
    }

    /// Whether nothing more is to be applied.
    pub(super) fn is_halted(&self) -> bool {
        self.cancel.is_cancelled() || self.standing.diverged
    }

    /// Whether there is another event under the number of the one that was applied last.
    pub(super) fn is_contradicted_by(&self, events: &[EventRecord]) -> bool {
        self.standing.event_id.is_some()
            && events.iter().any(|event| {
                event.sequence == self.standing.sequence && id_of(event) != self.standing.event_id
            })
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
            let part = &events[done..events.len().min(done + limit)];
            let error = match self.apply_part(part, origin, receive).await {
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
                Err(error) => error,
            };
            match Fault::of(&error) {
                Fault::Connection => return Err(error),
                Fault::Contention if repeats < REPEATS_AT_ONCE => repeats += 1,
                // Some event of the part is at fault: halves are tried until it stands alone.
                Fault::Data if part.len() > 1 => limit = part.len() / 2,
                Fault::Data => {
                    let rejection = refused(part[0].sequence, &error);
                    match self
                        .commit_part(part, None, vec![rejection], origin, receive)
                        .await
                    {
                        Ok(Verdict::Applied) => done += 1,
                        Ok(Verdict::Fenced) => {
                            self.reload().await?;
                            return Ok(done);
                        }
                        Err(error) if Fault::of(&error) == Fault::Connection => return Err(error),
                        Err(error) => self.wait_out(&error, &mut backoff).await,
                    }
                }
                Fault::Contention | Fault::Outage => self.wait_out(&error, &mut backoff).await,
            }
        }
        Ok(done)
    }

    async fn wait_out(&self, error: &sqlx::Error, backoff: &mut Backoff) {
        tracing::warn!(consumer = self.identity.consumer, error = %error, "events cannot be applied now");
        backoff.pause(self.cancel).await;
    }

    async fn reload(&mut self) -> Result<(), sqlx::Error> {
        let (consumer, source) = (&self.identity.consumer, &self.identity.uri);
        self.standing = checkpoint::load(&mut self.conn, consumer, source).await?;
        Ok(())
    }

    async fn apply_part(
        &mut self,
        part: &[EventRecord],
        origin: Origin,
        receive: &Span,
    ) -> Result<Verdict, sqlx::Error> {
        let Folded { change, rejected } = self.projection.fold(part);
        let change = (rejected.len() < part.len()).then_some(change);
        self.commit_part(part, change, rejected, origin, receive)
            .await
    }

    /// Commits a part, with its spans and metrics.
    async fn commit_part(
        &mut self,
        part: &[EventRecord],
        change: Option<P::Change>,
        rejected: Vec<Rejection>,
        origin: Origin,
        receive: &Span,
    ) -> Result<Verdict, sqlx::Error> {
        let processing = Processing::begin(part, origin, self.identity, receive);
        let verdict = self
            .commit(part, change, &rejected)
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
        rejected: &[Rejection],
    ) -> Result<Verdict, sqlx::Error> {
        let (consumer, source) = (&self.identity.consumer, &self.identity.uri);
        let from = part[0].sequence;
        let to = Standing::at(&part[part.len() - 1]);
        let mut tx = self.conn.begin().await?;
        if !checkpoint::advance(&mut tx, consumer, source, from - 1, to).await? {
            tx.rollback().await?;
            return Ok(Verdict::Fenced);
        }
        if let Some(change) = change {
            self.projection.write(&mut tx, change).await?;
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
        self.standing = to;
        Ok(Verdict::Applied)
    }

    fn count(&self, part: &[EventRecord], origin: Origin, rejected: &[Rejection]) {
        let outcome = match origin {
            Origin::Bus => &self.meters.applied,
            Origin::Gap => &self.meters.gap,
            Origin::Replay => &self.meters.replayed,
        };
        outcome.increment((part.len() - rejected.len()) as u64);
        if !rejected.is_empty() {
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

    /// Takes in and publishes where consumer and source stand; at the same time shows whether the connection lives.
    #[expect(
        clippy::cast_precision_loss,
        reason = "metrics are floats; numbers are exact to 2^53"
    )]
    pub(super) async fn observe(&mut self, view: Option<View>) -> Result<(), sqlx::Error> {
        let (consumer, source) = (&self.identity.consumer, &self.identity.uri);
        let quarantined = quarantine::count(&mut self.conn, consumer, source).await?;
        self.meters.in_quarantine.set(quarantined as f64);
        let before = self.standing;
        // Another checkpoint may have been handed over, even one that lies before.
        self.reload().await?;
        if let Some(View { head, diverged }) = view {
            checkpoint::see_source(&mut self.conn, consumer, source, head, diverged).await?;
            self.standing.diverged = diverged;
            // A head that was asked for before the last events were applied says nothing about them.
            let head = if diverged {
                head
            } else {
                head.max(self.checkpoint())
            };
            self.meters.source_head.set(head as f64);
            self.meters.lag.set((head - self.checkpoint()) as f64);
            if diverged && !before.diverged {
                tracing::error!(
                    head,
                    checkpoint = self.checkpoint(),
                    source,
                    "the source's log is not the one that was applied: it was restored from an older state"
                );
            }
        }
        self.meters.checkpoint.set(self.checkpoint() as f64);
        let diverged = if self.standing.diverged { 1.0 } else { 0.0 };
        self.meters.diverged.set(diverged);
        Ok(())
    }
}
