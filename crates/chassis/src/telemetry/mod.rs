//! Logs, traces and metrics of a process.
//!
//! The subscriber, the tracer and the metrics recorder belong to the process, not to a service: where several services share a process,
//! `service.name` of the resource is the process, and the request spans and metrics carry the service as `chiso.service` and `service`.
//! Spans of the workspace's own crates (targets that begin with `chiso`) are traced, whatever the log filter says.

mod exporter;
mod line;
mod metrics;
mod propagation;
mod start;

pub use propagation::{context_of, context_of_headers, propagate, trace_id, traceparent};
pub use start::{Telemetry, TelemetryFault, start};

pub(crate) use metrics::{
    HTTP_DURATION, RPC_DURATION, TOKEN_KEYS_AGE, TOKEN_KEYS_READABLE, recorder,
};
