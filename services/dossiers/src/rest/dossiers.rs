use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{ETAG, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chiso_chassis::auth::Caller;
use chiso_chassis::error::ApiError;
use chiso_chassis::extract::{IdempotencyKey, Json, Path, Query, etag};
use uuid::Uuid;

use super::view::{DossierPage, DossierView, ListParams};
use crate::Api;
use crate::domain::{Dossier, DossierCode};
use crate::intake::{self, RawSubmission};
use crate::store::list::Filter;
use crate::usecase::{Command, DossierError, ListQuery};

/// Files a dossier. It is not received before it is accepted.
#[utoipa::path(
    post,
    path = "/v1/dossiers",
    operation_id = "submit_dossier",
    tag = "dossiers",
    params(("Idempotency-Key" = String, Header)),
    request_body = RawSubmission,
    responses(
        (status = 201, body = DossierView, headers(("ETag" = String), ("Location" = String))),
        (status = 400, description = "`UNKNOWN_PROCEDURE`, `UNKNOWN_UNIT`"),
        (status = 403, description = "`FORBIDDEN_UNIT`"),
        (status = 409, description = "`IDEMPOTENCY_KEY_REUSED`, `DUPLICATE_CODE`, `CODE_OF_OTHER_UNIT`, `UNIT_WITHOUT_CODE`, \
             `SERIES_EXHAUSTED`, `PROCEDURE_NOT_IN_FORCE`, `UNIT_NOT_IN_FORCE`"),
        (status = 503, description = "`CONTENTION`, `DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn submit_dossier(
    State(api): State<Arc<Api>>,
    caller: Caller,
    key: IdempotencyKey,
    Json(body): Json<RawSubmission>,
) -> Result<Response, ApiError> {
    let submission = body.checked().map_err(DossierError::from)?;
    let written = api
        .writer
        .write(caller, key, Command::Submit(submission))
        .await?;
    let location = HeaderValue::try_from(format!("/v1/dossiers/{}", written.dossier.id));
    let mut response = (StatusCode::CREATED, tagged(written.dossier)).into_response();
    response.headers_mut().insert(
        LOCATION,
        location.expect("a path of letters and digits is a header value"),
    );
    Ok(response)
}

/// Lists the dossiers of the caller's units, newest first.
#[utoipa::path(
    get,
    path = "/v1/dossiers",
    operation_id = "list_dossiers",
    tag = "dossiers",
    params(ListParams),
    responses(
        (status = 200, body = DossierPage),
        (status = 403, description = "`FORBIDDEN_UNIT`"),
        (status = 503, description = "`DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn list_dossiers(
    State(api): State<Arc<Api>>,
    caller: Caller,
    Query(params): Query<ListParams>,
) -> Result<axum::Json<DossierPage>, ApiError> {
    let query = ListQuery {
        unit: params
            .unit_id
            .map(|id| intake::unit("unit_id", &id))
            .transpose()
            .map_err(DossierError::from)?,
        filter: Filter {
            units: None,
            state: params.state.map(crate::domain::StateName::national_code),
            procedure: params
                .procedure_code
                .map(|code| intake::procedure(&code))
                .transpose()
                .map_err(DossierError::from)?,
            channel: params.channel.map(crate::domain::Channel::national_code),
            accepted_from: params.accepted_from_date.map(|day| day.0),
            accepted_until: params.accepted_until_date.map(|day| day.0),
        },
        after: params
            .page_token
            .map(|token| chiso_chassis::page::decode(&token))
            .transpose()?,
        limit: super::page_size(params.page_size, 50, 200)?,
    };
    Ok(axum::Json(api.dossiers.list(&caller, query).await?.into()))
}

/// Reads a dossier by its id.
#[utoipa::path(
    get,
    path = "/v1/dossiers/{id}",
    operation_id = "get_dossier",
    tag = "dossiers",
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = DossierView, headers(("ETag" = String))),
        (status = 404, description = "`DOSSIER_NOT_FOUND`"),
        (status = 409, description = "`DOSSIER_DAMAGED`"),
        (status = 503, description = "`DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn get_dossier(
    State(api): State<Arc<Api>>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Response, ApiError> {
    Ok(tagged(api.dossiers.get(&caller, id).await?))
}

/// Reads a dossier by its dossier code (mã số hồ sơ).
#[utoipa::path(
    get,
    path = "/v1/dossiers/by-code/{code}",
    operation_id = "lookup_dossier",
    tag = "dossiers",
    params(("code" = String, Path, pattern = r"^[0-9A-Z]+(\.[0-9A-Z]+)*-([0-9]{2}){1,2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])-[0-9]{4,7}$", max_length = 52, example = "H05.26-220105-0001")),
    responses(
        (status = 200, body = DossierView, headers(("ETag" = String))),
        (status = 404, description = "`DOSSIER_NOT_FOUND`"),
        (status = 409, description = "`DOSSIER_DAMAGED`"),
        (status = 503, description = "`DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn lookup_dossier(
    State(api): State<Arc<Api>>,
    caller: Caller,
    Path(code): Path<String>,
) -> Result<Response, ApiError> {
    let code: DossierCode = code.parse().map_err(DossierError::from)?;
    Ok(tagged(api.dossiers.lookup(&caller, &code).await?))
}

/// A dossier with its `ETag`.
pub fn tagged(dossier: Dossier) -> Response {
    let etag = etag(dossier.version());
    ([(ETAG, etag)], axum::Json(DossierView::from(dossier))).into_response()
}
