use std::sync::OnceLock;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// Seconds per REST request, by service, route, method and status.
pub(crate) const HTTP_DURATION: &str = "http_server_request_duration_seconds";

/// Seconds per gRPC call until its last message, by service, method and code.
pub(crate) const RPC_DURATION: &str = "rpc_server_call_duration_seconds";

/// Whether the keys of the token issuer can be read, by service.
pub(crate) const TOKEN_KEYS_READABLE: &str = "token_keys_readable";

/// Seconds since they were read, by service. Not a duration of work, so not a histogram.
pub(crate) const TOKEN_KEYS_AGE: &str = "token_keys_age_seconds";

/// Whether the last spans reached the collector.
pub(crate) const COLLECTOR_REACHABLE: &str = "telemetry_collector_reachable";

/// Spans that did not reach the collector.
pub(crate) const SPANS_LOST: &str = "telemetry_spans_lost_total";

/// Bounds that the OpenTelemetry conventions advise for requests, in seconds.
const SECONDS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// The recorder of the process; the first call installs it.
pub(crate) fn recorder() -> &'static PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
            .expect("the list of bounds is not empty")
            .build_recorder();
        let handle = recorder.handle();
        // Another recorder may be there in a test; then this one stays empty.
        if ::metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another metrics recorder is installed");
        }
        ::metrics::describe_histogram!(
            HTTP_DURATION,
            ::metrics::Unit::Seconds,
            "duration of rest requests"
        );
        ::metrics::describe_histogram!(
            RPC_DURATION,
            ::metrics::Unit::Seconds,
            "duration of grpc calls"
        );
        ::metrics::describe_gauge!(
            TOKEN_KEYS_READABLE,
            "1 if the keys of the token issuer could be read when it was tried last"
        );
        ::metrics::describe_gauge!(
            TOKEN_KEYS_AGE,
            ::metrics::Unit::Seconds,
            "time since the keys of the token issuer were read"
        );
        ::metrics::describe_gauge!(
            COLLECTOR_REACHABLE,
            "1 if the last spans reached the collector"
        );
        ::metrics::describe_counter!(SPANS_LOST, "spans that did not reach the collector");
        handle
    })
}
