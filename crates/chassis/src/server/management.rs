use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::time::interval;

use crate::health::Checks;
use crate::shutdown::Lifecycle;
use crate::telemetry;

/// How often recorded durations are folded into their histograms; until then each one takes memory.
const UPKEEP_TIME: Duration = Duration::from_secs(5);

struct Management {
    service: &'static str,
    checks: Checks,
    lifecycle: Lifecycle,
}

/// Serves liveness, readiness and metrics until the very end, without authentication.
pub(super) async fn serve(
    listener: TcpListener,
    service: &'static str,
    checks: Checks,
    lifecycle: Lifecycle,
) {
    let end = lifecycle.end();
    let management = Management {
        service,
        checks,
        lifecycle,
    };
    let routes = Router::new()
        .route("/livez", get(async || "ok\n"))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .with_state(Arc::new(management));
    let upkeep = async {
        let mut tick = interval(UPKEEP_TIME);
        loop {
            tick.tick().await;
            telemetry::recorder().run_upkeep();
        }
    };
    tokio::select! {
        served = axum::serve(listener, routes) => {
            tracing::error!(?served, "management listener ended");
        }
        () = upkeep => {}
        () = end.cancelled() => {}
    }
}

async fn readyz(State(management): State<Arc<Management>>) -> impl IntoResponse {
    let (checked, checks) = management.checks.run().await;
    let stopping = management.lifecycle.is_stopping();
    let ready = checked && !stopping;
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let report = json!({
        "service": management.service,
        "ready": ready,
        "stopping": stopping,
        "checks": checks,
    });
    (status, Json(report))
}

async fn metrics() -> impl IntoResponse {
    let text = telemetry::recorder().render();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}
