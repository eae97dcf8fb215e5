use chiso_clock::Clock;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use tonic::Status;

use super::applier::{Applier, Origin};
use super::identity::Identity;
use super::meters::Meters;
use super::replay::ReplayError;
use crate::leadership;
use crate::log_client::LogClient;
use crate::projection::Projection;
use crate::source::Source;

/// Applies the whole log of a source to a projection, without the bus: what builds a new generation beside the old one.
#[derive(Clone, Copy, Debug)]
pub struct CatchUp<'a, P> {
    /// Database of the projection and its checkpoint.
    pub pool: &'a PgPool,
    /// Clock of quarantine rows.
    pub clock: &'a Clock,
    /// Name of the consumer, e.g. `aggregator-generation-5`; its checkpoint says where to go on.
    pub consumer: &'a str,
    /// Under which consumer its metrics go, e.g. `aggregator-building`: one name for all generations, so that labels are bounded.
    pub label: &'a str,
    /// Whose log.
    pub source: Source,
    /// Where it goes.
    pub projection: &'a P,
    /// The log.
    pub log: &'a LogClient,
}

/// Why a catch-up ended before the head.
#[derive(Debug, thiserror::Error)]
pub enum CatchUpError {
    /// The database of the projection failed.
    #[error("the projection's database failed")]
    Database(#[from] sqlx::Error),
    /// The log could not be read.
    #[error("the source's log cannot be read")]
    Log(#[from] Status),
    /// It was cancelled.
    #[error("cancelled")]
    Cancelled,
}

impl From<ReplayError> for CatchUpError {
    fn from(error: ReplayError) -> Self {
        match error {
            ReplayError::Database(error) => Self::Database(error),
            ReplayError::Log(status) => Self::Log(status),
        }
    }
}

impl<P: Projection> CatchUp<'_, P> {
    /// Makes the metrics that catch-ups of `source` have under `label`, so that they are there before the first one.
    pub fn announce(label: &str, source: Source) {
        Meters::new(label, &source.uri());
    }

    /// Applies everything from the checkpoint to the head of the log, as it is when called: a log that is written to all the
    /// time has no end to wait for. Returns how far it came.
    ///
    /// # Errors
    /// See [`CatchUpError`]. What was applied stays: called again, it goes on.
    pub async fn run(&self, cancel: &CancellationToken) -> Result<i64, CatchUpError> {
        let identity = Identity::new(self.consumer, self.source);
        let meters = Meters::new(self.label, &identity.uri);
        let conn = leadership::campaign(self.pool, &identity.lock(), cancel)
            .await
            .ok_or(CatchUpError::Cancelled)?;
        let mut applier = Applier::open(
            conn,
            &identity,
            self.projection,
            self.clock,
            &meters,
            cancel,
        )
        .await?;
        let head = self.log.head().await?;
        applier.replay(self.log, head, Origin::Replay).await?;
        if cancel.is_cancelled() {
            return Err(CatchUpError::Cancelled);
        }
        let reached = applier.checkpoint();
        applier.close().await;
        Ok(reached)
    }
}
