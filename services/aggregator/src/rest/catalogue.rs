use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use chiso_chassis::auth::Caller;
use chiso_chassis::error::ApiError;

use super::view::CatalogueReloaded;
use crate::usecase::Aggregator;

/// Reads the catalogue files again. Refused as a whole, with every fault, if one of them is wrong.
#[utoipa::path(
    post,
    path = "/v1/catalogue/reload",
    operation_id = "reload_catalogue",
    tag = "catalogue",
    responses(
        (status = 200, body = CatalogueReloaded),
        (status = 403, description = "`FORBIDDEN_CALL`"),
        (status = 409, description = "`CATALOGUE_REFUSED`"),
    ),
)]
pub async fn reload_catalogue(
    State(aggregator): State<Arc<Aggregator>>,
    caller: Caller,
) -> Result<Json<CatalogueReloaded>, ApiError> {
    aggregator.check_operator(&caller)?;
    Ok(Json(aggregator.reload_catalogue().await?.into()))
}
