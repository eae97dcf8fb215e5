use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use bytes::Bytes;
use http::HeaderMap;
use http_body_util::BodyExt as _;
use hyper::body::Frame;
use tonic::service::Routes;
use tonic::{Code, Status};
use tracing::{Instrument as _, Span, field};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use super::gate::Gate;
use super::rpc_record::RpcRecord;
use crate::BoxError;
use crate::error::{FieldFault, RequestFault, grpc_status};
use crate::telemetry::context_of_headers;

/// Method of calls that the service does not know: a raw path has no place in a metric.
const UNMATCHED: &str = "unmatched";

/// Puts the gate before all methods.
pub(super) fn guarded(routes: Routes, gate: Arc<Gate>) -> Router {
    routes
        .into_axum_router()
        .layer(from_fn_with_state(gate, pass))
        .with_state(())
}

async fn pass(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    let rpc = gate.rpcs.find(request.uri().path());
    let method = rpc.map_or(UNMATCHED, |rpc| rpc.name.as_str());
    let span = span(&gate, method, request.headers());
    let record = RpcRecord::new(gate.service, method.to_owned(), span.clone());
    let ours = match rpc {
        Some(rpc) if rpc.client_streams || gate.without_deadline.contains(rpc.name.as_str()) => {
            None
        }
        _ => Some(gate.deadline),
    };
    let response = async {
        let deadline = match (ours, asked(request.headers())) {
            (Some(ours), Ok(Some(theirs))) => Some(ours.min(theirs)),
            (None, Ok(theirs)) => theirs,
            (ours, Ok(None)) => ours,
            (_, Err(fault)) => return grpc_status(fault).into_http::<Body>(),
        };
        let answer = gate.admit(request, deadline, next, broken_off).await;
        match answer {
            Ok(answer) if is_undecodable(answer.headers()) => {
                grpc_status(RequestFault::MessageMalformed).into_http()
            }
            Ok(answer) => answer,
            Err(error) => grpc_status(error).into_http(),
        }
    }
    .instrument(span)
    .await;
    observed(response, record)
}

/// Whether the call ended before it began, because what the client sent is no message: the library answers `INTERNAL` then, without the
/// details that every error of this crate has, and a client could ring the alarm with it.
fn is_undecodable(headers: &HeaderMap) -> bool {
    let status = headers.get(Status::GRPC_STATUS);
    let internal = status.is_some_and(|code| Code::from_bytes(code.as_bytes()) == Code::Internal);
    internal && !headers.contains_key(Status::GRPC_STATUS_DETAILS)
}

/// The status of an answer whose rest does not come.
fn broken_off() -> Result<Frame<Bytes>, BoxError> {
    let status = grpc_status(RequestFault::Panicked);
    let mut trailers = HeaderMap::new();
    status.add_header(&mut trailers)?;
    Ok(Frame::trailers(trailers))
}

/// Watches the answer for its status: a header if there is no message, a trailer after the last one otherwise.
fn observed(response: Response, mut record: RpcRecord) -> Response {
    if record.ended(response.headers()) {
        return response;
    }
    response.map(|body| {
        Body::new(body.map_frame(move |frame| {
            if let Some(trailers) = frame.trailers_ref() {
                record.ended(trailers);
            }
            frame
        }))
    })
}

/// The span of a call, as the OpenTelemetry conventions for gRPC servers describe it.
fn span(gate: &Gate, method: &str, headers: &HeaderMap) -> Span {
    let span = tracing::info_span!(
        "call",
        otel.name = method,
        otel.kind = "server",
        otel.status_code = field::Empty,
        chiso.service = gate.service,
        rpc.system.name = "grpc",
        rpc.method = method,
        rpc.response.status_code = field::Empty,
    );
    // Fails only where no tracer is installed, and then there is nothing to continue.
    let _ = span.set_parent(context_of_headers(headers));
    span
}

/// `grpc-timeout`: up to eight digits and a unit.
fn asked(headers: &HeaderMap) -> Result<Option<Duration>, RequestFault> {
    let Some(value) = headers.get("grpc-timeout") else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default();
    parse(text).map(Some).ok_or_else(|| {
        let fault = FieldFault::new("grpc-timeout", FieldFault::INVALID_VALUE);
        RequestFault::Fields(vec![fault.expected("1 to 8 digits and one of H M S m u n")])
    })
}

fn parse(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(number * 3600)),
        "M" => Some(Duration::from_secs(number * 60)),
        "S" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_millis(number)),
        "u" => Some(Duration::from_micros(number)),
        "n" => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_digits_and_a_unit() {
        assert_eq!(parse("99999999H"), Some(Duration::from_hours(99_999_999)));
        assert_eq!(parse("250m"), Some(Duration::from_millis(250)));
        for text in ["", "m", "1", "-1S", "+1S", "123456789S", "1s", "1ế", "ế"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
