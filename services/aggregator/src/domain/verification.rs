use chiso_measure::{Channel, Measure, OwnedCell};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Đối soát: what a recomputation found, as it is kept with its job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Verification {
    pub generation: i32,
    /// Facets that were recomputed.
    pub facets: u64,
    /// Sums by cell and day that were compared.
    pub compared: u64,
    /// Sums that differ.
    pub drifted: u64,
    /// The first 100 of them.
    pub drifts: Vec<Drift>,
    /// Events in quarantine: they explain drift.
    pub quarantined: i64,
    /// Facets and events of the sources that cannot be read: they explain drift too.
    pub unreadable: u64,
    /// What became of each source.
    pub sources: Vec<SourceVerification>,
}

/// What became of one source. The sums of a source that could not be read are not compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceVerification {
    #[schema(example = "/chiso/dossiers")]
    pub source: String,
    /// Whether its sums were compared.
    pub verified: bool,
    /// Class of the reason if not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "UNAVAILABLE")]
    pub reason: Option<String>,
    /// Facets that were recomputed.
    pub facets: u64,
    /// Sums that differ.
    pub drifted: u64,
}

/// Sai lệch: a sum that is not what the facets say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Drift {
    #[schema(example = "received")]
    pub measure: String,
    pub unit_id: String,
    pub procedure_code: String,
    /// Null for measures of procedures.
    pub channel: Option<String>,
    pub service_level: String,
    pub date: NaiveDate,
    pub expected: i64,
    pub actual: i64,
}

impl Drift {
    pub fn new(
        cell: OwnedCell,
        measure: Measure,
        date: NaiveDate,
        expected: i64,
        actual: i64,
    ) -> Self {
        Self {
            measure: measure.code().to_owned(),
            unit_id: cell.unit.into(),
            procedure_code: cell.procedure.into(),
            channel: cell.channel.map(Channel::code).map(str::to_owned),
            service_level: cell.service_level.code().to_owned(),
            date,
            expected,
            actual,
        }
    }
}

/// Dựng lại: what a rebuild has done, as it is kept with its job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Rebuild)]
pub struct Rebuilt {
    /// The generation that now answers queries.
    pub generation: i32,
    /// Events that were replayed.
    pub events: i64,
}

/// What became of the events in quarantine, as it is kept with its job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reapplication {
    /// Now part of the figures.
    pub applied: u64,
    pub still_quarantined: u64,
}
