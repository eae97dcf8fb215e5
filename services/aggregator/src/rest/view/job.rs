use chiso_chassis::jobs::{Job, JobFailure};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::domain::{Reapplication, Rebuilt, Verification};
use crate::usecase::JobPage;

/// Work that outlives the request that started it. Any replica answers for it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Job)]
pub struct JobView {
    pub id: Uuid,
    /// `verification`, `rebuild` or `reapplication`.
    #[schema(example = "verification")]
    pub kind: String,
    #[schema(inline)]
    pub state: JobStateView,
    /// The account that started it.
    pub started_by: String,
    pub start_time: DateTime<Utc>,
    /// Null while it is running.
    pub end_time: Option<DateTime<Utc>>,
    pub progress: ProgressView,
    /// Whether somebody has asked it to end.
    pub cancel_requested: bool,
    /// Of a job that succeeded, by its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<JobResult>)]
    pub result: Option<serde_json::Value>,
    /// Of a job that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<JobErrorView>,
}

/// Where a job stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobStateView {
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

/// What a job found or did, by its kind.
#[derive(ToSchema)]
#[schema(as = JobResult)]
#[expect(dead_code, reason = "it describes what is kept as JSON")]
#[derive(Serialize)]
#[serde(untagged)]
pub enum JobResult {
    Verification(Verification),
    Rebuild(Rebuilt),
    Reapplication(Reapplication),
}

/// How far a job has come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Progress)]
pub struct ProgressView {
    pub done: i64,
    /// Null where it is not known.
    pub total: Option<i64>,
    /// What is counted; empty before anything is.
    #[schema(example = "events")]
    pub unit: String,
}

/// Why a job failed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobError)]
pub struct JobErrorView {
    /// Stable code. `INTERRUPTED`: the replica that ran it has stopped or died.
    #[schema(example = "SOURCE_UNAVAILABLE")]
    pub code: String,
    pub detail: String,
}

/// Which page of the jobs is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct JobParams {
    /// 1 to 200; 50 where absent.
    #[param(minimum = 1, maximum = 200)]
    pub page_size: Option<i32>,
    /// From the page before.
    pub page_token: Option<String>,
}

/// One page of jobs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Jobs)]
pub struct JobsView {
    pub jobs: Vec<JobView>,
    /// Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_page_token: Option<String>,
}

impl From<Job> for JobView {
    fn from(job: Job) -> Self {
        use chiso_chassis::jobs::JobState;
        let error = |JobFailure { code, detail }| JobErrorView {
            code: code.into_owned(),
            detail: detail.into_owned(),
        };
        Self {
            id: job.id,
            kind: job.kind,
            state: match job.state {
                JobState::Running => JobStateView::Running,
                JobState::Succeeded => JobStateView::Succeeded,
                JobState::Failed => JobStateView::Failed,
                JobState::Cancelled => JobStateView::Cancelled,
            },
            started_by: job.started_by,
            start_time: job.started_at,
            end_time: job.ended_at,
            progress: ProgressView {
                done: job.count.done,
                total: job.count.total,
                unit: job.count.unit,
            },
            cancel_requested: job.cancel_requested,
            result: job.result,
            error: job.failure.map(error),
        }
    }
}

impl From<JobPage> for JobsView {
    fn from(page: JobPage) -> Self {
        Self {
            jobs: page.jobs.into_iter().map(JobView::from).collect(),
            next_page_token: page.next,
        }
    }
}
