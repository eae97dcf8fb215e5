//! Due times over a year whose calendar is not there yet.

use std::time::Duration;

use chiso_proto::dossiers::v1 as pb;
use chiso_testkit::wait_for;
use serde_json::{Value, json};

use crate::app::{TestApp, submission};
use crate::grpc::with;

/// How long a thing may take that happens in the background.
const PATIENCE: Duration = Duration::from_secs(30);
const UNIT: &str = "p-tu-son";
const PROVINCE: &str = "tinh-bac-ninh-2025";

/// Tết 2027 is from 5/2 to 11/2.
const CALENDAR_2027: &str = r#"
year = 2027
weekly_rest = ["Saturday", "Sunday"]
sessions = [{ from = 07:00:00, until = 11:30:00 }, { from = 13:30:00, until = 17:00:00 }]
days = [
  { date = 2027-01-01, kind = "day_off", name = "Tết Dương lịch", source = "test" },
  { date = 2027-01-04, kind = "day_off", name = "Nghỉ bù", source = "test" },
]
"#;

async fn accepted(app: &TestApp, key: &str) -> Value {
    let clerk = app.tokens.mint("clerk", &[("clerk", PROVINCE)]);
    let mut body = submission();
    body["receiving_unit_id"] = json!(UNIT);
    let filed = app.post("/v1/dossiers", &clerk, key, body).await;
    assert_eq!(filed.status, 201, "{:?}", filed.json);
    let id = filed.json["id"].as_str().unwrap();
    let request = app
        .request(
            reqwest::Method::POST,
            &format!("/v1/dossiers/{id}/accept"),
            &clerk,
        )
        .header("Idempotency-Key", format!("accept-{key}"))
        .header("If-Match", "\"1\"");
    crate::app::Answer::of(request.send().await.unwrap())
        .await
        .json
}

async fn load_calendar(app: &TestApp) {
    std::fs::write(app.catalogue.join("calendars/2027.toml"), CALENDAR_2027).unwrap();
    let operator = app.tokens.mint("operator", &[("operator", PROVINCE)]);
    let reloaded = app
        .post("/v1/catalogue/reload", &operator, "reload", json!({}))
        .await;
    assert_eq!(reloaded.status, 200, "{:?}", reloaded.json);
}

/// Brings a dossier whose due time was computed again.
pub async fn revised(app: &TestApp) {
    let dossier = accepted(app, "one").await;
    load_calendar(app).await;
    let clerk = app.tokens.mint("clerk", &[("clerk", UNIT)]);
    let path = format!("/v1/dossiers/{}", dossier["id"].as_str().unwrap());
    wait_for("the due time to be computed again", PATIENCE, async || {
        app.get(&path, &clerk).await.json["steps"][2]["kind"] == "due_revised"
    })
    .await;
}

#[tokio::test]
async fn a_due_time_over_a_year_without_calendar_is_marked_and_computed_again() {
    let app = TestApp::start_at("2026-12-30T09:00:00+07:00").await;
    let dossier = accepted(&app, "one").await;
    assert_eq!(
        (&dossier["due_time"], &dossier["due_time_provisional"]),
        (&json!("2027-01-05T02:00:00Z"), &json!(true)),
        "{dossier}"
    );
    wait_for("readiness to tell of the calendar", PATIENCE, async || {
        app.readiness("calendar").await
            == json!({ "covered_until_year": 2026, "provisional_due_times": 1 })
    })
    .await;
    wait_for("the meters", PATIENCE, async || {
        app.metric("dossiers_calendar_days_left").await == Some(1.0)
    })
    .await;

    load_calendar(&app).await;
    let clerk = app.tokens.mint("clerk", &[("clerk", UNIT)]);
    let path = format!("/v1/dossiers/{}", dossier["id"].as_str().unwrap());
    wait_for("the due time to be computed again", PATIENCE, async || {
        app.get(&path, &clerk).await.json["due_time"] == "2027-01-06T02:00:00Z"
    })
    .await;
    let moved = app.get(&path, &clerk).await.json;
    assert_eq!(moved["due_time_provisional"], Value::Null);
    assert_eq!(moved["original_due_time"], "2027-01-05T02:00:00Z");
    assert_eq!(moved["steps"][2]["kind"], "due_revised");

    let list = app.get("/v1/due-revisions", &clerk).await.json;
    assert_eq!(
        list["revisions"][0]["previous_due_time"], "2027-01-05T02:00:00Z",
        "{list}"
    );
    assert_eq!(list["revisions"][0]["code"], dossier["code"]);
    let stranger = app.tokens.mint("clerk", &[("clerk", "p-tam-son-2025")]);
    assert_eq!(
        app.get("/v1/due-revisions", &stranger).await.json["revisions"],
        json!([])
    );
    let rpc = pb::ListDueRevisionsRequest::default();
    let answer = app
        .grpc()
        .await
        .list_due_revisions(with(&clerk, rpc))
        .await
        .unwrap();
    assert_eq!(answer.into_inner().revisions.len(), 1);
    wait_for("readiness to tell of the calendar", PATIENCE, async || {
        app.readiness("calendar").await
            == json!({ "covered_until_year": 2027, "provisional_due_times": 0 })
    })
    .await;
}

#[tokio::test]
async fn an_import_continues_a_history_whose_due_time_was_computed_again() {
    let app = TestApp::start_at("2026-12-31T09:00:00+07:00").await;
    let importer = app
        .tokens
        .mint("importer", &[("importer", PROVINCE), ("clerk", PROVINCE)]);
    let line = |kinds: &[(&str, &str)]| {
        let steps: Vec<Value> = kinds
            .iter()
            .map(|(kind, at)| json!({ "kind": kind, "occur_time": at }))
            .collect();
        json!({
            "code": "G01-261230-0001", "procedure_code": "1.004873", "receiving_unit_id": UNIT,
            "applicant": { "name": "Trần Văn Đức" }, "steps": steps,
        })
        .to_string()
    };
    let mut kinds = vec![
        ("submitted", "2026-12-30T08:00:00+07:00"),
        ("accepted", "2026-12-30T09:00:00+07:00"),
    ];
    let send = async |body: String| {
        let request = app
            .request(reqwest::Method::POST, "/v1/imports", &importer)
            .body(body);
        crate::app::Answer::of(request.send().await.unwrap())
            .await
            .json
    };
    assert_eq!(send(line(&kinds)).await["created"], 1);
    load_calendar(&app).await;
    wait_for("the due time to be computed again", PATIENCE, async || {
        app.get("/v1/dossiers/by-code/G01-261230-0001", &importer)
            .await
            .json["steps"][2]["kind"]
            == "due_revised"
    })
    .await;
    kinds.push(("resolved", "2026-12-30T10:00:00+07:00"));
    assert_eq!(send(line(&kinds)).await["continued"], 1);
    assert_eq!(send(line(&kinds)).await["unchanged"], 1);
}
