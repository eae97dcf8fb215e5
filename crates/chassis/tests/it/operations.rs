use serde_json::{Value, json};

use crate::app::App;

#[tokio::test]
async fn liveness_and_readiness_are_open_on_their_own_port() {
    let app = App::start().await;
    assert_eq!(app.operations("/livez").await, (200, "ok\n".to_owned()));
    let (status, report) = app.operations("/readyz").await;
    assert_eq!(status, 200);
    let report: Value = serde_json::from_str(&report).unwrap();
    let expected = json!({
        "service": "corner",
        "ready": true,
        "stopping": false,
        "checks": { "sky": { "ready": true, "details": { "clouds": 3 } } },
    });
    assert_eq!(report, expected);
    let main = app.signed("GET", "/metrics").send().await.unwrap();
    assert_eq!(main.status(), 404);
}

#[tokio::test]
async fn requests_are_measured_by_route_and_never_by_path() {
    let app = App::start().await;
    let id = "018f3c1e-0000-7000-8000-000000000001";
    for path in [&format!("/v1/dossiers/{id}"), "/v1/nowhere/0912345678"] {
        app.signed("GET", path).send().await.unwrap();
    }
    let (_, metrics) = app.operations("/metrics").await;
    let count = r#"http_server_request_duration_seconds_count{service="corner",route="/v1/dossiers/{id}",method="GET",status="200"}"#;
    assert!(metrics.contains(count), "{metrics}");
    assert!(metrics.contains(r#"route="unmatched",method="GET",status="404""#));
    assert!(!metrics.contains(id) && !metrics.contains("0912345678"));
}
