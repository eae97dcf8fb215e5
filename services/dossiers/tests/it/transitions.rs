use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{Answer, TestApp};

/// The verbs, with a body where one is needed.
fn verbs() -> [(&'static str, Option<Value>); 8] {
    let reason = || Some(json!({ "reason": "Thiếu bản sao giấy khai sinh" }));
    [
        ("accept", None),
        ("reject-intake", reason()),
        ("request-supplement", reason()),
        ("receive-supplement", None),
        ("resolve", None),
        ("refuse", reason()),
        ("withdraw", reason()),
        ("deliver", None),
    ]
}

/// The transition table, told a second time: which verbs are allowed in a state, and where they lead.
fn leads(state: &str, verb: &str) -> Option<&'static str> {
    Some(match (state, verb) {
        ("submitted", "accept") | ("awaiting_supplement", "receive-supplement") => "processing",
        ("submitted", "reject-intake") => "intake_rejected",
        ("processing", "request-supplement") => "awaiting_supplement",
        ("processing", "resolve") => "resolved",
        ("processing" | "awaiting_supplement", "refuse") => "refused",
        ("submitted" | "processing" | "awaiting_supplement", "withdraw") => "withdrawn",
        ("resolved", "deliver") => "delivered",
        _ => return None,
    })
}

#[tokio::test]
async fn every_verb_in_every_state_does_what_the_table_says_or_changes_nothing() {
    let app = TestApp::start().await;
    let paths: [&[&str]; 8] = [
        &[],
        &["reject-intake"],
        &["accept"],
        &["accept", "request-supplement"],
        &["accept", "resolve"],
        &["accept", "refuse"],
        &["accept", "withdraw"],
        &["accept", "resolve", "deliver"],
    ];
    for path in paths {
        for (verb, body) in verbs() {
            let mut dossier = app.submitted().await;
            for step in path {
                let body = verbs()
                    .into_iter()
                    .find(|(name, _)| name == step)
                    .unwrap()
                    .1;
                dossier = app.step(&dossier, step, body).await.json;
            }
            let state = dossier["state"].as_str().unwrap().to_owned();
            let answer = app.step(&dossier, verb, body).await;
            if let Some(next) = leads(&state, verb) {
                assert_eq!(
                    (answer.status.as_u16(), &answer.json["state"]),
                    (200, &json!(next)),
                    "{state} {verb}"
                );
            } else {
                assert_eq!(
                    (answer.status.as_u16(), answer.code()),
                    (409, "ILLEGAL_TRANSITION"),
                    "{state} {verb}"
                );
                let id = dossier["id"].as_str().unwrap();
                assert_eq!(
                    app.get(&format!("/v1/dossiers/{id}"), &app.clerk())
                        .await
                        .json,
                    dossier
                );
            }
        }
    }
}

#[tokio::test]
async fn two_clerks_race_and_one_wins() {
    let app = TestApp::start().await;
    let dossier = app.submitted().await;
    let dossier = app.step(&dossier, "accept", None).await.json;
    let (id, etag) = (
        dossier["id"].as_str().unwrap(),
        dossier["etag"].as_str().unwrap(),
    );
    let race = |key: &'static str, verb: &str, body: Value| {
        let request = app.request(
            Method::POST,
            &format!("/v1/dossiers/{id}/{verb}"),
            &app.clerk(),
        );
        let request = request
            .header("Idempotency-Key", key)
            .header("If-Match", etag)
            .json(&body);
        async move { Answer::of(request.send().await.unwrap()).await }
    };
    let (first, second) = tokio::join!(
        race("first", "resolve", json!({})),
        race(
            "second",
            "refuse",
            json!({ "reason": "Không đủ điều kiện" })
        )
    );
    let (winner, loser) = if first.status == 200 {
        (first, second)
    } else {
        (second, first)
    };
    assert_eq!(
        (winner.status.as_u16(), loser.status.as_u16()),
        (200, 412),
        "{winner:?} {loser:?}"
    );
    assert_eq!(
        (loser.code(), &loser.json["metadata"]["current_etag"]),
        ("VERSION_CONFLICT", &json!("\"3\""))
    );
}

#[tokio::test]
async fn a_transition_needs_the_version_that_was_read() {
    let app = TestApp::start().await;
    let dossier = app.submitted().await;
    let path = format!("/v1/dossiers/{}/accept", dossier["id"].as_str().unwrap());
    let missing = app.post(&path, &app.clerk(), "key", json!({})).await;
    assert_eq!(
        (missing.status.as_u16(), missing.code()),
        (428, "IF_MATCH_REQUIRED")
    );
    let stale = app
        .step(
            &json!({ "id": dossier["id"], "etag": "\"7\"" }),
            "accept",
            None,
        )
        .await;
    assert_eq!(
        (stale.status.as_u16(), stale.code()),
        (412, "VERSION_CONFLICT")
    );
}

#[tokio::test]
async fn errors_speak_the_language_of_the_reader() {
    let app = TestApp::start().await;
    let dossier = app.submitted().await;
    let path = format!("/v1/dossiers/{}/resolve", dossier["id"].as_str().unwrap());
    let request = app.request(Method::POST, &path, &app.clerk());
    let request = request
        .header("Idempotency-Key", "k")
        .header("If-Match", "\"1\"")
        .header("Accept-Language", "vi");
    let answer = Answer::of(request.send().await.unwrap()).await;
    assert_eq!(
        answer.json["title"],
        "Trạng thái hồ sơ không cho phép thao tác này"
    );
    assert_eq!(
        answer.json["metadata"],
        json!({ "state": "submitted", "step": "resolved" })
    );
}
