//! Dossier codes: one unit's codes steer no other's, and what is allotted can be read.

use chiso_proto::dossiers::v1 as pb;
use futures::future::join_all;
use serde_json::{Value, json};
use tonic::Code;

use crate::app::{Answer, OTHER_WARD, TestApp, WARD, history, submission};
use crate::grpc::with;

/// What a clerk of the province files at a unit, with or without a code.
async fn file(app: &TestApp, unit: &str, code: Option<&str>, key: &str) -> Answer {
    let clerk = app.tokens.mint("clerk", &[("clerk", "tinh-bac-ninh")]);
    let mut body = submission();
    body["receiving_unit_id"] = json!(unit);
    if let Some(code) = code {
        body["code"] = json!(code);
    }
    app.post("/v1/dossiers", &clerk, key, body).await
}

fn code(answer: &Answer) -> &str {
    assert_eq!(answer.status, 201, "{:?}", answer.json);
    answer.json["code"].as_str().unwrap()
}

#[tokio::test]
async fn a_code_far_ahead_does_not_move_the_series() {
    let app = TestApp::start().await;
    assert_eq!(
        code(&file(&app, WARD, None, "a").await),
        "H05.26.01-220606-0001"
    );
    file(&app, WARD, Some("H05.26.01-220606-9999999"), "b").await;
    file(&app, WARD, Some("H05.26.01-220606-0003"), "c").await;
    assert_eq!(
        code(&file(&app, WARD, None, "d").await),
        "H05.26.01-220606-0002"
    );
    let next = file(&app, WARD, None, "e").await;
    assert_eq!(
        code(&next),
        "H05.26.01-220606-0004",
        "what is taken is left out"
    );
    let id = next.json["id"].as_str().unwrap();
    let clerk = app.tokens.mint("clerk", &[("clerk", "tinh-bac-ninh")]);
    assert_eq!(
        app.get(&format!("/v1/dossiers/{id}"), &clerk).await.status,
        200
    );
    let list = app.get("/v1/dossiers", &clerk).await;
    assert_eq!(list.json["dossiers"].as_array().map(Vec::len), Some(5));
}

#[tokio::test]
async fn from_its_day_on_a_code_of_a_unit_is_given_by_that_unit_only() {
    let app = TestApp::start().await;
    let foreign = "H05.26.01-220606-0001";
    let answer = file(&app, OTHER_WARD, Some(foreign), "a").await;
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (409, "CODE_OF_OTHER_UNIT")
    );

    let request = pb::SubmitDossierRequest {
        request_id: "b".into(),
        code: "H05.26.01-20250630-0001".into(),
        procedure_code: "1.004873".into(),
        receiving_unit_id: OTHER_WARD.into(),
        applicant: Some(pb::Applicant {
            name: "Người Thử".into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let clerk = app.tokens.mint("clerk", &[("clerk", OTHER_WARD)]);
    let status = app
        .grpc()
        .await
        .submit_dossier(with(&clerk, request))
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::AlreadyExists);

    let mut line = history(
        foreign,
        &json!([{ "kind": "submitted", "occur_time": "2022-06-06T08:00:00+07:00" }]),
    );
    line["receiving_unit_id"] = json!(OTHER_WARD);
    assert_eq!(
        app.import(line.to_string()).await["refusals"][0]["code"],
        "CODE_OF_OTHER_UNIT"
    );

    assert_eq!(code(&file(&app, WARD, None, "c").await), foreign);
    file(&app, OTHER_WARD, Some("H05.26.01-220605-0001"), "d").await;
    assert_eq!(
        code(&file(&app, OTHER_WARD, Some("G22.99-220606-0001"), "e").await),
        "G22.99-220606-0001",
        "a code of nobody's"
    );
}

#[tokio::test]
async fn nobody_takes_the_old_codes_of_another_unit() {
    let app = TestApp::start().await;
    let steps = json!([{ "kind": "submitted", "occur_time": "2022-06-01T08:00:00+07:00" }]);
    let line = |code: &str, unit: &str| {
        let mut line = history(code, &steps);
        line["receiving_unit_id"] = json!(unit);
        line.to_string()
    };
    let import = async |unit: &str, line: String| {
        let importer = app.tokens.mint("importer", &[("importer", unit)]);
        let request = app.request(reqwest::Method::POST, "/v1/imports", &importer);
        Answer::of(request.body(line).send().await.unwrap())
            .await
            .json
    };
    let foreign = "H05.26.01-220601-0001";
    let squatted = import(OTHER_WARD, line(foreign, OTHER_WARD)).await;
    assert_eq!(
        squatted["refusals"][0]["code"], "CODE_OF_OTHER_UNIT",
        "{squatted}"
    );
    let clerk = app.tokens.mint("clerk", &[("clerk", OTHER_WARD)]);
    let mut body = submission();
    body["receiving_unit_id"] = json!(OTHER_WARD);
    body["code"] = json!(foreign);
    let filed = app.post("/v1/dossiers", &clerk, "a", body).await;
    assert_eq!(filed.code(), "CODE_OF_OTHER_UNIT");

    assert_eq!(import(WARD, line(foreign, WARD)).await["created"], 1);
    let of_the_city = line("H05.26-220601-0001", OTHER_WARD);
    assert_eq!(
        import(OTHER_WARD, of_the_city).await["created"],
        1,
        "a unit above"
    );
    let by_the_city = line("H05.26.01-220601-0002", OTHER_WARD);
    assert_eq!(
        import("tp-tu-son", by_the_city).await["created"],
        1,
        "it acts for both"
    );
}

#[tokio::test]
async fn a_series_that_is_used_up_is_refused_and_harms_nobody() {
    let app = TestApp::start().await;
    code(&file(&app, WARD, None, "a").await);
    sqlx::query("UPDATE dossiers.code_series SET last_sequence = 9999999")
        .execute(&app.pool)
        .await
        .unwrap();
    let answer = file(&app, WARD, None, "b").await;
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (409, "SERIES_EXHAUSTED")
    );
    assert_eq!(
        code(&file(&app, OTHER_WARD, None, "c").await),
        "H05.26.02-220606-0001"
    );
    code(&file(&app, WARD, Some("G01-220606-0001"), "d").await);
}

#[tokio::test]
async fn two_replicas_allot_every_number_once() {
    let app = TestApp::start().await;
    let other = app.beside().await;
    let filed = join_all((0..80).map(|number| {
        let replica = if number % 2 == 0 { &app } else { &other };
        async move { file(replica, WARD, None, &format!("k-{number}")).await }
    }))
    .await;
    let mut codes: Vec<&str> = filed.iter().map(code).collect();
    codes.sort_unstable();
    let expected: Vec<String> = (1..=80)
        .map(|number| format!("H05.26.01-220606-{number:04}"))
        .collect();
    assert_eq!(codes, expected);
}

#[tokio::test]
async fn two_replicas_give_one_answer_to_one_key_and_let_one_of_two_clerks_win() {
    let app = TestApp::start().await;
    let other = app.beside().await;
    let (one, two) = tokio::join!(
        file(&app, WARD, None, "same"),
        file(&other, WARD, None, "same")
    );
    assert_eq!((one.status, &one.json), (two.status, &two.json));
    assert_eq!(app.count("select count(*) from dossiers.dossier").await, 1);

    let id = one.json["id"].as_str().unwrap();
    let clerk = app.tokens.mint("clerk", &[("clerk", "tinh-bac-ninh")]);
    let take = |replica: &TestApp, verb: &str, body: Option<Value>| {
        let request = replica
            .request(
                reqwest::Method::POST,
                &format!("/v1/dossiers/{id}/{verb}"),
                &clerk,
            )
            .header("Idempotency-Key", verb)
            .header("If-Match", "\"1\"");
        body.map_or(request.try_clone().unwrap(), |body| request.json(&body))
    };
    let accept = take(&app, "accept", None).send();
    let reject = take(
        &other,
        "reject-intake",
        Some(json!({ "reason": "Sai thẩm quyền" })),
    )
    .send();
    let (accepted, rejected) = tokio::join!(accept, reject);
    let mut statuses = [
        accepted.unwrap().status().as_u16(),
        rejected.unwrap().status().as_u16(),
    ];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

#[tokio::test]
async fn a_code_that_is_next_and_given_in_the_same_moment_costs_nobody_an_answer() {
    let app = TestApp::start().await;
    let given: Vec<String> = (1..=40)
        .map(|n| format!("H05.26.01-220606-{n:04}"))
        .collect();
    let keys: Vec<String> = (0..120).map(|n| format!("key-{n}")).collect();
    let answers = keys.iter().enumerate().map(|(n, key)| match n % 3 {
        0 => file(&app, WARD, Some(&given[n / 3]), key),
        1 => file(&app, WARD, None, key),
        _ => file(&app, OTHER_WARD, None, key),
    });
    for (n, answer) in join_all(answers).await.iter().enumerate() {
        let was_taken = n % 3 == 0 && answer.code() == "DUPLICATE_CODE";
        assert!(answer.status == 201 || was_taken, "{n}: {:?}", answer.json);
    }
}
