use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::app::{TestApp, WARD, history};

fn steps(kinds: &[(&str, &str)]) -> Value {
    let step = |(kind, time): &(&str, &str)| match *kind {
        "supplement_requested" | "refused" | "withdrawn" | "intake_rejected" => {
            json!({ "kind": kind, "occur_time": time, "reason": "Thiếu giấy tờ" })
        }
        _ => json!({ "kind": kind, "occur_time": time }),
    };
    kinds.iter().map(step).collect()
}

fn resolved() -> Value {
    steps(&[
        ("submitted", "2022-03-01T08:00:00+07:00"),
        ("accepted", "2022-03-01T08:30:00+07:00"),
        ("resolved", "2022-03-02T10:00:00+07:00"),
    ])
}

/// 10,000 lines of which seven are broken, each in another way.
fn file() -> (String, [(u64, &'static str, &'static str); 7]) {
    let mut text = String::new();
    for number in 1..=10_000 {
        let code = format!("H05.26-220301-{number:05}");
        let mut line = history(&code, &resolved());
        match number {
            1_000 => {
                text.push_str("{\"code\": \"H05\n");
                continue;
            }
            2_000 => line["procedure_code"] = json!("1.999999"),
            3_000 => line["receiving_unit_id"] = json!("p-khong-co"),
            4_000 => line["steps"][1]["occur_time"] = json!("1899-12-31T08:00:00+07:00"),
            5_000 => {
                line["steps"] = steps(&[
                    ("submitted", "2022-03-01T08:00:00+07:00"),
                    ("resolved", "2022-03-02T10:00:00+07:00"),
                    ("accepted", "2022-03-03T08:30:00+07:00"),
                ]);
            }
            6_000 => line["code"] = json!("H05.26-220301-00001"),
            7_000 => line["steps"][2]["reason"] = json!("x".repeat(2_000_000)),
            _ => {}
        }
        writeln!(text, "{line}").unwrap();
    }
    let refused = [
        (1_000, "", "MALFORMED_JSON"),
        (2_000, "procedure_code", "UNKNOWN_PROCEDURE"),
        (3_000, "receiving_unit_id", "UNKNOWN_UNIT"),
        (4_000, "steps[1].occur_time", "DATE_OUT_OF_RANGE"),
        (5_000, "steps[1].kind", "ILLEGAL_TRANSITION"),
        (6_000, "code", "DUPLICATE_CODE"),
        (7_000, "", "LINE_TOO_LONG"),
    ];
    (text, refused)
}

#[tokio::test]
async fn broken_lines_are_reported_and_the_rest_is_loaded_once() {
    let app = TestApp::start().await;
    let (text, refused) = file();
    let report = app.import(text.clone()).await;
    assert_eq!(
        (&report["lines"], &report["created"], &report["refused"]),
        (&json!(10_000), &json!(9_993), &json!(7))
    );
    let found: Vec<(u64, &str, &str)> = report["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| {
            (
                r["line"].as_u64().unwrap(),
                r["field"].as_str().unwrap(),
                r["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(found, refused);

    let again = app.import(text).await;
    assert_eq!(
        (&again["created"], &again["unchanged"], &again["refused"]),
        (&json!(0), &json!(9_993), &json!(7))
    );
    assert_eq!(
        app.count("select count(*) from dossiers.dossier").await,
        9_993
    );
    let events = "select (select count(*) from eventlog.log where type like '%Dossier%')
                       + (select count(*) from eventlog.outbox where type like '%Dossier%')";
    assert_eq!(app.count(events).await, 3 * 9_993);

    let id = again["import_id"].as_str().unwrap();
    let path = format!("/v1/imports/{id}/refusals?page_size=4");
    let page = app.get(&path, &app.importer()).await.json;
    assert_eq!(page["refusals"].as_array().map(Vec::len), Some(4));
    let next = page["next_page_token"].as_str().unwrap();
    let rest = app
        .get(&format!("{path}&page_token={next}"), &app.importer())
        .await
        .json;
    assert_eq!(rest["refusals"][2]["line"], 7_000);
    let other = app.tokens.mint("other", &[("importer", "tinh-bac-ninh")]);
    assert_eq!(app.get(&path, &other).await.code(), "IMPORT_NOT_FOUND");
}

#[tokio::test]
async fn a_longer_history_continues_the_stored_one() {
    let app = TestApp::start().await;
    let code = "H05.26-220301-0001";
    let mut kinds = vec![
        ("submitted", "2022-03-01T08:00:00+07:00"),
        ("accepted", "2022-03-01T08:30:00+07:00"),
    ];
    assert_eq!(
        app.import(history(code, &steps(&kinds)).to_string()).await["created"],
        1
    );
    kinds.push(("resolved", "2022-03-02T10:00:00+07:00"));
    assert_eq!(
        app.import(history(code, &steps(&kinds)).to_string()).await["continued"],
        1
    );
    assert_eq!(
        app.import(history(code, &steps(&kinds[..2])).to_string())
            .await["unchanged"],
        1
    );
    let dossier = app
        .get(&format!("/v1/dossiers/by-code/{code}"), &app.importer())
        .await
        .json;
    assert_eq!(
        (&dossier["state"], &dossier["etag"]),
        (&json!("resolved"), &json!("\"3\""))
    );

    kinds[2] = ("resolved", "2022-03-02T11:00:00+07:00");
    let conflict = app.import(history(code, &steps(&kinds)).to_string()).await;
    assert_eq!(conflict["refusals"][0]["code"], "HISTORY_CONFLICT");
    assert_eq!(conflict["refusals"][0]["field"], "steps[2]");
}

#[tokio::test]
async fn an_importer_loads_only_into_own_units() {
    let app = TestApp::start().await;
    let token = app.tokens.mint("ward", &[("importer", "p-tan-hong")]);
    let line = history("H05.26-220301-0001", &resolved()).to_string();
    let request = app
        .request(reqwest::Method::POST, "/v1/imports", &token)
        .body(line);
    let report = crate::app::Answer::of(request.send().await.unwrap())
        .await
        .json;
    assert_eq!(
        (&report["refused"], &report["refusals"][0]["code"]),
        (&json!(1), &json!("FORBIDDEN_UNIT")),
        "{WARD}"
    );
}

#[tokio::test]
async fn times_ahead_of_now_have_not_happened() {
    let app = TestApp::start().await;
    let line = history(
        "H05.26-220301-0001",
        &steps(&[("submitted", "2022-06-07T08:00:00+07:00")]),
    );
    assert_eq!(
        app.import(line.to_string()).await["refusals"][0]["code"],
        "DATE_OUT_OF_RANGE"
    );
}
