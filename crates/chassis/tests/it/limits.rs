use std::num::NonZeroU32;

use chiso_chassis::config::LimitsConfig;
use serde_json::json;

use crate::app::{App, claims, key, problem, refusal, sign, token_of};

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

#[tokio::test]
async fn one_caller_never_takes_all_places() {
    let app = App::with(LimitsConfig {
        requests: 3,
        requests_per_caller: 2,
        ..LimitsConfig::default()
    })
    .await;
    let [_first, _second] = [(); 2].map(|()| tokio::spawn(app.signed("GET", "/v1/hold").send()));
    app.held().await;
    app.held().await;
    let mine = app.signed("GET", "/v1/me");
    let response = mine.try_clone().unwrap().send().await.unwrap();
    assert_eq!(response.headers()["retry-after"], "1");
    assert_eq!(refusal(mine).await, "429 TOO_MANY_AT_A_TIME");
    let other = app.request("GET", "/v1/me").bearer_auth(token_of("portal"));
    assert_eq!(other.send().await.unwrap().status(), 200);
    app.gate.leave.notify_waiters();
}

#[tokio::test]
async fn a_caller_that_sends_too_much_is_told_when_to_come_back_and_harms_nobody() {
    let app = App::with(LimitsConfig {
        caller_rate: NonZeroU32::MIN,
        caller_burst: NonZeroU32::MIN,
        ..LimitsConfig::default()
    })
    .await;
    let mut limited = None;
    for _ in 0..100 {
        let response = app.signed("GET", "/v1/me").send().await.unwrap();
        if response.status() == 429 {
            limited = Some(response);
            break;
        }
    }
    let limited = limited.expect("more than one request a second");
    let wait: u64 = limited.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(wait, 1);
    let body: serde_json::Value = limited.json().await.unwrap();
    assert_eq!(body["code"], "RATE_LIMITED");
    let other = app.request("GET", "/v1/me").bearer_auth(token_of("portal"));
    assert_eq!(other.send().await.unwrap().status(), 200);

    // A service is not counted: without its log there are no figures.
    let mut claims = claims();
    claims["sub"] = json!("aggregator");
    claims["grants"] = json!([{ "role": "peer", "unit": "tinh-bac-ninh" }]);
    let peer = sign(&claims, "one", &key(1));
    for _ in 0..10 {
        let request = app.request("GET", "/v1/me").bearer_auth(&peer);
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn guesses_of_one_address_are_limited_and_shut_no_good_token_out() {
    let app = App::with(LimitsConfig {
        stranger_rate: NonZeroU32::MIN,
        stranger_burst: NonZeroU32::MIN,
        ..LimitsConfig::default()
    })
    .await;
    let guess = || app.request("GET", "/v1/me").bearer_auth("guess");
    let mut codes = Vec::new();
    for _ in 0..100 {
        codes.push(refusal(guess()).await);
        if codes.last().is_some_and(|code| code.starts_with("429")) {
            break;
        }
    }
    assert_eq!(codes[0], "401 TOKEN_INVALID");
    assert_eq!(codes.last().unwrap(), "429 RATE_LIMITED");
    assert_eq!(
        app.signed("GET", "/v1/me").send().await.unwrap().status(),
        200
    );
    assert!(!problem(guess()).await.contains("fields"));
}
