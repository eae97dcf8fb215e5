use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use chiso_chassis::auth::Caller;
use chiso_chassis::error::ApiError;
use chiso_chassis::extract::Query;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Api;
use crate::store::due_revision::DueRevision;

/// A due time that was computed again when the calendar of a year came.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DueRevision)]
pub struct DueRevisionView {
    pub dossier_id: Uuid,
    /// Mã số hồ sơ.
    #[schema(example = "H05.26-220105-0001")]
    pub code: String,
    pub revise_time: DateTime<Utc>,
    /// The due time before.
    pub previous_due_time: DateTime<Utc>,
    pub due_time: DateTime<Utc>,
}

/// One page of revisions, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct DueRevisionPage {
    pub revisions: Vec<DueRevisionView>,
    /// Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_page_token: Option<String>,
}

/// The page that is wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RevisionParams {
    /// 1 to 200; 50 where absent.
    #[param(minimum = 1, maximum = 200)]
    pub page_size: Option<u16>,
    /// From the page before.
    pub page_token: Option<String>,
}

/// Lists due times of the caller's dossiers that were computed again, newest first.
#[utoipa::path(
    get,
    path = "/v1/due-revisions",
    operation_id = "list_due_revisions",
    tag = "dossiers",
    params(RevisionParams),
    responses(
        (status = 200, body = DueRevisionPage),
        (status = 403, description = "`FORBIDDEN_UNIT`"),
        (status = 503, description = "`DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn list_due_revisions(
    State(api): State<Arc<Api>>,
    caller: Caller,
    Query(params): Query<RevisionParams>,
) -> Result<Json<DueRevisionPage>, ApiError> {
    let after = params
        .page_token
        .map(|token| chiso_chassis::page::decode(&token))
        .transpose()?;
    let limit = super::page_size(params.page_size, 50, 200)?;
    let page = api.dossiers.due_revisions(&caller, after, limit).await?;
    Ok(Json(DueRevisionPage {
        revisions: page
            .revisions
            .into_iter()
            .map(DueRevisionView::from)
            .collect(),
        next_page_token: page.next.map(|place| chiso_chassis::page::encode(&place)),
    }))
}

impl From<DueRevision> for DueRevisionView {
    fn from(revision: DueRevision) -> Self {
        Self {
            dossier_id: revision.dossier_id,
            code: revision.code,
            revise_time: revision.revised_at,
            previous_due_time: revision.was,
            due_time: revision.due,
        }
    }
}
