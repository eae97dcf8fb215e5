use std::sync::Arc;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use hyper::body::Frame;
use metrics::{Histogram, histogram};
use tokio::time::Instant;
use tracing::{Instrument as _, Span, field};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use super::gate::Gate;
use super::operations::Operation;
use crate::error::{ApiError, Language, RequestFault, render};
use crate::telemetry::{HTTP_DURATION, context_of_headers};
use crate::{BoxError, Panicked};

/// Route of requests that match none: a raw path has no place in a metric.
const UNMATCHED: &str = "unmatched";

/// For answers that are data; a handler that answers with a page sets its own.
const SECURITY_HEADERS: [(HeaderName, &str); 4] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
];

/// Puts the gate before all routes and gives unknown ones a problem as answer.
pub(super) fn guarded(routes: Router, gate: Arc<Gate>) -> Router {
    routes
        .fallback(async || ApiError::from(RequestFault::RouteUnknown))
        .method_not_allowed_fallback(async || ApiError::from(RequestFault::MethodNotAllowed))
        .layer(from_fn_with_state(gate, pass))
        .with_state(())
}

async fn pass(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = known(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or(UNMATCHED, MatchedPath::as_str);
    let span = span(&gate, method, route, request.headers());
    let language = Language::of(request.headers());
    let uri = request.uri().clone();
    let deadline = (!gate.without_deadline.contains(route)).then_some(gate.deadline);

    let (mut response, reason) = async {
        let answer = gate.admit(request, deadline, next, broken_off).await;
        let mut response = answer.unwrap_or_else(ApiError::into_response);
        let reason = render(&mut response, language, &uri);
        (response, reason)
    }
    .instrument(span.clone())
    .await;

    for (name, value) in SECURITY_HEADERS {
        let header = response.headers_mut().entry(name);
        header.or_insert(HeaderValue::from_static(value));
    }
    let status = response.status();
    span.record("http.response.status_code", status.as_u16());
    if let Some(reason) = reason {
        span.record("error.type", reason);
    }
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    durations(gate.service, route, method, status).record(started.elapsed());
    response
}

fn durations(
    service: &'static str,
    route: &str,
    method: &'static str,
    status: StatusCode,
) -> Histogram {
    histogram!(
        HTTP_DURATION,
        "service" => service,
        "route" => route.to_owned(),
        "method" => method,
        "status" => status.as_str().to_owned(),
    )
}

/// Makes the series of all operations, so that the first failure of one is an increase and not a beginning.
pub(super) fn begin_series(service: &'static str, operations: &[Operation]) {
    for operation in operations {
        let method = known(&operation.method);
        for status in operation.success.into_iter().chain(DEFECTS) {
            let _made = durations(service, &operation.route, method, status);
        }
    }
    for status in DEFECTS {
        let _made = durations(service, UNMATCHED, "GET", status);
    }
}

/// Statuses that alerts look for.
const DEFECTS: [StatusCode; 3] = [
    StatusCode::INTERNAL_SERVER_ERROR,
    StatusCode::SERVICE_UNAVAILABLE,
    StatusCode::GATEWAY_TIMEOUT,
];

/// The head of the answer is gone: all that can be said is that the rest does not come.
fn broken_off() -> Result<Frame<Bytes>, BoxError> {
    Err(Panicked.into())
}

/// The span of a request, as the OpenTelemetry conventions for HTTP servers describe it.
fn span(gate: &Gate, method: &'static str, route: &str, headers: &HeaderMap) -> Span {
    let name = if route == UNMATCHED {
        method.to_owned()
    } else {
        format!("{method} {route}")
    };
    let span = tracing::info_span!(
        "request",
        otel.name = name,
        otel.kind = "server",
        otel.status_code = field::Empty,
        chiso.service = gate.service,
        http.request.method = method,
        http.route = route,
        http.response.status_code = field::Empty,
        "error.type" = field::Empty,
    );
    // Fails only where no tracer is installed, and then there is nothing to continue.
    let _ = span.set_parent(context_of_headers(headers));
    span
}

/// Methods that clients make up have no place in a metric.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "_OTHER",
    }
}
