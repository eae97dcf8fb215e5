use std::sync::Arc;
use std::time::Duration;

use chiso_chassis::jobs::Progress;
use chiso_eventlog::{CatchUp, CatchUpError, checkpoint};
use sqlx::{Connection, PgConnection};
use tokio_util::sync::CancellationToken;

use super::counted::Counted;
use super::{Aggregator, AggregatorError, LIVE, Link, Projector};
use crate::domain::Rebuilt;
use crate::store::{generation, rebuild_lock};

/// Cells that are removed of a retired generation in one step, with all their days.
const REMOVED_AT_ONCE: i64 = 100;
/// The consumer of all generations that are being built, in metrics.
const BUILDING: &str = "aggregator-building";
/// How often generations that nobody needs are looked for, beside when a rebuild has left one.
const TIDY_EVERY: Duration = Duration::from_mins(1);

impl Aggregator {
    /// Dựng lại: builds a new generation from the logs of the sources and swaps it in.
    ///
    /// Queries and the live consumer go on with the old generation. Only at the very end the live consumer has to wait: its
    /// checkpoint is locked, the new generation takes up the last events, and one transaction hands its checkpoint and its
    /// quarantine over and makes it live. The consumer then goes on in the new generation from where that stands.
    ///
    /// Whoever drops this future gives the rebuild up; what it leaves is removed by [`Self::tidy`].
    ///
    /// # Errors
    /// [`AggregatorError::RebuildRunning`] if there is one already, in any replica.
    pub async fn rebuild(&self, progress: &Progress) -> Result<Rebuilt, AggregatorError> {
        progress.begin("events", Some(self.heads().await?));
        let mut lock = rebuild_lock::acquire(&self.pool)
            .await?
            .ok_or(AggregatorError::RebuildRunning)?;
        self.abandon(&mut lock).await?;
        let generation = generation::insert(&mut lock, self.clock.now()).await?;
        tracing::info!(generation, "rebuild began");
        let built = self.build(&mut lock, generation, progress).await;
        if built.is_ok() {
            lock.close().await?;
        }
        // Also after a failure, when the lock is free as soon as the connection is dropped.
        self.retired.notify_one();
        let events = built?;
        tracing::info!(generation, events, "rebuild is live");
        Ok(Rebuilt { generation, events })
    }

    /// How many events there are; all sources have to be up.
    async fn heads(&self) -> Result<i64, AggregatorError> {
        let mut events = 0;
        for link in &self.links {
            let head = link.log.head().await;
            events += head.map_err(|status| link.unavailable(status))?;
        }
        Ok(events)
    }

    async fn build(
        &self,
        lock: &mut PgConnection,
        generation: i32,
        progress: &Progress,
    ) -> Result<i64, AggregatorError> {
        let projector = Counted {
            projector: Arc::new(Projector::into_generation(self.pool.clone(), generation)),
            progress: progress.clone(),
        };
        // Twice: the first round takes long, and what comes meanwhile must not have to be read while the live consumer waits.
        for link in self.links.iter().chain(&self.links) {
            self.catch_up(link, &projector, generation).await?;
        }
        let mut swap = lock.begin().await?;
        for link in &self.links {
            checkpoint::load_for_update(&mut swap, LIVE, &link.source.uri()).await?;
        }
        let mut events = 0;
        for link in &self.links {
            events += self.catch_up(link, &projector, generation).await?;
            checkpoint::hand_over(&mut swap, &link.source.uri(), &consumer(generation), LIVE)
                .await?;
        }
        if !generation::promote(&mut swap, generation).await? {
            return Err(AggregatorError::RebuildAbandoned);
        }
        swap.commit().await?;
        Ok(events)
    }

    /// Applies the log of a source up to its present head, and returns how far it came.
    async fn catch_up(
        &self,
        link: &Link,
        projector: &Counted,
        generation: i32,
    ) -> Result<i64, AggregatorError> {
        let catch_up = CatchUp {
            pool: &self.pool,
            clock: &self.clock,
            consumer: &consumer(generation),
            label: BUILDING,
            source: link.source,
            projection: projector,
            log: &link.log,
        };
        // Whoever gives a rebuild up drops it.
        let never = CancellationToken::new();
        catch_up.run(&never).await.map_err(|error| match error {
            CatchUpError::Cancelled => AggregatorError::RebuildAbandoned,
            CatchUpError::Database(error) => AggregatorError::Database(error),
            CatchUpError::Log(status) => link.unavailable(status),
        })
    }

    /// Gives up what an interrupted rebuild has left.
    async fn abandon(&self, lock: &mut PgConnection) -> Result<(), AggregatorError> {
        let mut tx = lock.begin().await?;
        if let Some(generation) = generation::abandon(&mut *tx).await? {
            tracing::warn!(generation, "rebuild was given up");
            for link in &self.links {
                checkpoint::forget(&mut tx, &consumer(generation), &link.source.uri()).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// Removes generations that nobody needs, in small steps.
    pub async fn tidy(&self) -> Result<(), AggregatorError> {
        // Who builds it holds the lock, unless it was interrupted.
        if generation::building(&self.pool).await?.is_some()
            && let Some(mut lock) = rebuild_lock::try_acquire(&self.pool).await?
        {
            self.abandon(&mut lock).await?;
            lock.close().await?;
        }
        let mut conn = self.pool.acquire().await?;
        for generation in generation::retired(&mut *conn).await? {
            while !generation::remove_step(&mut conn, generation, REMOVED_AT_ONCE).await? {}
            tracing::info!(generation, "retired generation was removed");
        }
        Ok(())
    }

    /// Tidies at the start, after each rebuild and from time to time, until `stop`.
    pub async fn keep_tidy(&self, stop: CancellationToken) {
        for link in &self.links {
            CatchUp::<Projector>::announce(BUILDING, link.source);
        }
        while !stop.is_cancelled() {
            if let Some(Err(error)) = stop.run_until_cancelled(self.tidy()).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "generations cannot be tidied now"
                );
            }
            let pause = tokio::time::timeout(TIDY_EVERY, self.retired.notified());
            // Either way it is time to look again.
            let _ = stop.run_until_cancelled(pause).await;
        }
    }
}

/// Under which name the checkpoint of a generation is kept while it is built.
fn consumer(generation: i32) -> String {
    format!("{LIVE}-generation-{generation}")
}
