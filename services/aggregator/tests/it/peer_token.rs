//! The token with which the aggregator reads event logs, as its operator sees it.

use std::fs;

use serde_json::Value;

use crate::app::TestApp;

async fn details(app: &TestApp) -> Value {
    let ready = app.managed("/readyz").await;
    // Figures are answered without it.
    assert_eq!(ready.status, 200);
    ready.json["checks"]["peer_token"]["details"].clone()
}

async fn metric(app: &TestApp, name: &str) -> i64 {
    let page = app.managed("/metrics").await.json;
    let mut lines = page.as_str().unwrap().lines();
    let value = lines.find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
    value.unwrap_or_default()
}

#[tokio::test]
async fn a_peer_token_that_cannot_be_used_is_told_and_its_expiry_before() {
    let app = TestApp::start().await;
    let file = &app.config.peer_token_file;
    let grants = [("peer", "tinh-bac-ninh")];
    let claims = app.tokens.claims("aggregator", &grants);
    fs::write(file, app.tokens.sign(&claims)).unwrap();
    let expiry = chrono::DateTime::from_timestamp(claims.exp, 0).unwrap();
    let told = details(&app).await;
    assert_eq!(told["usable"], true, "{told}");
    assert_eq!(
        told["expire_time"],
        expiry.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    );
    assert_eq!(metric(&app, "aggregator_peer_token_usable").await, 1);
    assert_eq!(
        metric(&app, "aggregator_peer_token_expiry_timestamp_seconds").await,
        expiry.timestamp()
    );

    for (text, reason) in [
        (
            Some(app.tokens.expired("aggregator", &grants)),
            "expired at",
        ),
        (Some(String::new()), "no token with an expiry"),
        (None, "No such file"),
    ] {
        match text {
            Some(text) => fs::write(file, text).unwrap(),
            None => fs::remove_file(file).unwrap(),
        }
        let told = details(&app).await;
        assert_eq!(told["usable"], false, "{told}");
        assert!(told["reason"].as_str().unwrap().contains(reason), "{told}");
        assert_eq!(metric(&app, "aggregator_peer_token_usable").await, 0);
    }
}
