//! The checkpointed consumer of one source.

mod applier;
mod bus;
mod catch_up;
mod fault;
mod guarded;
mod identity;
mod intake;
mod meters;
mod observing;
mod quarantined;
mod replay;
mod spans;
mod view;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream;
use chiso_clock::Clock;
use futures::FutureExt;
use sqlx::{PgConnection, PgPool};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::backoff::Backoff;
use crate::leadership;
use crate::log_client::LogClient;
use crate::projection::Projection;
use crate::source::Source;
use crate::source_fault::SourceFault;
use crate::store::checkpoint::Standing;
use applier::Applier;
use bus::Bus;
pub use catch_up::{CatchUp, CatchUpError};
use fault::Stop;
use identity::Identity;
use meters::Meters;
pub use quarantined::{Reapplied, reapply};
use view::{Position, View};

/// Events of one transaction at most.
const BATCH: usize = 5_000;
const CHECK_EVERY: Duration = Duration::from_secs(2);

/// What a replica knows of its consumer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ConsumerStatus {
    /// Whether this replica applies the events; the others stand by.
    pub leading: bool,
    /// Whether the durable consumer of the bus could be read at last.
    pub bus_connected: bool,
    /// Number of the last event applied, as of the time of leading.
    pub checkpoint: i64,
    /// The source's head as last seen; nothing if it could not be seen at last.
    pub source_head: Option<i64>,
    /// Why it could not, at last.
    pub source_fault: Option<SourceFault>,
    /// Whether the source's log is no more the one that was applied: nothing is applied until a rebuilt projection takes over,
    /// or the source has the log again. As of the time of leading.
    pub diverged: bool,
}

/// Applies the events of one source to a projection, each exactly once.
///
/// Events come over the bus. What the bus repeats is skipped by number, what it misses is read from the source's log, and on a
/// timer the checkpoint is compared with the log: nothing depends on the bus having kept what it acknowledged, and a source that
/// was restored from an older state is noticed before its new events pass for the old ones. The checkpoint moves in the
/// transaction that writes the projection. One replica leads by a lock on the connection it writes on.
#[derive(Debug)]
pub struct Consumer<P> {
    pool: PgPool,
    jetstream: jetstream::Context,
    log: LogClient,
    projection: Arc<P>,
    clock: Clock,
    identity: Identity,
    check_every: Duration,
    status: watch::Sender<ConsumerStatus>,
}

impl<P: Projection> Consumer<P> {
    /// The consumer `name` of `source`. The stream has to have a durable pull consumer of that name with one filter subject and
    /// `AckPolicy::All`; as many events as it lets be pending come in one transaction, up to 5,000.
    pub fn new(
        pool: PgPool,
        jetstream: jetstream::Context,
        log: LogClient,
        projection: Arc<P>,
        clock: Clock,
        name: &str,
        source: Source,
    ) -> Self {
        Self {
            pool,
            jetstream,
            log,
            projection,
            clock,
            identity: Identity::new(name, source),
            check_every: CHECK_EVERY,
            status: watch::Sender::default(),
        }
    }

    /// Compares with the source's head this often; every two seconds unless set.
    #[must_use]
    pub fn check_every(mut self, interval: Duration) -> Self {
        self.check_every = interval;
        self
    }

    /// What this replica knows, as it changes.
    pub fn status(&self) -> watch::Receiver<ConsumerStatus> {
        self.status.subscribe()
    }

    /// Runs until cancelled: outages of database, bus and log are waited out. When cancelled it finishes its transaction.
    pub async fn run(self, cancel: CancellationToken) {
        let meters = Meters::new(&self.identity.consumer, &self.identity.uri);
        let mut backoff = Backoff::new();
        let lock = self.identity.lock();
        while let Some(conn) = leadership::campaign(&self.pool, &lock, &cancel).await {
            tracing::info!(
                consumer = self.identity.consumer,
                source = self.identity.uri,
                "consumer leads"
            );
            self.status.send_modify(|status| status.leading = true);
            meters.leader.set(1.0);
            let led = Instant::now();
            let ended = AssertUnwindSafe(self.lead(conn, &meters, &cancel))
                .catch_unwind()
                .await;
            self.status.send_modify(|status| {
                *status = ConsumerStatus {
                    bus_connected: status.bus_connected,
                    ..ConsumerStatus::default()
                };
            });
            meters.forget();
            let stop = match ended {
                Ok(Ok(())) => return,
                Ok(Err(stop)) => stop,
                Err(_) => Stop::Panic,
            };
            if matches!(stop, Stop::Panic) {
                meters.panics.increment(1);
            }
            tracing::warn!(consumer = self.identity.consumer, error = %stop, "consumer lost the lead");
            backoff.reset_after(led.elapsed());
            backoff.pause(&cancel).await;
        }
    }

    async fn lead(
        &self,
        conn: PgConnection,
        meters: &Meters,
        cancel: &CancellationToken,
    ) -> Result<(), Stop> {
        let mut applier = Applier::open(
            conn,
            &self.identity,
            self.projection.as_ref(),
            &self.clock,
            meters,
            cancel,
        )
        .await?;
        let mut bus = self.open_bus(meters);
        let (position, stood) = watch::channel(applier.position());
        let (mut views, _asking) = self.ask_for_views(stood);
        let mut deliveries = Vec::with_capacity(BATCH);
        let mut bus_moved = false;
        while !cancel.is_cancelled() {
            position.send_replace(applier.position());
            let Standing {
                sequence, diverged, ..
            } = applier.standing();
            self.status.send_modify(|status| {
                status.checkpoint = sequence;
                status.diverged = diverged;
            });
            tokio::select! {
                () = cancel.cancelled() => {}
                received = bus.receive(&mut deliveries), if !diverged => {
                    received?;
                    self.take(&mut applier, &mut deliveries).await?;
                    bus_moved |= applier.checkpoint() > sequence;
                }
                changed = views.changed() => {
                    changed.map_err(|_| Stop::Panic)?;
                    let seen = *views.borrow_and_update();
                    self.status.send_modify(|status| {
                        status.source_head = seen.ok().map(|view| view.head);
                        status.source_fault = seen.err();
                    });
                    self.compare(&mut applier, seen, bus_moved).await?;
                    bus_moved = false;
                    if diverged && !applier.standing().diverged {
                        // What was read ahead may be of a log that is no more.
                        deliveries.clear();
                        bus = self.open_bus(meters);
                    }
                }
            }
        }
        applier.close().await;
        Ok(())
    }

    fn open_bus(&self, meters: &Meters) -> Bus {
        Bus::open(
            self.jetstream.clone(),
            &self.identity,
            meters,
            self.status.clone(),
        )
    }

    /// Looks at the source's log on a timer, beside the consumer: a source that hangs delays nothing.
    fn ask_for_views(&self, position: watch::Receiver<Position>) -> (Views, AbortOnDropHandle<()>) {
        let (views_in, views) = watch::channel(Err(SourceFault::Unreachable));
        let (log, every) = (self.log.clone(), self.check_every);
        let asking = tokio::spawn(async move {
            loop {
                tokio::time::sleep(every).await;
                // Read before the source is asked: what is applied meanwhile may be newer than the answer.
                let at = *position.borrow();
                let seen = View::ask(&log, at).await.map_err(|status| {
                    tracing::debug!(status = %status, "the source's log cannot be seen");
                    SourceFault::of(&status)
                });
                // What was seen before is of no use any more.
                let _ = views_in.send_replace(seen);
            }
        });
        (views, AbortOnDropHandle::new(asking))
    }
}

/// What was seen of the source at last, or why it could not be.
type Views = watch::Receiver<Result<View, SourceFault>>;
