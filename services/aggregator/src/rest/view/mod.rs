//! What the REST API shows and takes in, beside figures. Days are ISO 8601, numbers plain.

mod figures;
mod job;

use chiso_eventlog::quarantine::Quarantined;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub use figures::{Figures, FiguresParams, IndicatorDefinition, Indicators};
pub use job::{JobParams, JobView, JobsView};

use crate::usecase::{ProjectionStatus, QuarantinePage, Reloaded, SourceStatus};

/// Where the projection stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectionStatus)]
pub struct ProjectionStatusView {
    /// Generation that answers queries.
    pub generation: i32,
    /// Generation that a rebuild is filling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building_generation: Option<i32>,
    pub sources: Vec<SourceStatusView>,
}

/// Where the projection stands against one source.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SourceStatus)]
pub struct SourceStatusView {
    #[schema(example = "/chiso/dossiers")]
    pub source: String,
    /// Number of the last event applied.
    pub checkpoint: i64,
    /// Last number of the source's log, as last seen; null while the log cannot be seen.
    pub head: Option<i64>,
    /// Head minus checkpoint; negative if the source was restored from an older state. Null while the head is.
    pub lag_events: Option<i64>,
    /// When the log was seen last, within ten seconds; null if never.
    pub seen_time: Option<DateTime<Utc>>,
    /// Why the log cannot be seen: `no_token`, `refused`, `unreachable` or `failed`; null while it can.
    pub fault: Option<String>,
    /// Whether the source's log is no more the one that was applied, because the source was restored from an older state. Nothing
    /// is applied until the projection is rebuilt.
    pub diverged: bool,
    /// Events that could not be applied.
    pub quarantined: i64,
}

/// Which page of the quarantine is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct QuarantineParams {
    /// 1 to 200; 50 where absent.
    #[param(minimum = 1, maximum = 200)]
    pub page_size: Option<i32>,
    /// From the page before.
    pub page_token: Option<String>,
}

/// One page of events that could not be applied.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Quarantine)]
pub struct QuarantineView {
    pub events: Vec<QuarantinedView>,
    /// Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_page_token: Option<String>,
}

/// An event that could not be applied.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuarantinedEvent)]
pub struct QuarantinedView {
    #[schema(example = "/chiso/dossiers")]
    pub source: String,
    /// Number in the log of the source.
    pub sequence: i64,
    pub event_id: String,
    #[serde(rename = "type")]
    #[schema(example = "chiso.dossiers.v1.DossierAccepted")]
    pub event_type: String,
    /// Stable code.
    #[schema(example = "UNDECODABLE")]
    pub reason: String,
    pub detail: String,
    pub quarantine_time: DateTime<Utc>,
}

/// What a load of the catalogue found.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueReloaded {
    pub units: usize,
    pub indicators: usize,
}

impl From<ProjectionStatus> for ProjectionStatusView {
    fn from(status: ProjectionStatus) -> Self {
        let ProjectionStatus {
            generation,
            building_generation,
            sources,
        } = status;
        let sources = sources.into_iter().map(|at| {
            let SourceStatus {
                source,
                checkpoint,
                head,
                lag_events,
                seen_at,
                fault,
                diverged,
                quarantined,
            } = at;
            SourceStatusView {
                source,
                checkpoint,
                head,
                lag_events,
                seen_time: seen_at,
                fault,
                diverged,
                quarantined,
            }
        });
        Self {
            generation,
            building_generation,
            sources: sources.collect(),
        }
    }
}

impl From<QuarantinePage> for QuarantineView {
    fn from(page: QuarantinePage) -> Self {
        Self {
            events: page.events.into_iter().map(QuarantinedView::from).collect(),
            next_page_token: page.next,
        }
    }
}

impl From<Quarantined> for QuarantinedView {
    fn from(quarantined: Quarantined) -> Self {
        Self {
            source: quarantined.source,
            sequence: quarantined.sequence,
            event_id: quarantined.event.event_id,
            event_type: quarantined.event.r#type,
            reason: quarantined.reason,
            detail: quarantined.detail,
            quarantine_time: quarantined.quarantined_at,
        }
    }
}

impl From<Reloaded> for CatalogueReloaded {
    fn from(Reloaded { units, indicators }: Reloaded) -> Self {
        Self { units, indicators }
    }
}
