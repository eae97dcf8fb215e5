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
        "checks": {
            "sky": { "ready": true, "details": { "clouds": 3 } },
            "token_keys": { "ready": true, "details": { "readable": true } },
        },
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

#[tokio::test]
async fn series_of_all_operations_are_there_before_the_first_request() {
    let app = App::start().await;
    let (_, metrics) = app.operations("/metrics").await;
    for series in [
        r#"http_server_request_duration_seconds_count{service="corner",route="/v1/dossiers/{id}",method="GET",status="200"} 0"#,
        r#"http_server_request_duration_seconds_count{service="corner",route="/v1/dossiers/{id}",method="GET",status="500"} 0"#,
        r#"http_server_request_duration_seconds_count{service="corner",route="unmatched",method="GET",status="503"} 0"#,
        r#"rpc_server_call_duration_seconds_count{service="corner",method="grpc.health.v1.Health/Check",code="OK"} 0"#,
        r#"rpc_server_call_duration_seconds_count{service="corner",method="grpc.health.v1.Health/Check",code="INTERNAL"} 0"#,
    ] {
        assert!(metrics.contains(series), "{series} in {metrics}");
    }
}

#[tokio::test]
async fn keys_that_cannot_be_read_are_a_word_and_a_number_and_stop_nothing() {
    let app = App::start().await;
    std::fs::remove_file(app.keys_file()).unwrap();
    let report = app
        .eventually("/readyz", |report| report.contains(r#""readable":false"#))
        .await;
    assert!(report.contains(r#""ready":true"#), "{report}");
    app.eventually("/metrics", |metrics| {
        metrics.contains(r#"token_keys_readable{service="corner"} 0"#)
    })
    .await;
    assert_eq!(
        app.signed("GET", "/v1/me").send().await.unwrap().status(),
        200
    );
}

#[tokio::test]
async fn the_document_is_served_complete() {
    let app = App::start().await;
    let document: Value = app
        .signed("GET", "/openapi.json")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        document["components"]["securitySchemes"]["bearer"]["scheme"],
        "bearer"
    );
    let answers = &document["paths"]["/v1/dossiers/{id}"]["get"]["responses"];
    assert_eq!(answers["404"]["$ref"], "#/components/responses/NotFound");
}
