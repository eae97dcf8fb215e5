use std::panic::AssertUnwindSafe;
use std::time::Duration;

use chiso_clock::Clock;
use futures::FutureExt as _;
use serde_json::Value;
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;
use uuid::Uuid;

use super::{Count, ENDED, JobFailure, JobState, store};

/// How often a job tells how far it has come, and sees whether it is to end.
const HEARTBEAT: Duration = Duration::from_millis(500);
/// How long the database may take to hear it; then the lock counts as lost.
const PATIENCE: Duration = Duration::from_secs(10);

/// How a job ended.
pub(super) enum End {
    Succeeded(Value),
    Failed(JobFailure),
    Cancelled,
}

impl End {
    pub const fn state(&self) -> JobState {
        match self {
            Self::Succeeded(_) => JobState::Succeeded,
            Self::Failed(_) => JobState::Failed,
            Self::Cancelled => JobState::Cancelled,
        }
    }
}

/// A job that runs here.
pub(super) struct Run {
    pub id: Uuid,
    pub kind: &'static str,
    /// Holds the lock of the job.
    pub lock: PgConnection,
    pub seen: watch::Receiver<Count<&'static str>>,
    pub pool: PgPool,
    pub clock: Clock,
    pub stopping: CancellationToken,
}

impl Run {
    pub async fn into_end(
        self,
        work: impl Future<Output = Result<Value, JobFailure>> + Send + 'static,
    ) {
        let span = tracing::info_span!("job", job.id = %self.id, job.kind = self.kind);
        self.run(work).instrument(span).await;
    }

    async fn run(mut self, work: impl Future<Output = Result<Value, JobFailure>> + Send + 'static) {
        tracing::info!("job began");
        let Some(end) = self.until_end(work).await else {
            tracing::warn!("job lost its lock and was given up");
            metrics::counter!(ENDED, "kind" => self.kind, "state" => JobState::Failed.code())
                .increment(1);
            return;
        };
        let state = end.state().code();
        metrics::counter!(ENDED, "kind" => self.kind, "state" => state).increment(1);
        if let End::Failed(failure) = &end {
            tracing::warn!(
                error.reason = &*failure.code,
                detail = &*failure.detail,
                "job failed"
            );
        } else {
            tracing::info!(state, "job ended");
        }
        let (count, now) = (*self.seen.borrow(), self.clock.now());
        let mut stored = store::end(&mut self.lock, self.id, &end, count, now).await;
        if stored.is_err() {
            stored = store::end(&self.pool, self.id, &end, count, now).await;
        }
        if let Err(error) = stored {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the end of a job is not recorded"
            );
        }
        // The lock is free as soon as the connection is gone, whichever way.
        let _ = self.lock.close().await;
    }

    /// Nothing if the lock was lost: somebody else may have begun already.
    async fn until_end(
        &mut self,
        work: impl Future<Output = Result<Value, JobFailure>> + Send + 'static,
    ) -> Option<End> {
        let mut work = Box::pin(AssertUnwindSafe(work).catch_unwind());
        let mut heartbeat = interval(HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                ended = &mut work => return Some(match ended {
                    Ok(Ok(result)) => End::Succeeded(result),
                    Ok(Err(failure)) => End::Failed(failure),
                    // The panic hook has logged where.
                    Err(_) => End::Failed(JobFailure::INTERNAL),
                }),
                () = self.stopping.cancelled() => return Some(End::Failed(JobFailure::INTERRUPTED)),
                _ = heartbeat.tick() => {
                    let count = *self.seen.borrow();
                    let heard = store::heartbeat(&mut self.lock, self.id, count);
                    match timeout(PATIENCE, heard).await {
                        Ok(Ok(Some(false))) => {}
                        Ok(Ok(Some(true))) => return Some(End::Cancelled),
                        Ok(Ok(None) | Err(_)) | Err(_) => return None,
                    }
                }
            }
        }
    }
}
