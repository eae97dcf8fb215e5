use chiso_chassis::error::{FieldFault, RequestFault};
use chiso_chassis::jobs::{Job, JobState};
use chiso_proto::aggregator::v1 as pb;
use chiso_proto::aggregator::v1::job::Result as JobResult;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::convert::{count, timestamp};
use crate::domain::{Drift, Reapplication, Rebuilt, SourceVerification, Verification};
use crate::usecase::{JobPage, REAPPLICATION, REBUILD, VERIFICATION};

pub fn id(text: &str) -> Result<Uuid, RequestFault> {
    text.parse().map_err(|_| {
        let fault = FieldFault::new("job_id", FieldFault::INVALID_VALUE);
        RequestFault::Fields(vec![fault.expected("a UUID")])
    })
}

pub fn page(page: JobPage) -> pb::ListJobsResponse {
    pb::ListJobsResponse {
        jobs: page.jobs.into_iter().map(job).collect(),
        next_page_token: page.next.unwrap_or_default(),
    }
}

pub fn job(job: Job) -> pb::Job {
    let kind = kind(&job.kind);
    let (error_code, error_detail) = job
        .failure
        .map(|failure| (failure.code.into_owned(), failure.detail.into_owned()))
        .unwrap_or_default();
    pb::Job {
        id: job.id.to_string(),
        kind: kind.into(),
        state: state(job.state).into(),
        started_by: job.started_by,
        start_time: Some(timestamp(job.started_at)),
        end_time: job.ended_at.map(timestamp),
        done_count: job.count.done,
        total_count: job.count.total,
        progress_unit: job.count.unit,
        cancel_requested: job.cancel_requested,
        result: job.result.and_then(|value| result(kind, value)),
        error_code,
        error_detail,
    }
}

fn kind(kind: &str) -> pb::JobKind {
    match kind {
        VERIFICATION => pb::JobKind::Verification,
        REBUILD => pb::JobKind::Rebuild,
        REAPPLICATION => pb::JobKind::Reapplication,
        _ => pb::JobKind::Unspecified,
    }
}

fn state(state: JobState) -> pb::JobState {
    match state {
        JobState::Running => pb::JobState::Running,
        JobState::Succeeded => pb::JobState::Succeeded,
        JobState::Failed => pb::JobState::Failed,
        JobState::Cancelled => pb::JobState::Cancelled,
    }
}

/// None of one that another version has stored in another form.
fn result(kind: pb::JobKind, value: Value) -> Option<JobResult> {
    fn read<T: DeserializeOwned>(value: Value) -> Option<T> {
        serde_json::from_value(value).ok()
    }
    match kind {
        pb::JobKind::Unspecified => None,
        pb::JobKind::Verification => {
            read(value).map(|found| JobResult::Verification(verification(found)))
        }
        pb::JobKind::Rebuild => read(value).map(|Rebuilt { generation, events }| {
            JobResult::Rebuild(pb::Rebuild { generation, events })
        }),
        pb::JobKind::Reapplication => read(value).map(|found: Reapplication| {
            JobResult::Reapplication(pb::Reapplication {
                applied: count(found.applied),
                still_quarantined: count(found.still_quarantined),
            })
        }),
    }
}

fn verification(found: Verification) -> pb::Verification {
    pb::Verification {
        generation: found.generation,
        facets: count(found.facets),
        compared: count(found.compared),
        drifted: count(found.drifted),
        drifts: found.drifts.into_iter().map(drift).collect(),
        quarantined: found.quarantined,
        unreadable: count(found.unreadable),
        sources: found.sources.into_iter().map(source).collect(),
    }
}

fn source(of: SourceVerification) -> pb::SourceVerification {
    pb::SourceVerification {
        source: of.source,
        verified: of.verified,
        reason: of.reason.unwrap_or_default(),
        facets: count(of.facets),
        drifted: count(of.drifted),
    }
}

fn drift(drift: Drift) -> pb::Drift {
    pb::Drift {
        measure: drift.measure,
        unit_id: drift.unit_id,
        procedure_code: drift.procedure_code,
        channel: drift.channel.unwrap_or_default(),
        service_level: drift.service_level,
        date: drift.date.to_string(),
        expected: drift.expected,
        actual: drift.actual,
    }
}
