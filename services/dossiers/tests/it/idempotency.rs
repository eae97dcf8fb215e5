use futures::future::join_all;
use serde_json::json;

use crate::app::{Answer, TestApp, submission};

#[tokio::test]
async fn the_same_key_and_body_in_parallel_make_one_dossier_and_one_answer() {
    let app = TestApp::start().await;
    let token = app.clerk();
    let answers =
        join_all((0..24).map(|_| app.post("/v1/dossiers", &token, "one", submission()))).await;
    for answer in &answers {
        assert_eq!(answer.status, 201, "{:?}", answer.json);
        assert_eq!(answer.json, answers[0].json);
    }
    assert_eq!(app.count("select count(*) from dossiers.dossier").await, 1);
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    let app = TestApp::start().await;
    app.post("/v1/dossiers", &app.clerk(), "one", submission())
        .await;
    let mut other = submission();
    other["channel"] = json!("online");
    let answer = app.post("/v1/dossiers", &app.clerk(), "one", other).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (409, "IDEMPOTENCY_KEY_REUSED")
    );
    assert_eq!(app.count("select count(*) from dossiers.dossier").await, 1);
}

#[tokio::test]
async fn a_replay_gives_the_answer_of_then_although_the_dossier_went_on() {
    let app = TestApp::start().await;
    let first = app
        .post("/v1/dossiers", &app.clerk(), "one", submission())
        .await;
    let accepted = app.step(&first.json, "accept", None).await;
    assert_eq!(accepted.json["state"], "processing");
    let resolved = app.step(&accepted.json, "resolve", None).await;
    assert_eq!(resolved.json["state"], "resolved");
    let replay = app
        .post("/v1/dossiers", &app.clerk(), "one", submission())
        .await;
    assert_eq!(
        (replay.status, replay.etag, replay.json),
        (first.status, first.etag, first.json.clone())
    );
    let replay = app.step(&first.json, "accept", None).await;
    assert_eq!((replay.status.as_u16(), replay.json), (200, accepted.json));
}

#[tokio::test]
async fn keys_belong_to_their_caller_and_are_required() {
    let app = TestApp::start().await;
    let other = app
        .tokens
        .mint("another clerk", &[("clerk", crate::app::CITY)]);
    let mine = app
        .post("/v1/dossiers", &app.clerk(), "one", submission())
        .await;
    let theirs = app.post("/v1/dossiers", &other, "one", submission()).await;
    assert_eq!(theirs.status, 201);
    assert_ne!(mine.json["id"], theirs.json["id"]);
    let request = app
        .request(reqwest::Method::POST, "/v1/dossiers", &other)
        .json(&submission());
    let answer = Answer::of(request.send().await.unwrap()).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json["fields"][0]["field"]),
        (400, &json!("Idempotency-Key"))
    );
}

#[tokio::test]
async fn a_refused_request_can_be_sent_again_under_its_key() {
    let app = TestApp::start().await;
    let mut body = submission();
    body["procedure_code"] = json!("1.999999");
    assert_eq!(
        app.post("/v1/dossiers", &app.clerk(), "one", body)
            .await
            .status,
        400
    );
    assert_eq!(
        app.post("/v1/dossiers", &app.clerk(), "one", submission())
            .await
            .status,
        201
    );
}
