use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chiso_chassis::auth::Caller;
use chiso_chassis::error::ApiError;
use chiso_chassis::extract::IdempotencyKey;

use super::jobs::started;
use super::view::{JobView, ProjectionStatusView};
use crate::usecase::Aggregator;

/// Where the projection stands against the head of each source.
#[utoipa::path(
    get,
    path = "/v1/projection",
    operation_id = "get_projection_status",
    tag = "projection",
    responses(
        (status = 200, body = ProjectionStatusView),
        (status = 403, description = "`FORBIDDEN_CALL`"),
        (status = 503, description = "`DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn get_projection_status(
    State(aggregator): State<Arc<Aggregator>>,
    caller: Caller,
) -> Result<Json<ProjectionStatusView>, ApiError> {
    Aggregator::check_reader(&caller)?;
    Ok(Json(aggregator.projection_status().await?.into()))
}

/// Starts a job that recomputes everything from the facets that the sources hold and reports the difference. The same key gives
/// the same job.
#[utoipa::path(
    post,
    path = "/v1/projection/verify",
    operation_id = "start_verification",
    tag = "projection",
    params(("Idempotency-Key" = String, Header, max_length = 128)),
    responses(
        (status = 202, body = JobView, headers(("Location" = String))),
        (status = 403, description = "`FORBIDDEN_CALL`"),
        (status = 409, description = "`JOB_RUNNING`, `IDEMPOTENCY_KEY_REUSED`"),
        (status = 503, description = "`CONTENTION`, `DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn start_verification(
    State(aggregator): State<Arc<Aggregator>>,
    caller: Caller,
    key: IdempotencyKey,
) -> Result<impl IntoResponse, ApiError> {
    aggregator.check_operator(&caller)?;
    let job = aggregator.start_verification(caller.subject(), &key).await;
    Ok(started(job?))
}

/// Starts a job that builds a new generation of the projection beside the present one, catches up and swaps. The same key gives
/// the same job.
#[utoipa::path(
    post,
    path = "/v1/projection/rebuild",
    operation_id = "start_rebuild",
    tag = "projection",
    params(("Idempotency-Key" = String, Header, max_length = 128)),
    responses(
        (status = 202, body = JobView, headers(("Location" = String))),
        (status = 403, description = "`FORBIDDEN_CALL`"),
        (status = 409, description = "`JOB_RUNNING`, `IDEMPOTENCY_KEY_REUSED`"),
        (status = 503, description = "`CONTENTION`, `DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn start_rebuild(
    State(aggregator): State<Arc<Aggregator>>,
    caller: Caller,
    key: IdempotencyKey,
) -> Result<impl IntoResponse, ApiError> {
    aggregator.check_operator(&caller)?;
    let job = aggregator.start_rebuild(caller.subject(), &key).await;
    Ok(started(job?))
}
