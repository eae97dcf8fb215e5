use std::sync::Arc;

use axum::extract::State;
use chiso_chassis::auth::Caller;
use chiso_chassis::error::ApiError;
use chiso_chassis::extract::Json;

use super::view::DossierPage;
use crate::Api;
use crate::intake::RawSearch;
use crate::usecase::DossierError;

/// Finds the dossiers of an applicant among those of the caller's units, newest first. A POST, so that no personal data stands in a
/// URL; it changes nothing.
#[utoipa::path(
    post,
    path = "/v1/dossiers/search",
    operation_id = "search_dossiers",
    tag = "dossiers",
    request_body = RawSearch,
    responses(
        (status = 200, body = DossierPage),
        (status = 403, description = "`FORBIDDEN_UNIT`"),
        (status = 503, description = "`DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn search_dossiers(
    State(api): State<Arc<Api>>,
    caller: Caller,
    Json(body): Json<RawSearch>,
) -> Result<axum::Json<DossierPage>, ApiError> {
    let limit = super::page_size(body.page_size, 50, 200)?;
    let after = body
        .page_token
        .as_deref()
        .map(chiso_chassis::page::decode)
        .transpose()?;
    let query = body.checked(after, limit).map_err(DossierError::from)?;
    Ok(axum::Json(
        api.dossiers.search(&caller, query).await?.into(),
    ))
}
