use axum::Router;
use axum::routing::get;
use http::{Method, StatusCode};
use serde_json::Value;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::Operation as Documented;

/// One operation of the REST API, as its document names it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Operation {
    pub route: String,
    pub method: Method,
    /// The status of success.
    pub success: Option<StatusCode>,
}

/// All operations of a document.
pub(super) fn operations(document: &OpenApi) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (route, item) in &document.paths.paths {
        let methods = [
            (Method::GET, &item.get),
            (Method::POST, &item.post),
            (Method::PUT, &item.put),
            (Method::PATCH, &item.patch),
            (Method::DELETE, &item.delete),
        ];
        for (method, documented) in methods {
            if let Some(documented) = documented {
                operations.push(Operation {
                    route: route.clone(),
                    method,
                    success: success(documented),
                });
            }
        }
    }
    operations
}

fn success(documented: &Documented) -> Option<StatusCode> {
    let statuses = documented.responses.responses.keys();
    let mut statuses = statuses.filter_map(|status| status.parse::<StatusCode>().ok());
    statuses.find(StatusCode::is_success)
}

/// The routes with their document at `/openapi.json`.
pub(super) fn with_document(routes: Router, document: Value) -> Router {
    let document = axum::Json(document);
    routes.route("/openapi.json", get(async move || document))
}
