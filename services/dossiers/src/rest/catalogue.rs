use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use chiso_chassis::auth::Caller;
use chiso_chassis::error::ApiError;

use super::view::CatalogueReloaded;
use crate::Api;

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
    State(api): State<Arc<Api>>,
    caller: Caller,
) -> Result<Json<CatalogueReloaded>, ApiError> {
    api.dossiers.check_operator(&caller)?;
    Ok(Json(api.dossiers.reload_catalogue().await?.into()))
}
