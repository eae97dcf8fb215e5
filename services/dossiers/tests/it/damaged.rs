//! A row that cannot be read hides nothing else.

use chiso_proto::dossiers::v1 as pb;
use serde_json::{Value, json};
use tonic::{Code, Request};
use tonic_types::StatusExt as _;

use crate::app::{TestApp, WARD, history, submission};

/// What can become of a row, whoever did it.
const DAMAGES: [&str; 9] = [
    "personal = set_byte(personal, 40, get_byte(personal, 40) # 1)",
    "personal = ''",
    "personal = set_byte(personal, 0, 9), key_id = 9",
    "steps = '[]'",
    "steps = '[{\"kind\": \"dreamt\", \"at\": 1e400}]'",
    "code = code || '-9999999'",
    "channel = 77",
    "competent_unit = 'Tân Hồng'",
    "facet = '\\xff'",
];

async fn damage(app: &TestApp, dossier: &Value, how: &str) {
    let sql = format!("update dossiers.dossier set {how} where id = $1::uuid");
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(dossier["id"].as_str().unwrap())
        .execute(&app.pool)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_damaged_row_is_shown_as_such_and_the_rest_is_listed() {
    let app = TestApp::start().await;
    assert_eq!(app.metric("dossiers_damaged_rows_total").await, Some(0.0));
    let token = app.clerk();
    let mut damaged = Vec::new();
    let mut whole = Vec::new();
    for how in DAMAGES {
        let dossier = app.submitted().await;
        damage(&app, &dossier, how).await;
        damaged.push(dossier);
        whole.push(app.submitted().await);
    }
    let ids = |list: &Value| -> Vec<Value> {
        let entries = list.as_array().unwrap().iter();
        entries.map(|entry| entry["id"].clone()).collect()
    };
    let all = |dossiers: &[Value]| -> Vec<Value> {
        let mut ids: Vec<Value> = dossiers.iter().map(|d| d["id"].clone()).collect();
        ids.sort_unstable_by(|a, b| b.as_str().cmp(&a.as_str()));
        ids
    };
    let list = app.get("/v1/dossiers", &token).await;
    assert_eq!(list.status, 200, "{:?}", list.json);
    assert_eq!(ids(&list.json["dossiers"]), all(&whole));
    assert_eq!(ids(&list.json["damaged"]), all(&damaged));
    assert_eq!(list.json["damaged"][0]["problem"], "DOSSIER_DAMAGED");

    let mut path = "/v1/dossiers?page_size=3".to_owned();
    let (mut on_pages, mut damaged_on_pages) = (Vec::new(), Vec::new());
    loop {
        let page = app.get(&path, &token).await.json;
        on_pages.extend(ids(&page["dossiers"]));
        damaged_on_pages.extend(page["damaged"].as_array().map(|_| ids(&page["damaged"])));
        match page["next_page_token"].as_str() {
            Some(next) => path = format!("/v1/dossiers?page_size=3&page_token={next}"),
            None => break,
        }
    }
    assert_eq!(on_pages, all(&whole));
    assert_eq!(damaged_on_pages.concat(), all(&damaged));

    let outside = app.tokens.mint("outside", &[("clerk", WARD)]);
    for dossier in &damaged {
        let path = format!("/v1/dossiers/{}", dossier["id"].as_str().unwrap());
        let answer = app.get(&path, &token).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code()),
            (409, "DOSSIER_DAMAGED")
        );
        assert_eq!(app.get(&path, &outside).await.status, 404);
        let answer = app.step(dossier, "accept", None).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code()),
            (409, "DOSSIER_DAMAGED")
        );
    }
    let search = json!({ "applicant_name": "nguyen thi minh khai" });
    let found = app.post("/v1/dossiers/search", &token, "", search).await;
    assert_eq!(ids(&found.json["dossiers"]), all(&whole));
    assert_eq!(ids(&found.json["damaged"]), all(&damaged));
    assert!(app.metric("dossiers_damaged_rows_total").await > Some(9.0));
}

#[tokio::test]
async fn grpc_tells_the_same() {
    let app = TestApp::start().await;
    let (damaged, whole) = (app.submitted().await, app.submitted().await);
    damage(&app, &damaged, DAMAGES[0]).await;
    let mut client = app.grpc().await;
    let bearer: tonic::metadata::AsciiMetadataValue =
        format!("Bearer {}", app.clerk()).parse().unwrap();
    let mut list = Request::new(pb::ListDossiersRequest::default());
    list.metadata_mut().insert("authorization", bearer.clone());
    let list = client.list_dossiers(list).await.unwrap().into_inner();
    let ids = |d: &Value| d["id"].as_str().unwrap().to_owned();
    assert_eq!(list.dossiers[0].id, ids(&whole));
    let expected = pb::DamagedDossier {
        id: ids(&damaged),
        code: damaged["code"].as_str().unwrap().to_owned(),
        reason: "DOSSIER_DAMAGED".to_owned(),
    };
    assert_eq!(list.damaged, [expected]);
    let mut get = Request::new(pb::GetDossierRequest { id: ids(&damaged) });
    get.metadata_mut().insert("authorization", bearer);
    let refused = client.get_dossier(get).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    let info = refused.get_details_error_info().unwrap();
    assert_eq!(info.reason, "DOSSIER_DAMAGED");
}

#[tokio::test]
async fn other_requests_of_its_batch_and_other_lines_of_its_import_go_on() {
    let app = TestApp::start().await;
    let line = |code: &str| {
        let steps = json!([{ "kind": "submitted", "occur_time": "2022-05-04T08:00:00+07:00" }]);
        history(code, &steps).to_string()
    };
    let lines = |codes: [&str; 3]| codes.map(line).join("\n");
    let codes = [
        "H05.26-220504-0001",
        "H05.26-220504-0002",
        "H05.26-220504-0003",
    ];
    assert_eq!(app.import(lines(codes)).await["created"], 3);
    let victim: String =
        sqlx::query_scalar("select id::text from dossiers.dossier where code = $1")
            .bind(codes[1])
            .fetch_one(&app.pool)
            .await
            .unwrap();
    damage(&app, &json!({ "id": victim }), DAMAGES[0]).await;
    let report = app.import(lines(codes)).await;
    assert_eq!(
        (&report["unchanged"], &report["refused"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(report["refusals"][0]["code"], "DOSSIER_DAMAGED");

    let token = app.clerk();
    let mut body = submission();
    body["code"] = json!(codes[1]);
    let innocent = (0..20).map(|n| {
        let (app, token) = (&app, &token);
        async move {
            let key = format!("innocent-{n}");
            app.post("/v1/dossiers", token, &key, submission()).await
        }
    });
    let (guilty, innocent) = tokio::join!(
        app.post("/v1/dossiers", &token, "guilty", body),
        futures::future::join_all(innocent)
    );
    assert_eq!(
        (guilty.status.as_u16(), guilty.code()),
        (409, "DUPLICATE_CODE")
    );
    assert!(innocent.iter().all(|answer| answer.status == 201));
}
