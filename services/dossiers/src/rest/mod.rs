//! REST: translate, call the use case, translate back. The OpenAPI document is made from this code.

mod catalogue;
mod corrections;
mod dossiers;
mod due_revisions;
mod imports;
mod lines;
mod search;
mod transitions;
mod view;

use std::sync::Arc;

use axum::Router;
use chiso_chassis::error::{FieldFault, RequestFault};
use utoipa::{OpenApi, openapi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Api;

/// The head of the OpenAPI document.
#[derive(OpenApi)]
#[openapi(info(
    title = "Chiso dossiers",
    description = "Dossiers of administrative procedures at the one-stop (hồ sơ TTHC). Every call needs a bearer token. Every \
                   write needs an `Idempotency-Key`: the same key with the same request gives the same answer, with another \
                   request 409. Transitions need `If-Match` with the `ETag` that was read last; a lost race is 412. Errors are \
                   problem details (RFC 9457) with a stable `code`.",
))]
struct Document;

/// All routes with their OpenAPI document.
pub fn router(api: Arc<Api>) -> (Router, openapi::OpenApi) {
    documented().with_state(api).split_for_parts()
}

fn documented() -> OpenApiRouter<Arc<Api>> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(dossiers::submit_dossier, dossiers::list_dossiers))
        .routes(routes!(dossiers::get_dossier))
        .routes(routes!(dossiers::lookup_dossier))
        .routes(routes!(search::search_dossiers))
        .routes(routes!(transitions::accept_dossier))
        .routes(routes!(transitions::reject_intake))
        .routes(routes!(transitions::request_supplement))
        .routes(routes!(transitions::receive_supplement))
        .routes(routes!(transitions::resolve_dossier))
        .routes(routes!(transitions::refuse_dossier))
        .routes(routes!(transitions::withdraw_dossier))
        .routes(routes!(transitions::deliver_result))
        .routes(routes!(corrections::correct_dossier))
        .routes(routes!(due_revisions::list_due_revisions))
        .routes(routes!(imports::import_dossiers))
        .routes(routes!(imports::list_import_refusals))
        .routes(routes!(catalogue::reload_catalogue))
}

/// The size of a page: the default where none is asked for.
fn page_size(asked: Option<u16>, default: u16, max: u16) -> Result<u16, RequestFault> {
    let size = asked.unwrap_or(default);
    if (1..=max).contains(&size) {
        return Ok(size);
    }
    let fault =
        FieldFault::new("page_size", FieldFault::INVALID_VALUE).expected(format!("1 to {max}"));
    Err(RequestFault::Fields(vec![fault]))
}
