use std::fmt::Write as _;

use serde_json::json;

use crate::app::{CITY, OTHER_WARD, TestApp, WARD, history};

async fn app_with_dossiers() -> TestApp {
    let app = TestApp::start().await;
    let mut lines = String::new();
    for number in 0..30 {
        let mut line = history(
            &format!("H05.26-2205{:02}-0001", number % 28 + 1),
            &json!([
                { "kind": "submitted", "occur_time": "2022-05-04T08:00:00+07:00" },
                { "kind": "accepted", "occur_time": format!("2022-05-{:02}T09:00:00+07:00", 4 + number % 3) },
            ]),
        );
        line["code"] = json!(format!("H05.26-220504-{number:04}"));
        line["receiving_unit_id"] = json!([WARD, OTHER_WARD, CITY][number % 3]);
        writeln!(lines, "{line}").unwrap();
    }
    assert_eq!(app.import(lines).await["created"], 30);
    app
}

#[tokio::test]
async fn pages_join_without_gap_or_overlap_newest_first() {
    let app = app_with_dossiers().await;
    let mut seen = Vec::new();
    let mut path = "/v1/dossiers?page_size=7".to_owned();
    loop {
        let page = app.get(&path, &app.importer()).await.json;
        seen.extend(
            page["dossiers"]
                .as_array()
                .unwrap()
                .iter()
                .map(|d| d["id"].as_str().unwrap().to_owned()),
        );
        match page["next_page_token"].as_str() {
            Some(token) => path = format!("/v1/dossiers?page_size=7&page_token={token}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 30);
    assert!(seen.is_sorted_by(|a, b| a > b));
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let app = app_with_dossiers().await;
    for (query, expected) in [
        ("", 30),
        ("?unit_id=p-dong-ngan", 10),
        ("?unit_id=tp-tu-son", 30),
        ("?state=processing", 30),
        ("?state=submitted", 0),
        ("?channel=online&procedure_code=1.004873", 30),
        ("?channel=post", 0),
        (
            "?accepted_from_date=2022-05-05&accepted_until_date=2022-05-06",
            10,
        ),
    ] {
        let page = app
            .get(&format!("/v1/dossiers{query}"), &app.importer())
            .await
            .json;
        assert_eq!(
            page["dossiers"].as_array().map(Vec::len),
            Some(expected),
            "{query}: {page}"
        );
    }
}

#[tokio::test]
async fn bad_parameters_are_named() {
    let app = TestApp::start().await;
    for (query, field) in [
        ("?page_size=0", "page_size"),
        ("?page_size=201", "page_size"),
        ("?page_token=abc", "page_token"),
        ("?state=open", "state"),
        ("?accepted_from_date=31/12/2022", "accepted_from_date"),
        ("?colour=red", "colour"),
    ] {
        let answer = app.get(&format!("/v1/dossiers{query}"), &app.clerk()).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json["fields"][0]["field"]),
            (400, &json!(field)),
            "{query}"
        );
    }
}
