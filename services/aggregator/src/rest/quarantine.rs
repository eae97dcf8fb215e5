use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use chiso_chassis::auth::Caller;
use chiso_chassis::error::ApiError;
use chiso_chassis::extract::Query;

use super::view::{QuarantineParams, QuarantineView, ReappliedView};
use crate::usecase::{Aggregator, PageRequest};

/// Lists the events that could not be applied, by source and number.
#[utoipa::path(
    get,
    path = "/v1/quarantine",
    operation_id = "list_quarantine",
    tag = "quarantine",
    params(QuarantineParams),
    responses((status = 200, body = QuarantineView)),
)]
pub async fn list_quarantine(
    State(aggregator): State<Arc<Aggregator>>,
    caller: Caller,
    Query(params): Query<QuarantineParams>,
) -> Result<Json<QuarantineView>, ApiError> {
    Aggregator::check_operator(&caller)?;
    let page = PageRequest::read(params.page_size, &params.page_token)?;
    Ok(Json(aggregator.list_quarantine(&page).await?.into()))
}

/// Tries to apply all events in quarantine again.
#[utoipa::path(
    post,
    path = "/v1/quarantine/reapply",
    operation_id = "reapply_quarantine",
    tag = "quarantine",
    responses((status = 200, body = ReappliedView)),
)]
pub async fn reapply_quarantine(
    State(aggregator): State<Arc<Aggregator>>,
    caller: Caller,
) -> Result<Json<ReappliedView>, ApiError> {
    Aggregator::check_operator(&caller)?;
    Ok(Json(aggregator.reapply_quarantine().await?.into()))
}
