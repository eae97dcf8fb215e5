//! REST: translate, call the use case, translate back. The OpenAPI document is made from this code.

mod catalogue;
mod figures;
mod jobs;
mod projection;
mod quarantine;
mod view;

use std::sync::Arc;

use axum::Router;
use utoipa::{OpenApi, openapi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::usecase::Aggregator;

/// The head of the OpenAPI document.
#[derive(OpenApi)]
#[openapi(info(
    title = "Chiso aggregator",
    description = "Figures and indicators of units over ranges of days. Days are calendar days of Asia/Ho_Chi_Minh, ranges are \
                   half-open. Every call needs a bearer token. Errors are problem details (RFC 9457) with a stable `code`.",
))]
struct Document;

/// All routes with their OpenAPI document.
pub fn router(aggregator: Arc<Aggregator>) -> (Router, openapi::OpenApi) {
    documented().with_state(aggregator).split_for_parts()
}

fn documented() -> OpenApiRouter<Arc<Aggregator>> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(figures::query_figures))
        .routes(routes!(figures::list_indicators))
        .routes(routes!(projection::get_projection_status))
        .routes(routes!(projection::start_verification))
        .routes(routes!(projection::start_rebuild))
        .routes(routes!(quarantine::list_quarantine))
        .routes(routes!(quarantine::start_reapplication))
        .routes(routes!(jobs::list_jobs))
        .routes(routes!(jobs::get_job))
        .routes(routes!(jobs::cancel_job))
        .routes(routes!(catalogue::reload_catalogue))
}
