use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chiso_chassis::auth::Caller;
use chiso_chassis::error::ApiError;
use chiso_chassis::extract::{Path, Query};
use chiso_chassis::jobs::Job;
use http::StatusCode;
use http::header::LOCATION;
use uuid::Uuid;

use super::view::{JobParams, JobView, JobsView};
use crate::usecase::{Aggregator, JobPageRequest};

/// A job that was started, and where it is.
pub fn started(job: Job) -> impl IntoResponse {
    let location = format!("/v1/jobs/{}", job.id);
    (
        StatusCode::ACCEPTED,
        [(LOCATION, location)],
        Json(JobView::from(job)),
    )
}

/// Lists jobs, the youngest first. The last 50 of each kind and state are kept.
#[utoipa::path(
    get,
    path = "/v1/jobs",
    operation_id = "list_jobs",
    tag = "jobs",
    params(JobParams),
    responses(
        (status = 200, body = JobsView),
        (status = 403, description = "`FORBIDDEN_CALL`"),
        (status = 503, description = "`DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn list_jobs(
    State(aggregator): State<Arc<Aggregator>>,
    caller: Caller,
    Query(params): Query<JobParams>,
) -> Result<Json<JobsView>, ApiError> {
    aggregator.check_operator(&caller)?;
    let page = JobPageRequest::read(params.page_size, params.page_token.as_deref())?;
    Ok(Json(aggregator.list_jobs(page).await?.into()))
}

/// Tells where a job stands, from any replica.
#[utoipa::path(
    get,
    path = "/v1/jobs/{job_id}",
    operation_id = "get_job",
    tag = "jobs",
    params(("job_id" = Uuid, Path)),
    responses(
        (status = 200, body = JobView),
        (status = 403, description = "`FORBIDDEN_CALL`"),
        (status = 404, description = "`JOB_NOT_FOUND`"),
        (status = 503, description = "`DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn get_job(
    State(aggregator): State<Arc<Aggregator>>,
    caller: Caller,
    Path(job_id): Path<Uuid>,
) -> Result<Json<JobView>, ApiError> {
    aggregator.check_operator(&caller)?;
    Ok(Json(aggregator.jobs.get(job_id).await?.into()))
}

/// Asks a job to end, from any replica. It does within about a second; one that has ended stays as it is. Said again, it is the
/// same, so there is no idempotency key.
#[utoipa::path(
    post,
    path = "/v1/jobs/{job_id}/cancel",
    operation_id = "cancel_job",
    tag = "jobs",
    params(("job_id" = Uuid, Path)),
    responses(
        (status = 200, body = JobView),
        (status = 403, description = "`FORBIDDEN_CALL`"),
        (status = 404, description = "`JOB_NOT_FOUND`"),
        (status = 503, description = "`DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn cancel_job(
    State(aggregator): State<Arc<Aggregator>>,
    caller: Caller,
    Path(job_id): Path<Uuid>,
) -> Result<Json<JobView>, ApiError> {
    aggregator.check_operator(&caller)?;
    Ok(Json(aggregator.jobs.cancel(job_id).await?.into()))
}
