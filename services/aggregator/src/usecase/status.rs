use chiso_eventlog::checkpoint;
use chrono::{DateTime, Utc};

use super::{Aggregator, AggregatorError, LIVE};
use crate::store::generation;

/// Where the projection stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectionStatus {
    /// The generation that answers queries.
    pub generation: i32,
    /// The generation that a rebuild is filling.
    pub building_generation: Option<i32>,
    pub sources: Vec<SourceStatus>,
}

/// Where the projection stands against one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceStatus {
    pub source: String,
    /// Number of the last event applied.
    pub checkpoint: i64,
    /// Last number of the source's log, as last seen.
    pub head: Option<i64>,
    /// Head minus checkpoint; negative if the source was restored from an older state.
    pub lag_events: Option<i64>,
    /// When the log was seen last.
    pub seen_at: Option<DateTime<Utc>>,
    /// Why it cannot be seen since.
    pub fault: Option<String>,
    /// Whether the source's log is no more the one that was applied.
    pub diverged: bool,
    pub quarantined: i64,
}

impl Aggregator {
    /// Generation, checkpoints, lag and quarantine.
    pub async fn projection_status(&self) -> Result<ProjectionStatus, AggregatorError> {
        let sources = checkpoint::list(&self.pool, LIVE).await?;
        let now = self.clock.now();
        let sources = sources.into_iter().map(|at| SourceStatus {
            head: at.known_head(now),
            lag_events: at.known_head(now).map(|head| head - at.last_sequence),
            source: at.source,
            checkpoint: at.last_sequence,
            seen_at: at.source_seen_at,
            fault: at.source_fault,
            diverged: at.diverged,
            quarantined: at.quarantined,
        });
        Ok(ProjectionStatus {
            generation: generation::live(&self.pool).await?,
            building_generation: generation::building(&self.pool).await?,
            sources: sources.collect(),
        })
    }
}
