use std::time::Duration;

use chiso_proto::eventlog::v1::EventRecord;
use sqlx::PgConnection;
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::WINDOW;
use crate::store::{head, outbox};

/// How long a full publisher is waited for before it has to read the window from the log.
const HAND_OVER: Duration = Duration::from_millis(250);
const DRAIN: Duration = Duration::from_secs(3);

/// The writing half of the leader, on the connection that holds the lock.
pub(super) struct Numbering<'a> {
    pub(super) conn: &'a mut PgConnection,
    pub(super) wake: &'a Notify,
    pub(super) poll_every: Duration,
    /// How far the bus has acknowledged.
    pub(super) published: watch::Receiver<i64>,
    /// The same as stored in `head`.
    pub(super) marked: i64,
    pub(super) head: watch::Sender<i64>,
    pub(super) windows: mpsc::Sender<Vec<EventRecord>>,
}

impl Numbering<'_> {
    pub(super) async fn run(mut self, cancel: &CancellationToken) -> Result<(), sqlx::Error> {
        let mut more = true;
        while !cancel.is_cancelled() {
            if more || self.woken(cancel).await? {
                more = self.number().await? == WINDOW;
            }
        }
        tokio::time::timeout(DRAIN, self.drain())
            .await
            .unwrap_or(Ok(()))
    }

    /// Waits for a wake or the poll; false if the poll found nothing to do.
    async fn woken(&mut self, cancel: &CancellationToken) -> Result<bool, sqlx::Error> {
        tokio::select! {
            () = self.wake.notified() => Ok(true),
            () = cancel.cancelled() => Ok(false),
            () = tokio::time::sleep(self.poll_every) => {
                Ok(*self.published.borrow() > self.marked || outbox::has_pending(&mut *self.conn).await?)
            }
        }
    }

    /// Numbers one window, and marks how far the windows before it were acknowledged.
    async fn number(&mut self) -> Result<usize, sqlx::Error> {
        let acknowledged = *self.published.borrow();
        let window = outbox::number(self.conn, acknowledged, WINDOW).await?;
        self.marked = acknowledged;
        let Some(last) = window.last().map(|event| event.sequence) else {
            return Ok(0);
        };
        let count = window.len();
        // A publisher that takes none of it, because the bus is away, finds the window in the log.
        let _ = self.windows.send_timeout(window, HAND_OVER).await;
        self.head.send_replace(last);
        Ok(count)
    }

    /// Numbers what is committed, waits until it is published and marks it.
    async fn drain(&mut self) -> Result<(), sqlx::Error> {
        while self.number().await? > 0 {}
        let head = *self.head.borrow();
        // Ends early only if the publisher is gone, and then there is nothing to wait for.
        let _ = self
            .published
            .wait_for(|published| *published >= head)
            .await;
        let acknowledged = *self.published.borrow();
        head::lock_and_mark(self.conn, acknowledged).await?;
        Ok(())
    }
}
