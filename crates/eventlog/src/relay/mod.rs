//! The relay: numbers the committed events of its source and publishes them.

mod numbering;
mod publisher;
mod waker;

use std::sync::atomic::Ordering;
use std::time::Duration;

use async_nats::jetstream;
use chiso_clock::Clock;
use metrics::gauge;
use sqlx::postgres::{PgListener, PgPool};
use tokio::sync::{mpsc, watch};
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
const PRUNE_EVERY: Duration = Duration::from_hours(1);
const NOTIFY_PAUSE: Duration = Duration::from_millis(5);

/// Numbers the events of a source in commit order and publishes them; one replica leads, the others stand by.
///
/// A window is numbered in a transaction that also stores how far the bus has acknowledged the windows before. After a crash
/// in between, a window is published again with the same `Nats-Msg-Id` and the same numbers, by which consumers skip it.
/// While the bus is away numbering goes on, and publishing starts again from the stored watermark.
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
    /// The relay of the log in the database of `pool`, which belongs to `source`. It takes two connections of the pool while it
    /// leads, and one beside it.
    pub fn new(pool: PgPool, jetstream: jetstream::Context, source: Source, clock: Clock) -> Self {
        Self {
            pool,
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
    pub async fn run(self, cancel: CancellationToken) {
        gauge!(metric::RELAY_LEADER).set(0.0);
        tokio::select! {
            () = self.compete(&cancel) => {}
            () = self.forward_wakes() => {}
        }
    }

    async fn compete(&self, cancel: &CancellationToken) {
        let mut backoff = Backoff::new();
        while let Some(conn) = leadership::campaign(&self.pool, LEADER_LOCK, cancel).await {
            tracing::info!(source = self.source.domain, "relay leads");
            self.waker.leading.store(true, Ordering::Release);
            gauge!(metric::RELAY_LEADER).set(1.0);
            let ended = self.lead(conn, cancel).await;
            self.waker.leading.store(false, Ordering::Release);
            gauge!(metric::RELAY_LEADER).set(0.0);
            match ended {
                Ok(()) => return,
                Err(error) => {
                    tracing::warn!(source = self.source.domain, error = %error, "relay lost the lead");
                    backoff.pause(cancel).await;
                }
            }
        }
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
            windows: windows_in,
        };
        tokio::select! {
            ended = numbering.run(cancel) => ended?,
            () = publisher.run() => {}
            () = self.listen() => {}
            () = self.observe() => {}
            () = self.prune() => {}
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

    #[expect(
        clippy::cast_precision_loss,
        reason = "metrics are floats; numbers are exact to 2^53"
    )]
    async fn observe(&self) {
        loop {
            if let Ok(pending) = outbox::count_pending(&self.pool).await {
                gauge!(metric::OUTBOX_PENDING).set(pending as f64);
            }
            if let Ok(head) = head::load(&self.pool).await {
                gauge!(metric::LOG_HEAD).set(head.sequence as f64);
                gauge!(metric::PUBLISHED_SEQUENCE).set(head.published as f64);
            }
            tokio::time::sleep(OBSERVE_EVERY).await;
        }
    }

    /// The leader is also the one that keeps the table of idempotency keys small.
    async fn prune(&self) {
        loop {
            tokio::time::sleep(PRUNE_EVERY).await;
            match idempotency::prune(&self.pool, self.clock.now()).await {
                Ok(removed) => tracing::debug!(removed, "old idempotency keys were removed"),
                Err(error) => tracing::warn!(error = %error, "idempotency keys were not pruned"),
            }
        }
    }
}
