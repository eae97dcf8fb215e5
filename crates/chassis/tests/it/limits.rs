use chiso_chassis::config::LimitsConfig;

use crate::app::{App, refusal};

#[tokio::test]
async fn more_requests_than_fit_are_sent_away_with_a_time_to_come_back() {
    let app = App::with(LimitsConfig {
        requests: 1,
        ..LimitsConfig::default()
    })
    .await;
    let held = tokio::spawn(app.signed("GET", "/v1/hold").send());
    app.held().await;
    let request = app.signed("GET", "/v1/me");
    let response = request.try_clone().unwrap().send().await.unwrap();
    assert_eq!(response.headers()["retry-after"], "1");
    assert_eq!(refusal(request).await, "503 OVERLOADED");
    app.gate.leave.notify_one();
    assert_eq!(held.await.unwrap().unwrap().status(), 200);
    let again = app.signed("GET", "/v1/me").send().await.unwrap();
    assert_eq!(again.status(), 200);
}

#[tokio::test]
async fn a_request_ends_at_its_deadline_unless_its_route_has_none() {
    let app = App::with(LimitsConfig {
        request_seconds: 1,
        ..LimitsConfig::default()
    })
    .await;
    let import = tokio::spawn(app.signed("GET", "/v1/import").send());
    app.held().await;
    let late = refusal(app.signed("GET", "/v1/forever")).await;
    assert_eq!(late, "504 DEADLINE_EXCEEDED");
    app.gate.leave.notify_one();
    assert_eq!(import.await.unwrap().unwrap().status(), 200);
}
