use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use chiso_chassis::auth::Caller;
use chiso_chassis::error::ApiError;

use super::view::{ProjectionStatusView, RebuiltView, VerificationView};
use crate::usecase::Aggregator;

/// Where the projection stands against the head of each source.
#[utoipa::path(
    get,
    path = "/v1/projection",
    operation_id = "get_projection_status",
    tag = "projection",
    responses((status = 200, body = ProjectionStatusView)),
)]
pub async fn get_projection_status(
    State(aggregator): State<Arc<Aggregator>>,
    caller: Caller,
) -> Result<Json<ProjectionStatusView>, ApiError> {
    Aggregator::check_reader(&caller)?;
    Ok(Json(aggregator.projection_status().await?.into()))
}

/// Recomputes everything from the facets that the sources hold and reports the difference.
#[utoipa::path(
    post,
    path = "/v1/projection/verify",
    operation_id = "verify_projection",
    tag = "projection",
    responses((status = 200, body = VerificationView)),
)]
pub async fn verify_projection(
    State(aggregator): State<Arc<Aggregator>>,
    caller: Caller,
) -> Result<Json<VerificationView>, ApiError> {
    Aggregator::check_operator(&caller)?;
    Ok(Json(aggregator.verify().await?.into()))
}

/// Builds a new generation of the projection beside the present one, catches up and swaps. Given up if the client goes away.
#[utoipa::path(
    post,
    path = "/v1/projection/rebuild",
    operation_id = "rebuild_projection",
    tag = "projection",
    responses((status = 200, body = RebuiltView)),
)]
pub async fn rebuild_projection(
    State(aggregator): State<Arc<Aggregator>>,
    caller: Caller,
) -> Result<Json<RebuiltView>, ApiError> {
    Aggregator::check_operator(&caller)?;
    Ok(Json(aggregator.rebuild().await?.into()))
}
