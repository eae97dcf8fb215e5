use chiso_clock::Clock;
use metrics::gauge;
use sqlx::PgPool;
use tokio::sync::watch;

use super::OBSERVE_EVERY;
use crate::event::instant;
use crate::metric;
use crate::store::{log, outbox};

/// Tells the metrics how outbox, log and bus stand, while this replica leads.
pub(super) struct Observing<'a> {
    pub(super) pool: &'a PgPool,
    pub(super) clock: &'a Clock,
    pub(super) floor: watch::Receiver<i64>,
    pub(super) head: watch::Receiver<i64>,
    pub(super) published: watch::Receiver<i64>,
}

impl Observing<'_> {
    pub(super) async fn run(self) {
        loop {
            // What cannot be read is not known, and not as it was.
            let (pending, age) = self.look().await.unwrap_or((f64::NAN, f64::NAN));
            gauge!(metric::OUTBOX_PENDING).set(pending);
            gauge!(metric::UNPUBLISHED_AGE_SECONDS).set(age);
            gauge!(metric::LOG_HEAD).set(metric::number(*self.head.borrow()));
            gauge!(metric::PUBLISHED_SEQUENCE).set(metric::number(*self.published.borrow()));
            tokio::time::sleep(OBSERVE_EVERY).await;
        }
    }

    /// How many events have no number, and the age of the oldest that the bus has not acknowledged.
    async fn look(&self) -> Result<(f64, f64), sqlx::Error> {
        let floor = *self.floor.borrow();
        let pending = outbox::count_pending(self.pool, floor).await?;
        let next = *self.published.borrow() + 1;
        let oldest = match log::read(self.pool, next, i64::MAX, 1).await?.first() {
            Some(event) => instant(event.record_time.as_ref()),
            None => outbox::oldest(self.pool, floor).await?,
        };
        let age = oldest.map_or(0.0, |at| (self.clock.now() - at).as_seconds_f64().max(0.0));
        Ok((metric::number(pending), age))
    }
}

/// A replica that does not lead knows nothing of it.
pub(super) fn forget() {
    for gauge in [
        metric::OUTBOX_PENDING,
        metric::UNPUBLISHED_AGE_SECONDS,
        metric::LOG_HEAD,
        metric::PUBLISHED_SEQUENCE,
    ] {
        gauge!(gauge).set(f64::NAN);
    }
}
