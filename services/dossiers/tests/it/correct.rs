//! Corrections: what was recorded wrongly becomes right, and nothing is erased.

use std::time::Duration;

use chiso_proto::dossiers::v1 as pb;
use chiso_testkit::wait_for;
use prost::Message as _;
use serde_json::{Value, json};
use tonic::Code;

use crate::app::{Answer, CITY, TestApp, WARD, history};
use crate::grpc::with;
use crate::log::events;

const CODE: &str = "H05.26-220302-00001";

fn steps(resolved: Option<&str>) -> Value {
    let mut steps = vec![
        json!({ "kind": "submitted", "occur_time": "2022-03-02T08:00:00+07:00" }),
        json!({ "kind": "accepted", "occur_time": "2022-03-02T08:30:00+07:00" }),
    ];
    steps.extend(resolved.map(|at| json!({ "kind": "resolved", "occur_time": at })));
    json!(steps)
}

async fn imported(app: &TestApp) -> Value {
    let line = history(CODE, &steps(Some("2022-03-20T08:00:00+07:00"))).to_string();
    assert_eq!(app.import(line).await["created"], 1);
    app.get(&format!("/v1/dossiers/by-code/{CODE}"), &app.importer())
        .await
        .json
}

async fn correct(app: &TestApp, token: &str, dossier: &Value, key: &str, body: &Value) -> Answer {
    let request = app
        .request(
            reqwest::Method::POST,
            &format!("/v1/dossiers/{}/correct", dossier["id"].as_str().unwrap()),
            token,
        )
        .header("Idempotency-Key", key)
        .header("If-Match", dossier["etag"].as_str().unwrap())
        .json(body);
    Answer::of(request.send().await.unwrap()).await
}

/// Corrects a dossier to one that was only filed.
pub async fn undone(app: &TestApp, dossier: &Value) -> Answer {
    let mut body = correction();
    body["steps"] = steps(None);
    body["steps"].as_array_mut().unwrap().truncate(1);
    let key = format!("undone-{}", dossier["id"]);
    correct(app, &app.importer(), dossier, &key, &body).await
}

fn correction() -> Value {
    json!({
        "reason": "Ghi nhầm ngày trả và người nộp",
        "procedure_code": "1.004873",
        "receiving_unit_id": CITY,
        "channel": "online",
        "applicant": { "name": "Lê Thị Hồng Gấm" },
        "steps": steps(Some("2022-03-03T08:00:00+07:00")),
    })
}

#[tokio::test]
async fn a_corrected_dossier_is_what_it_should_have_been() {
    let app = TestApp::start().await;
    let wrong = imported(&app).await;
    let answer = correct(&app, &app.importer(), &wrong, "one", &correction()).await;
    assert_eq!(answer.status, 200, "{:?}", answer.json);
    let right = answer.json;
    assert_eq!(
        (
            &right["close_time"],
            &right["receiving_unit_id"],
            &right["applicant"]["name"],
            &right["etag"]
        ),
        (
            &json!("2022-03-03T01:00:00Z"),
            &json!(CITY),
            &json!("Lê Thị Hồng Gấm"),
            &json!("\"4\"")
        )
    );
    let kinds: Vec<&str> = right["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        ["submitted", "accepted", "resolved", "corrected"],
        "nothing is erased"
    );
    assert_eq!(right["steps"][2]["occur_time"], "2022-03-20T01:00:00Z");
    let shown = app
        .get(&format!("/v1/dossiers/by-code/{CODE}"), &app.importer())
        .await
        .json;
    assert_eq!(shown, right);

    let again = correct(&app, &app.importer(), &wrong, "one", &correction()).await;
    assert_eq!(again.json, right);
    let stale = correct(&app, &app.importer(), &wrong, "two", &correction()).await;
    assert_eq!(stale.status, 412);
    let events = "select count(*) from (select type from eventlog.log union all select type from eventlog.outbox) e
                  where type = 'chiso.dossiers.v1.DossierCorrected'";
    assert_eq!(app.count(events).await, 1);

    let old = history(CODE, &steps(Some("2022-03-20T08:00:00+07:00"))).to_string();
    assert_eq!(
        app.import(old).await["refused"],
        1,
        "the wrong history does not come back by itself"
    );
}

#[tokio::test]
async fn corrections_need_the_role_for_both_units_and_keep_the_rules() {
    let app = TestApp::start().await;
    let dossier = imported(&app).await;
    let clerk = app.tokens.mint("clerk", &[("clerk", "tinh-bac-ninh")]);
    assert_eq!(
        correct(&app, &clerk, &dossier, "a", &correction())
            .await
            .status,
        404
    );
    let ward = app.tokens.mint("ward", &[("importer", WARD)]);
    assert_eq!(
        correct(&app, &ward, &dossier, "b", &correction())
            .await
            .code(),
        "FORBIDDEN_UNIT"
    );

    let mut body = correction();
    body["steps"][2]["occur_time"] = json!("2022-07-01T08:00:00+07:00");
    let future = correct(&app, &app.importer(), &dossier, "c", &body).await;
    assert_eq!(
        (future.status.as_u16(), &future.json["fields"][0]["field"]),
        (400, &json!("steps[2].occur_time"))
    );
    let mut body = correction();
    body["reason"] = json!("");
    body["steps"][1]["kind"] = json!("delivered");
    let bad = correct(&app, &app.importer(), &dossier, "d", &body).await;
    assert!(bad.status.is_client_error(), "{:?}", bad.json);
    let shown = app
        .get(&format!("/v1/dossiers/by-code/{CODE}"), &app.importer())
        .await
        .json;
    assert_eq!(shown, dossier, "a refused correction changes nothing");
}

#[tokio::test]
async fn a_refused_correction_names_every_fault_at_once() {
    let app = TestApp::start().await;
    let dossier = imported(&app).await;
    let mut body = correction();
    body["reason"] = json!("");
    body["procedure_code"] = json!("x");
    body["steps"][2] =
        json!({ "kind": "refused", "occur_time": "2022-03-20T08:00:00+07:00", "reason": " " });
    let refused = correct(&app, &app.importer(), &dossier, "a", &body).await;
    let fields: Vec<_> = refused.json["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| {
            (
                fault["field"].as_str().unwrap(),
                fault["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        fields,
        [
            ("reason", "INVALID_REASON"),
            ("procedure_code", "INVALID_PROCEDURE_CODE"),
            ("steps[2].reason", "INVALID_REASON"),
        ]
    );
}

/// Makes of the last published event of a dossier one that no projection counts.
async fn spoil_last_event(app: &TestApp, dossier: &Value) -> i64 {
    let id = dossier["id"].as_str().unwrap();
    let last = "SELECT sequence, payload FROM eventlog.log WHERE subject = $1 ORDER BY sequence DESC LIMIT 1";
    let read = async || -> Option<(i64, Vec<u8>)> {
        sqlx::query_as(last)
            .bind(id)
            .fetch_optional(&app.pool)
            .await
            .unwrap()
    };
    let all_numbered = "select count(*) from eventlog.outbox";
    wait_for(
        "the events to be numbered",
        Duration::from_secs(30),
        async || app.count(all_numbered).await == 0,
    )
    .await;
    let (sequence, payload) = read().await.unwrap();
    let mut change = pb::DossierChanged::decode(payload.as_slice()).unwrap();
    change.after.as_mut().unwrap().submit_time = Some(prost_types::Timestamp {
        seconds: i64::MAX,
        nanos: 0,
    });
    let facet = change.after.clone().unwrap().encode_to_vec();
    sqlx::query("UPDATE eventlog.log SET payload = $2 WHERE sequence = $1")
        .bind(sequence)
        .bind(change.encode_to_vec())
        .execute(&app.pool)
        .await
        .unwrap();
    sqlx::query("UPDATE dossiers.dossier SET facet = $2 WHERE id = $1::uuid")
        .bind(id)
        .bind(facet)
        .execute(&app.pool)
        .await
        .unwrap();
    sequence
}

#[tokio::test]
async fn a_correction_settles_what_was_published_wrongly() {
    let app = TestApp::start().await;
    let dossier = imported(&app).await;
    let spoilt = spoil_last_event(&app, &dossier).await;
    let answer = correct(&app, &app.importer(), &dossier, "one", &correction()).await;
    assert_eq!(answer.status, 200, "{:?}", answer.json);
    let events: Vec<_> = events(&app)
        .await
        .into_iter()
        .filter(|event| event.subject == dossier["id"].as_str().unwrap())
        .collect();
    let changes: Vec<pb::DossierChanged> = events
        .iter()
        .map(|event| pb::DossierChanged::decode(event.payload.as_ref()).unwrap())
        .collect();
    let correction = events.last().unwrap();
    assert_eq!(
        (correction.r#type.as_str(), correction.corrects.as_slice()),
        ("chiso.dossiers.v1.DossierCorrected", &[spoilt][..])
    );
    assert_eq!(events.len(), 4, "one event per step");
    assert_eq!(changes[3].before, changes[1].after, "from what is counted");
    let facets = "SELECT facet FROM dossiers.dossier";
    let stored: Vec<u8> = sqlx::query_scalar(facets)
        .fetch_one(&app.pool)
        .await
        .unwrap();
    assert_eq!(
        changes[3].after,
        Some(pb::DossierFacet::decode(stored.as_slice()).unwrap()),
        "to what is right"
    );
}

#[tokio::test]
async fn dossiers_are_corrected_over_grpc_too() {
    let app = TestApp::start().await;
    let dossier = imported(&app).await;
    let time = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let history = pb::DossierHistory {
        procedure_code: "1.004873".into(),
        receiving_unit_id: WARD.into(),
        applicant: Some(pb::Applicant {
            name: "Trần Văn Đức".into(),
            ..Default::default()
        }),
        steps: vec![pb::DossierStep {
            kind: pb::StepKind::Submitted.into(),
            occur_time: time(1_646_200_000),
            ..Default::default()
        }],
        ..Default::default()
    };
    let mut request = pb::CorrectDossierRequest {
        request_id: "one".into(),
        id: dossier["id"].as_str().unwrap().into(),
        etag: "3".into(),
        reason: "Ghi nhầm".into(),
        history: Some(history),
    };
    let mut client = app.grpc().await;
    let corrected = client
        .correct_dossier(with(&app.importer(), request.clone()))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        corrected.dossier.unwrap().state(),
        pb::DossierState::Submitted
    );
    request.request_id = "two".into();
    request.etag = "4".into();
    request.history = None;
    let status = client
        .correct_dossier(with(&app.importer(), request))
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
}

#[tokio::test]
async fn a_unit_that_only_decides_takes_no_dossier_away() {
    let app = TestApp::start().await;
    let mut line = history(CODE, &steps(None));
    line["receiving_unit_id"] = json!(CITY);
    line["competent_unit_id"] = json!(WARD);
    assert_eq!(app.import(line.to_string()).await["created"], 1);
    let path = format!("/v1/dossiers/by-code/{CODE}");
    let dossier = app.get(&path, &app.importer()).await.json;
    let decides = app.tokens.mint("ward", &[("importer", WARD)]);
    let mut body = correction();
    body["receiving_unit_id"] = json!(WARD);
    let answer = correct(&app, &decides, &dossier, "one", &body).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (403, "FORBIDDEN_UNIT")
    );
    assert_eq!(app.get(&path, &app.importer()).await.json, dossier);
}

#[tokio::test]
async fn a_dossier_is_corrected_ten_times_at_most() {
    let app = TestApp::start().await;
    let mut dossier = imported(&app).await;
    for n in 0..10 {
        let answer = correct(
            &app,
            &app.importer(),
            &dossier,
            &format!("{n}"),
            &correction(),
        )
        .await;
        assert_eq!(answer.status, 200, "{:?}", answer.json);
        dossier = answer.json;
    }
    let answer = correct(&app, &app.importer(), &dossier, "eleventh", &correction()).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (409, "TOO_MANY_CORRECTIONS")
    );
}
