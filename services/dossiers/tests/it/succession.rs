//! Units that were dissolved on 1/7/2025: their work passes to their successors.

use serde_json::{Value, json};

use crate::app::{Answer, TestApp, history, submission};

const CODE: &str = "H05.26.01-250620-00001";

async fn app_with_a_dossier_of_a_dissolved_ward() -> (TestApp, Value) {
    let app = TestApp::start_at("2025-07-02T09:00:00+07:00").await;
    let steps = json!([
        { "kind": "submitted", "occur_time": "2025-06-20T08:00:00+07:00" },
        { "kind": "accepted", "occur_time": "2025-06-20T08:30:00+07:00" },
    ]);
    let importer = app.tokens.mint("importer", &[("importer", "p-tu-son")]);
    let request = app
        .request(reqwest::Method::POST, "/v1/imports", &importer)
        .body(history(CODE, &steps).to_string());
    let report = Answer::of(request.send().await.unwrap()).await.json;
    assert_eq!(
        report["created"], 1,
        "the successor may load what its predecessor left: {report}"
    );
    let dossier = get(&app, "p-tu-son").await;
    assert_eq!(dossier.status, 200);
    (app, dossier.json)
}

async fn get(app: &TestApp, unit: &str) -> Answer {
    let clerk = app.tokens.mint("clerk", &[("clerk", unit)]);
    app.get(&format!("/v1/dossiers/by-code/{CODE}"), &clerk)
        .await
}

#[tokio::test]
async fn the_successor_sees_and_ends_what_was_open() {
    let (app, dossier) = app_with_a_dossier_of_a_dissolved_ward().await;
    assert_eq!(get(&app, "tinh-bac-ninh-2025").await.status, 200);
    assert_eq!(
        get(&app, "p-tam-son-2025").await.status,
        404,
        "another part of the city"
    );
    assert_eq!(
        dossier["receiving_unit_id"], "p-dong-ngan",
        "its history is not rewritten"
    );

    let clerk = app.tokens.mint("clerk", &[("clerk", "p-tu-son")]);
    for path in ["/v1/dossiers", "/v1/dossiers?unit_id=p-tu-son"] {
        let list = app.get(path, &clerk).await.json;
        assert_eq!(list["dossiers"].as_array().map(Vec::len), Some(1), "{path}");
    }
    let id = dossier["id"].as_str().unwrap();
    let request = app
        .request(
            reqwest::Method::POST,
            &format!("/v1/dossiers/{id}/resolve"),
            &clerk,
        )
        .header("Idempotency-Key", "end")
        .header("If-Match", "\"2\"");
    assert_eq!(request.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_dissolved_unit_does_nothing_any_more() {
    let (app, dossier) = app_with_a_dossier_of_a_dissolved_ward().await;
    for unit in ["p-dong-ngan", "tp-tu-son", "tinh-bac-ninh"] {
        assert_eq!(get(&app, unit).await.status, 404, "{unit}");
        let clerk = app.tokens.mint("clerk", &[("clerk", unit)]);
        assert_eq!(
            app.get("/v1/dossiers", &clerk).await.code(),
            "FORBIDDEN_UNIT",
            "{unit}"
        );
        let id = dossier["id"].as_str().unwrap();
        let request = app
            .request(
                reqwest::Method::POST,
                &format!("/v1/dossiers/{id}/resolve"),
                &clerk,
            )
            .header("Idempotency-Key", "end")
            .header("If-Match", "\"2\"");
        assert_eq!(request.send().await.unwrap().status(), 404, "{unit}");
    }
    let clerk = app.tokens.mint("clerk", &[("clerk", "p-tu-son")]);
    let mut body = submission();
    body["receiving_unit_id"] = json!("p-dong-ngan");
    assert_eq!(
        app.post("/v1/dossiers", &clerk, "new", body).await.code(),
        "UNIT_NOT_IN_FORCE"
    );
}
