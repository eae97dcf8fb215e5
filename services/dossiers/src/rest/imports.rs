use std::sync::Arc;

use axum::Json as Answer;
use axum::extract::State;
use chiso_chassis::auth::Caller;
use chiso_chassis::error::{ApiError, Describe, FieldFault, RequestFault};
use chiso_chassis::extract::{Json, Lines, Path, Query};
use serde::Deserialize;
use uuid::Uuid;

use super::lines::{Line, LineSplitter, MAX_LINE};
use super::view::{ImportRefusalPage, ImportRefusalView, ImportReportView};
use crate::Api;
use crate::intake::RawHistory;
use crate::store::import::RefusalPlace;
use crate::usecase::{DossierError, History, ImportRun, LineFault, REFUSALS_PER_PAGE};

/// Loads whole histories, one JSON object a line (NDJSON), with their own timestamps.
///
/// Lines that cannot be loaded are reported, the rest goes on. Sent again, nothing is loaded twice; a history with more steps
/// than the stored one continues it. Every 500 lines are committed by themselves.
#[utoipa::path(
    post,
    path = "/v1/imports",
    operation_id = "import_dossiers",
    tag = "imports",
    request_body(content = RawHistory, content_type = "application/x-ndjson"),
    responses(
        (status = 200, body = ImportReportView),
        (status = 403, description = "`FORBIDDEN_CALL`"),
        (status = 413, description = "`IMPORT_TOO_LONG`"),
        (status = 503, description = "`DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn import_dossiers(
    State(api): State<Arc<Api>>,
    caller: Caller,
    mut body: Lines,
) -> Result<Answer<ImportReportView>, ApiError> {
    let _place = api.imports.take(&caller)?;
    let mut run = ImportRun::start(Arc::clone(&api.dossiers), caller).await?;
    let mut splitter = LineSplitter::default();
    while let Some(chunk) = body.next().await? {
        for line in splitter.push(&chunk) {
            take(&mut run, line).await?;
        }
    }
    if let Some(line) = splitter.finish() {
        take(&mut run, line).await?;
    }
    Ok(Answer(run.finish().await?.into()))
}

/// Lists the refused lines of an import of the caller, in line order.
#[utoipa::path(
    get,
    path = "/v1/imports/{id}/refusals",
    operation_id = "list_import_refusals",
    tag = "imports",
    params(("id" = Uuid, Path), RefusalParams),
    responses(
        (status = 200, body = ImportRefusalPage),
        (status = 404, description = "`IMPORT_NOT_FOUND`"),
        (status = 503, description = "`DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn list_import_refusals(
    State(api): State<Arc<Api>>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(params): Query<RefusalParams>,
) -> Result<Answer<ImportRefusalPage>, ApiError> {
    let limit = super::page_size(params.page_size, REFUSALS_PER_PAGE, REFUSALS_PER_PAGE)?;
    let after = params
        .page_token
        .map_or(Ok(RefusalPlace::default()), |token| {
            chiso_chassis::page::decode(&token)
        })?;
    let refusals = api
        .dossiers
        .import_refusals(&caller, id, after, limit)
        .await?;
    let full = refusals.len() == usize::from(limit);
    let next_page_token = refusals
        .last()
        .filter(|_| full)
        .map(|last| chiso_chassis::page::encode(&last.place()));
    let refusals = refusals.into_iter().map(ImportRefusalView::from).collect();
    Ok(Answer(ImportRefusalPage {
        refusals,
        next_page_token,
    }))
}

/// The page of refusals that is wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RefusalParams {
    /// 1 to 1000; 1000 where absent.
    #[param(minimum = 1, maximum = 1000)]
    pub page_size: Option<u16>,
    /// From the report or the page before.
    pub page_token: Option<String>,
}

async fn take(run: &mut ImportRun, line: Line) -> Result<(), DossierError> {
    match line {
        Line::Blank => {
            run.skip_line();
            Ok(())
        }
        Line::TooLong => {
            let message = format!("a line has at most {MAX_LINE} bytes");
            run.line(Err(vec![LineFault::new("", "LINE_TOO_LONG", message)]))
                .await
        }
        Line::Text(text) => run.line(read(&text)).await,
    }
}

fn read(line: &[u8]) -> Result<History, Vec<LineFault>> {
    let Json(raw) = Json::<RawHistory>::from_slice(line).map_err(|fault| line_faults(&fault))?;
    raw.checked().map_err(|refusal| LineFault::all_of(&refusal))
}

fn line_faults(fault: &RequestFault) -> Vec<LineFault> {
    let of_field = |field: FieldFault| {
        let message = field.expected.map_or_else(
            || "the field is not valid".to_owned(),
            |expected| format!("expected {expected}"),
        );
        LineFault::new(field.field, field.code, message)
    };
    let faults: Vec<_> = fault.fields().into_iter().map(of_field).collect();
    if faults.is_empty() {
        vec![LineFault::new("", "MALFORMED_JSON", fault.to_string())]
    } else {
        faults
    }
}
