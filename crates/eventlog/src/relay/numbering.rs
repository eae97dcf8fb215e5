use std::time::Duration;

use chiso_proto::eventlog::v1::EventRecord;
use metrics::gauge;
use sqlx::PgConnection;
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::WINDOW;
use super::floor::Floor;
use crate::metric;
use crate::store::{head, outbox};

/// How long a full publisher is waited for before it has to read the window from the log.
const HAND_OVER: Duration = Duration::from_millis(250);
/// How often it is marked how far the bus has acknowledged. Each mark leaves a version of the row behind.
const MARK_EVERY: Duration = Duration::from_millis(250);
const DRAIN: Duration = Duration::from_secs(3);

/// The writing half of the leader, on the connection that holds the lock.
pub(super) struct Numbering<'a> {
    pub(super) conn: &'a mut PgConnection,
    pub(super) wake: &'a Notify,
    pub(super) poll_every: Duration,
    /// How far the bus has acknowledged.
    pub(super) published: watch::Receiver<i64>,
    /// The same as it is marked in the database.
    pub(super) marked: i64,
    pub(super) head: watch::Sender<i64>,
    /// Up to which id the outbox is done with.
    pub(super) floor: watch::Sender<i64>,
    pub(super) windows: mpsc::Sender<Vec<EventRecord>>,
}

impl Numbering<'_> {
    pub(super) async fn run(mut self, cancel: &CancellationToken) -> Result<(), sqlx::Error> {
        let mut floor = Floor::default();
        let mut marked_at = Instant::now();
        let mut more = true;
        while !cancel.is_cancelled() {
            if more || self.woken(cancel).await? {
                more = self.number(&mut floor).await? == WINDOW;
            }
            if marked_at.elapsed() >= MARK_EVERY {
                self.mark().await?;
                marked_at = Instant::now();
            }
        }
        tokio::time::timeout(DRAIN, self.drain(&mut floor))
            .await
            .unwrap_or(Ok(()))
    }

    /// Waits for a wake or the poll; false if the poll found nothing to number.
    async fn woken(&mut self, cancel: &CancellationToken) -> Result<bool, sqlx::Error> {
        let floor = *self.floor.borrow();
        tokio::select! {
            () = self.wake.notified() => Ok(true),
            () = cancel.cancelled() => Ok(false),
            () = tokio::time::sleep(self.poll_every) => {
                Ok(outbox::oldest(&mut *self.conn, floor).await?.is_some())
            }
        }
    }

    /// Numbers one window.
    async fn number(&mut self, floor: &mut Floor) -> Result<usize, sqlx::Error> {
        floor.look(outbox::drawn(&mut *self.conn).await?);
        let window = outbox::number(&mut *self.conn, floor.get(), WINDOW).await?;
        let count = window.events.len();
        floor.took((count == WINDOW).then_some(window.last_id));
        self.floor.send_replace(floor.get());
        let Some(last) = window.events.last().map(|event| event.sequence) else {
            return Ok(0);
        };
        gauge!(metric::LOG_HEAD).set(metric::number(last));
        // A publisher that takes none of it, because the bus is away, finds the window in the log.
        let _ = self.windows.send_timeout(window.events, HAND_OVER).await;
        self.head.send_replace(last);
        Ok(count)
    }

    /// Marks how far the bus has acknowledged. After a crash what is not marked is published again.
    async fn mark(&mut self) -> Result<(), sqlx::Error> {
        let acknowledged = *self.published.borrow();
        if acknowledged > self.marked {
            head::mark(&mut *self.conn, acknowledged).await?;
            self.marked = acknowledged;
        }
        Ok(())
    }

    /// Numbers what is committed, waits until it is published and marks it.
    async fn drain(&mut self, floor: &mut Floor) -> Result<(), sqlx::Error> {
        while self.number(floor).await? > 0 {}
        let head = *self.head.borrow();
        // Ends early only if the publisher is gone, and then there is nothing to wait for.
        let _ = self
            .published
            .wait_for(|published| *published >= head)
            .await;
        self.mark().await
    }
}
