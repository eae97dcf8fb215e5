use reqwest::Method;
use serde_json::json;

use crate::app::{Answer, CITY, OTHER_WARD, TestApp, WARD, submission};

#[tokio::test]
async fn only_a_good_token_passes() {
    let app = TestApp::start().await;
    let (subject, grants) = ("clerk", [("clerk", CITY)]);
    let bad = [
        ("expired", app.tokens.expired(subject, &grants)),
        ("not yet valid", app.tokens.not_yet_valid(subject, &grants)),
        (
            "signed with another key",
            app.tokens.other_key(subject, &grants),
        ),
        (
            "of an unknown key",
            app.tokens.unknown_key(subject, &grants),
        ),
        (
            "for another audience",
            app.tokens.wrong_audience(subject, &grants),
        ),
        (
            "of another issuer",
            app.tokens.wrong_issuer(subject, &grants),
        ),
        ("with alg none", app.tokens.unsigned(subject, &grants)),
        ("not a token", "abc".to_owned()),
    ];
    for (what, token) in bad {
        for path in ["/v1/dossiers", "/openapi.json", "/v1/nothing"] {
            let answer = app.get(path, &token).await;
            assert_eq!(answer.status, 401, "{what} {path}");
            assert!(!answer.json.to_string().contains(&token), "{what}");
        }
    }
    let none = app
        .client
        .get(format!("{}/v1/dossiers", app.address))
        .send()
        .await
        .unwrap();
    assert_eq!(none.status(), 401);
    assert_eq!(app.get("/v1/dossiers", &app.clerk()).await.status, 200);
}

#[tokio::test]
async fn a_clerk_of_one_ward_neither_sees_nor_changes_another_wards_dossier() {
    let app = TestApp::start().await;
    let (here, there) = (
        app.tokens.mint("here", &[("clerk", WARD)]),
        app.tokens.mint("there", &[("clerk", OTHER_WARD)]),
    );
    let mut body = submission();
    body["receiving_unit_id"] = json!(WARD);
    let refused = app.post("/v1/dossiers", &there, "key", body.clone()).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (403, "FORBIDDEN_UNIT")
    );
    let dossier = app.post("/v1/dossiers", &here, "key", body).await.json;
    let (id, code) = (
        dossier["id"].as_str().unwrap(),
        dossier["code"].as_str().unwrap(),
    );

    for path in [
        format!("/v1/dossiers/{id}"),
        format!("/v1/dossiers/by-code/{code}"),
    ] {
        assert_eq!(app.get(&path, &here).await.status, 200);
        let answer = app.get(&path, &there).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code()),
            (404, "DOSSIER_NOT_FOUND")
        );
    }
    let change = app.request(Method::POST, &format!("/v1/dossiers/{id}/accept"), &there);
    let change = change
        .header("Idempotency-Key", "k")
        .header("If-Match", "\"1\"")
        .send()
        .await
        .unwrap();
    assert_eq!(Answer::of(change).await.code(), "DOSSIER_NOT_FOUND");
    assert_eq!(
        app.get("/v1/dossiers", &there).await.json["dossiers"],
        json!([])
    );
    let outside = app
        .get(&format!("/v1/dossiers?unit_id={WARD}"), &there)
        .await;
    assert_eq!(
        (outside.status.as_u16(), outside.code()),
        (403, "FORBIDDEN_UNIT")
    );
    let district = app.tokens.mint("district", &[("clerk", "tp-tu-son")]);
    assert_eq!(
        app.get(&format!("/v1/dossiers/{id}"), &district)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn roles_open_only_their_calls() {
    let app = TestApp::start().await;
    let reader = app.tokens.mint("reader", &[("reader", "tinh-bac-ninh")]);
    assert_eq!(
        app.post("/v1/dossiers", &reader, "key", submission())
            .await
            .status,
        403
    );
    assert_eq!(app.get("/v1/dossiers", &reader).await.status, 403);
    let reload = app
        .post("/v1/catalogue/reload", &app.clerk(), "key", json!({}))
        .await;
    assert_eq!(
        (reload.status.as_u16(), reload.code()),
        (403, "FORBIDDEN_CALL")
    );
}
