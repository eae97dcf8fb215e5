use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chiso_chassis::auth::Caller;
use chiso_chassis::error::ApiError;
use chiso_chassis::extract::{IdempotencyKey, IfMatch, Json, Path};
use uuid::Uuid;

use super::dossiers::tagged;
use super::view::DossierView;
use crate::Api;
use crate::intake::RawCorrection;
use crate::usecase::{Command, DossierError};

/// Makes a dossier what it should have been recorded as (đính chính), with a reason. What was recorded before stays in its steps.
/// Needs the role importer for the old and the new receiving unit.
#[utoipa::path(
    post,
    path = "/v1/dossiers/{id}/correct",
    operation_id = "correct_dossier",
    tag = "dossiers",
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header), ("If-Match" = String, Header)),
    request_body = RawCorrection,
    responses(
        (status = 200, body = DossierView, headers(("ETag" = String))),
        (status = 403, description = "`FORBIDDEN_UNIT`"),
        (status = 404, description = "`DOSSIER_NOT_FOUND`"),
        (status = 409, description = "`IDEMPOTENCY_KEY_REUSED`, `ILLEGAL_TRANSITION`, `LIFE_TOO_LONG`, `TOO_MANY_CORRECTIONS`, \
             `PROCEDURE_NOT_IN_FORCE`, `UNIT_NOT_IN_FORCE`, `DOSSIER_DAMAGED`"),
        (status = 412, description = "`VERSION_CONFLICT`"),
        (status = 503, description = "`CONTENTION`, `DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn correct_dossier(
    State(api): State<Arc<Api>>,
    caller: Caller,
    Path(id): Path<Uuid>,
    key: IdempotencyKey,
    IfMatch(expected_version): IfMatch,
    Json(body): Json<RawCorrection>,
) -> Result<Response, ApiError> {
    let (reason, life) = body.checked().map_err(DossierError::from)?;
    let command = Command::Correct {
        id,
        expected_version,
        reason,
        life,
    };
    Ok(tagged(
        api.writer.write(caller, key, command).await?.dossier,
    ))
}
