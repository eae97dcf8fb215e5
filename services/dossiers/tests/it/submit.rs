use serde_json::json;

use crate::app::{CITY, TestApp, submission};

#[tokio::test]
async fn a_submitted_dossier_can_be_read_by_id_and_by_code() {
    let app = TestApp::start().await;
    let answer = app
        .post("/v1/dossiers", &app.clerk(), "key-1", submission())
        .await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.etag.as_deref(), Some("\"1\""));
    let dossier = &answer.json;
    assert_eq!(dossier["code"], "H05.26.13-220606-0001");
    assert_eq!(dossier["state"], "submitted");
    assert_eq!(dossier["competent_unit_id"], CITY);
    assert_eq!(dossier["submit_time"], "2022-06-06T02:00:00Z");

    let by_id = app
        .get(
            &format!("/v1/dossiers/{}", dossier["id"].as_str().unwrap()),
            &app.clerk(),
        )
        .await;
    let by_code = app
        .get("/v1/dossiers/by-code/H05.26.13-220606-0001", &app.clerk())
        .await;
    assert_eq!(by_id.json, *dossier);
    assert_eq!(by_code.json, *dossier);
}

#[tokio::test]
async fn names_of_any_length_and_form_come_back_in_nfc() {
    let app = TestApp::start().await;
    let mut body = submission();
    body["applicant"]["name"] = json!("Nguye\u{302}\u{303}n  Thi\u{323} Thanh Thúy Ngọc Hân");
    let answer = app.post("/v1/dossiers", &app.clerk(), "key-1", body).await;
    assert_eq!(
        answer.json["applicant"]["name"],
        "Nguyễn Thị Thanh Thúy Ngọc Hân"
    );
}

#[tokio::test]
async fn codes_are_allotted_in_sequence_and_move_past_codes_from_elsewhere() {
    let app = TestApp::start().await;
    let mut given = submission();
    given["code"] = json!("H05.26.13-220606-0002");
    assert_eq!(
        app.post("/v1/dossiers", &app.clerk(), "key-1", given.clone())
            .await
            .status,
        201
    );
    let mut codes = Vec::new();
    for key in ["key-2", "key-3", "key-4"] {
        let answer = app
            .post("/v1/dossiers", &app.clerk(), key, submission())
            .await;
        codes.push(answer.json["code"].as_str().unwrap_or_default().to_owned());
    }
    assert_eq!(
        codes,
        [
            "H05.26.13-220606-0001",
            "H05.26.13-220606-0003",
            "H05.26.13-220606-0004"
        ]
    );
    let again = app.post("/v1/dossiers", &app.clerk(), "key-5", given).await;
    assert_eq!(
        (again.status.as_u16(), again.code()),
        (409, "DUPLICATE_CODE")
    );
}

#[tokio::test]
async fn every_bad_field_is_named_and_no_value_is_repeated() {
    let app = TestApp::start().await;
    for (path, value, status, code, field) in [
        (
            "/procedure_code",
            json!("9.999999"),
            400,
            "REQUEST_INVALID",
            "procedure_code",
        ),
        (
            "/procedure_code",
            json!("1.999999"),
            400,
            "UNKNOWN_PROCEDURE",
            "procedure_code",
        ),
        (
            "/receiving_unit_id",
            json!("p-khong-co"),
            400,
            "UNKNOWN_UNIT",
            "receiving_unit_id",
        ),
        (
            "/receiving_unit_id",
            json!("Đông Ngàn"),
            400,
            "REQUEST_INVALID",
            "receiving_unit_id",
        ),
        ("/channel", json!("fax"), 400, "REQUEST_INVALID", "channel"),
        (
            "/code",
            json!("000-00339899"),
            400,
            "REQUEST_INVALID",
            "code",
        ),
        (
            "/applicant/name",
            json!(" "),
            400,
            "REQUEST_INVALID",
            "applicant.name",
        ),
        (
            "/applicant/id_number",
            json!("12345"),
            400,
            "REQUEST_INVALID",
            "applicant.id_number",
        ),
        ("/surprise", json!(1), 400, "REQUEST_INVALID", "surprise"),
    ] {
        let mut body = submission();
        let (parent, name) = path.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = value;
        let answer = app
            .post("/v1/dossiers", &app.clerk(), &format!("key{path}"), body)
            .await;
        assert_eq!(
            (answer.status.as_u16(), answer.code()),
            (status, code),
            "{path}: {:?}",
            answer.json
        );
        assert_eq!(
            answer.json["fields"][0]["field"], field,
            "{path}: {:?}",
            answer.json
        );
        assert!(!answer.json.to_string().contains("12345"));
    }
    assert_eq!(app.count("select count(*) from dossiers.dossier").await, 0);
}

#[tokio::test]
async fn a_unit_that_does_not_exist_any_more_takes_nothing_in() {
    let app = TestApp::start_at("2026-11-20T09:00:00+07:00").await;
    let answer = app
        .post("/v1/dossiers", &app.clerk(), "key-1", submission())
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (409, "UNIT_NOT_IN_FORCE")
    );
}
