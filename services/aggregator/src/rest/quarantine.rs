use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chiso_chassis::auth::Caller;
use chiso_chassis::error::ApiError;
use chiso_chassis::extract::{IdempotencyKey, Query};

use super::jobs::started;
use super::view::{JobView, QuarantineParams, QuarantineView};
use crate::usecase::{Aggregator, PageRequest};

/// Lists the events that could not be applied, by source and number.
#[utoipa::path(
    get,
    path = "/v1/quarantine",
    operation_id = "list_quarantine",
    tag = "quarantine",
    params(QuarantineParams),
    responses(
        (status = 200, body = QuarantineView),
        (status = 403, description = "`FORBIDDEN_CALL`"),
        (status = 503, description = "`DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn list_quarantine(
    State(aggregator): State<Arc<Aggregator>>,
    caller: Caller,
    Query(params): Query<QuarantineParams>,
) -> Result<Json<QuarantineView>, ApiError> {
    aggregator.check_operator(&caller)?;
    let page = PageRequest::read(params.page_size, params.page_token.as_deref())?;
    Ok(Json(aggregator.list_quarantine(&page).await?.into()))
}

/// Starts a job that tries to apply all events in quarantine again. The same key gives the same job.
#[utoipa::path(
    post,
    path = "/v1/quarantine/reapply",
    operation_id = "start_reapplication",
    tag = "quarantine",
    params(("Idempotency-Key" = String, Header, max_length = 128)),
    responses(
        (status = 202, body = JobView, headers(("Location" = String))),
        (status = 403, description = "`FORBIDDEN_CALL`"),
        (status = 409, description = "`JOB_RUNNING`, `IDEMPOTENCY_KEY_REUSED`"),
        (status = 503, description = "`CONTENTION`, `DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn start_reapplication(
    State(aggregator): State<Arc<Aggregator>>,
    caller: Caller,
    key: IdempotencyKey,
) -> Result<impl IntoResponse, ApiError> {
    aggregator.check_operator(&caller)?;
    let job = aggregator
        .start_reapplication(caller.subject(), &key)
        .await?;
    Ok(started(job))
}
