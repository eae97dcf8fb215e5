//! No request harms another: what the rules or the database refuse costs the request that brought it.

use base64::Engine as _;
use chiso_proto::dossiers::v1 as pb;
use futures::future::join_all;
use rstest::rstest;
use serde_json::{Value, json};
use tonic::Code;
use tonic_types::StatusExt as _;

use crate::app::{CITY, TestApp, history, submission};
use crate::grpc::with;

fn life(due: Option<&str>, submitted: &str) -> Value {
    let mut accepted = json!({ "kind": "accepted", "occur_time": "2022-03-02T08:30:00+07:00" });
    if let Some(due) = due {
        accepted["due_time"] = json!(due);
    }
    json!([
        { "kind": "submitted", "occur_time": submitted },
        accepted,
        { "kind": "supplement_requested", "occur_time": "2022-03-03T08:30:00+07:00", "reason": "Thiếu" },
    ])
}

#[rstest]
#[case(
    Some("+262142-12-31T23:59:59Z"),
    "2022-03-02T08:00:00+07:00",
    "steps[1].due_time"
)]
#[case(
    Some("9999-12-31T23:59:59+07:00"),
    "2022-03-02T08:00:00+07:00",
    "steps[1].due_time"
)]
#[case(
    Some("2201-01-01T00:00:00+07:00"),
    "2022-03-02T08:00:00+07:00",
    "steps[1].due_time"
)]
#[case(None, "2022-02-28T23:59:60Z", "steps[0].occur_time")]
#[case(None, "-0044-03-15T08:00:00Z", "steps[0].occur_time")]
#[case(None, "+10000-01-01T00:00:00Z", "steps[0].occur_time")]
#[tokio::test]
async fn instants_that_no_office_knows_are_refused(
    #[case] due: Option<&str>,
    #[case] submitted: &str,
    #[case] field: &str,
) {
    let app = TestApp::start().await;
    let line = history("H05.26-220302-00001", &life(due, submitted)).to_string();
    let report = app.import(line).await;
    let refusal = &report["refusals"][0];
    assert_eq!(
        (&refusal["field"], &refusal["code"]),
        (&json!(field), &json!("DATE_OUT_OF_RANGE"))
    );
    assert_eq!(app.count("select count(*) from dossiers.dossier").await, 0);
}

#[tokio::test]
async fn instants_that_no_office_knows_are_refused_over_grpc() {
    let app = TestApp::start().await;
    let time = |seconds, nanos| Some(prost_types::Timestamp { seconds, nanos });
    let step = |kind: pb::StepKind, seconds, due| pb::DossierStep {
        kind: kind.into(),
        occur_time: time(seconds, 0),
        due_time: due,
        ..Default::default()
    };
    let march = 1_646_200_000;
    let dues = [
        time(i64::MAX, 0),
        time(8_210_266_876_799, 0),
        time(march, 1_999_999_999),
        time(march, -1),
    ];
    let requests = dues
        .into_iter()
        .zip(1..)
        .map(move |(due, number)| pb::ImportDossiersRequest {
            history: Some(pb::DossierHistory {
                code: format!("H05.26-220302-{number:04}"),
                procedure_code: "1.004873".into(),
                receiving_unit_id: CITY.into(),
                applicant: Some(pb::Applicant {
                    name: "Người Thử".into(),
                    ..Default::default()
                }),
                steps: vec![
                    step(pb::StepKind::Submitted, march, None),
                    step(pb::StepKind::Accepted, march, due),
                ],
                ..Default::default()
            }),
        });
    let stream = futures::stream::iter(requests.collect::<Vec<_>>());
    let report = app
        .grpc()
        .await
        .import_dossiers(with(&app.importer(), stream))
        .await
        .unwrap();
    let report = report.into_inner().report.unwrap();
    assert_eq!((report.lines, report.refused), (4, 4));
    assert!(
        report
            .refusals
            .iter()
            .all(|refusal| refusal.field == "steps[1].due_time"),
        "{report:?}"
    );
}

#[tokio::test]
async fn fractions_of_a_second_are_cut_off_and_what_is_answered_is_what_is_stored() {
    let app = TestApp::start().await;
    let steps =
        json!([{ "kind": "submitted", "occur_time": "2022-03-02T08:00:00.123456789+07:00" }]);
    let line = history("H05.26-220302-00001", &steps).to_string();
    assert_eq!(app.import(line.clone()).await["created"], 1);
    assert_eq!(app.import(line).await["unchanged"], 1);
    let dossier = app
        .get("/v1/dossiers/by-code/H05.26-220302-00001", &app.importer())
        .await
        .json;
    assert_eq!(dossier["submit_time"], "2022-03-02T01:00:00Z");
}

#[rstest]
#[case("a\u{0}b")]
#[case("a\u{1b}b")]
#[case("\u{202e}\u{200b}")]
#[case(" \n\t ")]
#[tokio::test]
async fn text_that_no_database_holds_or_nobody_sees_is_refused_at_every_door(#[case] text: &str) {
    let app = TestApp::start().await;
    let dossier = app.submitted().await;
    let answer = app
        .step(&dossier, "withdraw", Some(json!({ "reason": text })))
        .await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json["fields"][0]["code"]),
        (400, &json!("INVALID_REASON"))
    );

    let withdraw = pb::WithdrawDossierRequest {
        request_id: "one".into(),
        id: dossier["id"].as_str().unwrap().into(),
        etag: "1".into(),
        reason: text.into(),
    };
    let status = app
        .grpc()
        .await
        .withdraw_dossier(with(&app.clerk(), withdraw))
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(
        status.get_details_bad_request().unwrap().field_violations[0].field,
        "reason"
    );

    let mut steps = life(None, "2022-03-02T08:00:00+07:00");
    steps[2]["reason"] = json!(text);
    let report = app
        .import(history("H05.26-220302-00001", &steps).to_string())
        .await;
    assert_eq!(report["refusals"][0]["code"], "INVALID_REASON");

    let mut body = submission();
    body["applicant"]["name"] = json!(text);
    let answer = app.post("/v1/dossiers", &app.clerk(), "name", body).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json["fields"][0]["code"]),
        (400, &json!("INVALID_NAME"))
    );
}

#[tokio::test]
async fn every_field_at_fault_is_named() {
    let app = TestApp::start().await;
    let body = json!({
        "code": "nothing",
        "procedure_code": "9.1",
        "receiving_unit_id": "Phường Một",
        "competent_unit_id": "",
        "applicant": { "name": "1", "id_number": "12", "phone": "x" },
    });
    let answer = app.post("/v1/dossiers", &app.clerk(), "all", body).await;
    assert_eq!(answer.status, 400);
    let fields: Vec<&str> = answer.json["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].as_str().unwrap())
        .collect();
    assert_eq!(
        fields,
        [
            "code",
            "procedure_code",
            "receiving_unit_id",
            "competent_unit_id",
            "applicant.name",
            "applicant.id_number",
            "applicant.phone"
        ]
    );

    let mut line = history("H05.26-220302-00001", &life(None, "1066-10-14T08:00:00Z"));
    line["steps"][2]["occur_time"] = json!("2203-01-01T08:00:00Z");
    let report = app.import(line.to_string()).await;
    assert_eq!(
        (
            &report["refused"],
            report["refusals"].as_array().map(Vec::len)
        ),
        (&json!(1), Some(2))
    );
}

/// Makes the database refuse one dossier code for a reason that no rule foresees.
async fn poison(app: &TestApp, code: &str) {
    let trigger = format!(
        "CREATE FUNCTION dossiers.poison() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN IF NEW.code = '{code}' THEN RAISE EXCEPTION 'unforeseen'; END IF; RETURN NEW; END $$;
         CREATE TRIGGER poison BEFORE INSERT ON dossiers.dossier FOR EACH ROW EXECUTE FUNCTION dossiers.poison()"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(trigger))
        .execute(&app.pool)
        .await
        .unwrap();
}

#[tokio::test]
async fn what_the_database_refuses_costs_the_request_that_brought_it() {
    let app = TestApp::start().await;
    poison(&app, "G01-220101-6666").await;
    let token = app.clerk();
    let file = |number: u32| {
        let mut body = submission();
        body["code"] = json!(format!("G01-220101-{number}"));
        let (app, token) = (&app, &token);
        async move {
            app.post("/v1/dossiers", token, &format!("p-{number}"), body)
                .await
        }
    };
    let answers = join_all((6_600..6_700).map(file)).await;
    let statuses: Vec<u16> = answers
        .iter()
        .map(|answer| answer.status.as_u16())
        .collect();
    assert_eq!(statuses[66], 500);
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 99);
    assert!(
        !answers[66].json.to_string().contains("unforeseen"),
        "errors tell nothing of SQL"
    );

    let lines: Vec<String> = (6_650..7_250)
        .map(|number| {
            let steps = json!([{ "kind": "submitted", "occur_time": "2022-03-02T08:00:00+07:00" }]);
            history(&format!("G02-220101-{number}"), &steps).to_string()
        })
        .chain([history(
            "G01-220101-6666",
            &json!([{ "kind": "submitted", "occur_time": "2022-03-02T08:00:00+07:00" }]),
        )
        .to_string()])
        .collect();
    let report = app.import(lines.join("\n")).await;
    assert_eq!(
        (&report["created"], &report["refused"]),
        (&json!(600), &json!(1))
    );
    assert_eq!(
        (
            &report["refusals"][0]["line"],
            &report["refusals"][0]["code"]
        ),
        (&json!(601), &json!("INTERNAL"))
    );
}

#[tokio::test]
async fn another_applicant_under_a_known_code_is_a_conflict() {
    let app = TestApp::start().await;
    let mut line = history(
        "H05.26-220302-00001",
        &life(None, "2022-03-02T08:00:00+07:00"),
    );
    assert_eq!(app.import(line.to_string()).await["created"], 1);
    assert_eq!(app.import(line.to_string()).await["unchanged"], 1);
    line["applicant"]["name"] = json!("Lê Thị Hồng Gấm");
    let report = app.import(line.to_string()).await;
    assert_eq!(
        (
            &report["refusals"][0]["field"],
            &report["refusals"][0]["code"]
        ),
        (&json!("applicant"), &json!("APPLICANT_CONFLICT"))
    );
}

#[tokio::test]
async fn who_waits_for_a_dossier_that_somebody_holds_keeps_nobody_else_waiting() {
    let app = TestApp::start().await;
    let dossier = app.submitted().await;
    let mut holder = app.pool.begin().await.unwrap();
    sqlx::query("SELECT 1 FROM dossiers.dossier FOR UPDATE")
        .execute(&mut *holder)
        .await
        .unwrap();
    let accepted = app.step(&dossier, "accept", None);
    let others = async {
        let answer = app
            .post("/v1/dossiers", &app.clerk(), "other", submission())
            .await;
        holder.rollback().await.unwrap();
        answer
    };
    let (accepted, other) = futures::future::join(accepted, others).await;
    assert_eq!(other.status, 201, "{:?}", other.json);
    assert_eq!(accepted.status, 200, "{:?}", accepted.json);
}

#[tokio::test]
async fn what_is_looked_for_is_parsed_before_the_database_sees_it() {
    let app = TestApp::start().await;
    let token = app.clerk();
    for path in [
        "/v1/dossiers/by-code/%00",
        "/v1/dossiers/by-code/x",
        "/v1/dossiers?procedure_code=%00",
        "/v1/dossiers?unit_id=%00",
        "/v1/dossiers?page_token=AAA",
        "/v1/due-revisions?page_token=AAA",
        &far_place("-262143-01-01T00:00:00Z"),
        &far_place("-4714-01-01T00:00:00Z"),
        &far_place("+262142-12-31T23:59:59Z"),
    ] {
        let answer = app.get(path, &token).await;
        assert_eq!(answer.status, 400, "{path}: {:?}", answer.json);
    }
    let lookup = pb::LookupDossierRequest {
        code: "a\0b".into(),
    };
    let status = app
        .grpc()
        .await
        .lookup_dossier(with(&token, lookup))
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
}

/// A page token of due revisions as somebody might make it up.
fn far_place(time: &str) -> String {
    let position = json!({ "revised_at": time, "dossier_id": uuid::Uuid::nil() });
    let bytes = [b"\x01", position.to_string().as_bytes()].concat();
    let token = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
    format!("/v1/due-revisions?page_token={token}")
}
