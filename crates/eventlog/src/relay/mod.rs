//! The relay: numbers the committed events of its source and publishes them.

mod floor;
mod numbering;
mod observing;
mod publisher;
mod waker;

use std::panic::AssertUnwindSafe;
use std::sync::atomic::Ordering;
use std::time::Duration;

use async_nats::jetstream;
use chiso_clock::Clock;
use futures::FutureExt;
use metrics::{counter, gauge};
use sqlx::postgres::{PgListener, PgPool, PgPoolOptions};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::backoff::Backoff;
use crate::leadership;
use crate::metric;
use crate::source::Source;
use crate::store::{head, idempotency, outbox};
use publisher::Publisher;
pub use waker::Waker;

/// Events of one window: numbered in one transaction, published together.
const WINDOW: usize = 2_000;
const POLL_EVERY: Duration = Duration::from_millis(250);
const LEADER_LOCK: &str = "chiso.eventlog.relay";
const OBSERVE_EVERY: Duration = Duration::from_secs(2);
/// Listening, publishing from the log, and one for all the rest.
const CONNECTIONS: u32 = 3;
const PRUNE_EVERY: Duration = Duration::from_hours(1);
const NOTIFY_PAUSE: Duration = Duration::from_millis(5);

/// Numbers the events of a source in commit order and publishes them; one replica leads, the others stand by.
///
/// How far the bus has acknowledged is stored a few times a second. After a crash in between, what is not marked is published
/// again with the same `Nats-Msg-Id` and the same numbers, by which consumers skip it. While the bus is away numbering goes on,
/// and publishing starts again from the stored watermark.
///
/// It has connections of its own: whatever keeps the service's pool busy does not keep the events.
#[derive(Debug)]
pub struct Relay {
    pool: PgPool,
    jetstream: jetstream::Context,
    source: Source,
    clock: Clock,
    waker: Waker,
    poll_every: Duration,
}

impl Relay {
    /// The relay of the log in the database of `pool`, which belongs to `source`. Of the pool it takes only where the database
    /// is; it holds up to three connections, and one more while it leads.
    pub fn new(pool: &PgPool, jetstream: jetstream::Context, source: Source, clock: Clock) -> Self {
        // The outbox is all churn, and no statistics describe it: a plan made while it was empty would read all that waits for the
        // vacuum. What is asked of it always has an index, and no plan is worth compiling.
        let options = (*pool.connect_options())
            .clone()
            .options([("enable_seqscan", "off"), ("jit", "off")]);
        Self {
            pool: PgPoolOptions::new()
                .max_connections(CONNECTIONS)
                .connect_lazy_with(options),
            jetstream,
            source,
            clock,
            waker: Waker::new(),
            poll_every: POLL_EVERY,
        }
    }

    /// Looks this often for committed events that nobody woke it for; every quarter of a second unless set.
    #[must_use]
    pub fn poll_every(mut self, interval: Duration) -> Self {
        self.poll_every = interval;
        self
    }

    /// What the service calls after each commit that appended events.
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Runs until cancelled; outages of the database or the bus are waited out. When cancelled while leading, it publishes what
    /// is committed, for at most three seconds.
    ///
    /// A panic costs the lead at most: it begins again.
    pub async fn run(self, cancel: CancellationToken) {
        metric::start_relay();
        let mut backoff = Backoff::new();
        loop {
            let began = Instant::now();
            let work = async {
                tokio::select! {
                    () = self.compete(&cancel) => {}
                    () = self.forward_wakes() => {}
                    () = self.prune() => {}
                }
            };
            if AssertUnwindSafe(work).catch_unwind().await.is_ok() {
                return;
            }
            self.stand_down();
            counter!(metric::RELAY_PANICS).increment(1);
            tracing::error!(
                source = self.source.domain,
                "relay panicked and begins again"
            );
            backoff.reset_after(began.elapsed());
            backoff.pause(&cancel).await;
        }
    }

    async fn compete(&self, cancel: &CancellationToken) {
        let mut backoff = Backoff::new();
        while let Some(conn) = leadership::campaign(&self.pool, LEADER_LOCK, cancel).await {
            tracing::info!(source = self.source.domain, "relay leads");
            self.waker.leading.store(true, Ordering::Release);
            gauge!(metric::RELAY_LEADER).set(1.0);
            let led = Instant::now();
            let ended = self.lead(conn, cancel).await;
            self.stand_down();
            match ended {
                Ok(()) => return,
                Err(error) => {
                    tracing::warn!(source = self.source.domain, error = %error, "relay lost the lead");
                    backoff.reset_after(led.elapsed());
                    backoff.pause(cancel).await;
                }
            }
        }
    }

    fn stand_down(&self) {
        self.waker.leading.store(false, Ordering::Release);
        gauge!(metric::RELAY_LEADER).set(0.0);
        observing::forget();
    }

    /// Leads until cancelled or the connection is lost.
    async fn lead(
        &self,
        mut conn: sqlx::PgConnection,
        cancel: &CancellationToken,
    ) -> Result<(), sqlx::Error> {
        let start = head::load(&mut conn).await?;
        let (windows_in, windows) = mpsc::channel(1);
        let (head_in, head) = watch::channel(start.sequence);
        let (acks_in, acks) = watch::channel(start.published);
        let (floor_in, floor) = watch::channel(0);
        let observing = observing::Observing {
            pool: &self.pool,
            clock: &self.clock,
            floor,
            head: head.clone(),
            published: acks.clone(),
        };
        let publisher = Publisher {
            pool: &self.pool,
            jetstream: &self.jetstream,
            source: self.source,
            clock: &self.clock,
            published: acks_in,
            head,
            windows,
        };
        let numbering = numbering::Numbering {
            conn: &mut conn,
            wake: &self.waker.local,
            poll_every: self.poll_every,
            published: acks,
            marked: start.published,
            head: head_in,
            floor: floor_in,
            windows: windows_in,
        };
        tokio::select! {
            ended = numbering.run(cancel) => ended?,
            () = publisher.run() => {}
            () = self.listen() => {}
            () = observing.run() => {}
        }
        leadership::resign(conn).await;
        Ok(())
    }

    /// Wakes the leader when another replica has committed events. Polling covers what is missed.
    async fn listen(&self) {
        loop {
            if let Err(error) = self.listen_on_one_connection().await {
                tracing::debug!(error = %error, "relay does not hear the other replicas");
            }
            tokio::time::sleep(OBSERVE_EVERY).await;
        }
    }

    async fn listen_on_one_connection(&self) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.listen(outbox::CHANNEL).await?;
        loop {
            listener.recv().await?;
            self.waker.local.notify_one();
        }
    }

    /// Tells the leader elsewhere. Wakes that come while one is told are told as one.
    async fn forward_wakes(&self) {
        loop {
            self.waker.remote.notified().await;
            if let Err(error) = outbox::notify(&self.pool).await {
                tracing::debug!(error = %error, "relay's leader was not woken");
            }
            tokio::time::sleep(NOTIFY_PAUSE).await;
        }
    }

    /// Keeps the table of idempotency keys small, in every replica, at the start and from then on: whoever leads, and however
    /// short a replica lives.
    async fn prune(&self) {
        loop {
            match idempotency::prune(&self.pool, self.clock.now()).await {
                Ok(removed) => tracing::debug!(removed, "old idempotency keys were removed"),
                Err(error) => tracing::warn!(error = %error, "idempotency keys were not pruned"),
            }
            tokio::time::sleep(PRUNE_EVERY).await;
        }
    }
}
