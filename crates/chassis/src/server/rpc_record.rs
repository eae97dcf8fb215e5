use http::HeaderMap;
use metrics::{Histogram, histogram};
use tokio::time::Instant;
use tonic::{Code, Status};
use tracing::Span;

use crate::telemetry::RPC_DURATION;

/// Measures a call until its status is known, or until the client goes away.
pub(super) struct RpcRecord {
    service: &'static str,
    method: String,
    span: Span,
    started: Instant,
    code: Option<Code>,
}

impl RpcRecord {
    pub fn new(service: &'static str, method: String, span: Span) -> Self {
        Self {
            service,
            method,
            span,
            started: Instant::now(),
            code: None,
        }
    }

    /// Looks for the status in headers or trailers; whether it is there.
    pub fn ended(&mut self, headers: &HeaderMap) -> bool {
        self.code = headers
            .get(Status::GRPC_STATUS)
            .map(|value| Code::from_bytes(value.as_bytes()));
        self.code.is_some()
    }
}

impl Drop for RpcRecord {
    fn drop(&mut self) {
        let code = self.code.unwrap_or(Code::Cancelled);
        self.span.record("rpc.response.status_code", name(code));
        if is_defect(code) {
            self.span.record("otel.status_code", "ERROR");
        }
        let method = std::mem::take(&mut self.method);
        durations(self.service, method, code).record(self.started.elapsed());
    }
}

fn durations(service: &'static str, method: String, code: Code) -> Histogram {
    histogram!(
        RPC_DURATION,
        "service" => service,
        "method" => method,
        "code" => name(code),
    )
}

/// Makes the series of a method, so that its first failure is an increase and not a beginning.
pub(super) fn begin_series(service: &'static str, method: &str) {
    for code in [
        Code::Ok,
        Code::Unknown,
        Code::DeadlineExceeded,
        Code::Internal,
        Code::Unavailable,
        Code::DataLoss,
    ] {
        let _made = durations(service, method.to_owned(), code);
    }
}

/// Codes that a server span reports as errors (OpenTelemetry conventions for gRPC).
fn is_defect(code: Code) -> bool {
    matches!(
        code,
        Code::Unknown
            | Code::DeadlineExceeded
            | Code::Unimplemented
            | Code::Internal
            | Code::Unavailable
            | Code::DataLoss
    )
}

const fn name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
