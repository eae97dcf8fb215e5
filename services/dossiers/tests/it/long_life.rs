//! Lives have an end: what one costs is bounded, and a dossier can always be closed.

use serde_json::{Value, json};

use crate::app::{CITY, TestApp, history};

const CODE: &str = "H05.26-220302-00001";

/// A life in which a supplement was asked for and came in so many times.
fn life(rounds: usize) -> Value {
    let step = |kind: &str, day: u32| {
        let time = format!("2022-03-0{day}T08:00:00+07:00");
        json!({ "kind": kind, "occur_time": time })
    };
    let mut steps = vec![step("submitted", 2), step("accepted", 2)];
    for _ in 0..rounds {
        let mut asked = step("supplement_requested", 3);
        asked["reason"] = json!("Thiếu");
        steps.extend([asked, step("supplement_received", 3)]);
    }
    let mut line = history(CODE, &json!(steps));
    line["receiving_unit_id"] = json!(CITY);
    line
}

#[tokio::test]
async fn a_life_without_end_is_refused() {
    let app = TestApp::start().await;
    let report = app.import(life(50).to_string()).await;
    assert_eq!(report["refusals"][0]["code"], "LIFE_TOO_LONG", "{report}");
    assert_eq!(app.count("select count(*) from dossiers.dossier").await, 0);
}

#[tokio::test]
async fn after_a_hundred_steps_a_dossier_only_goes_on_to_its_end() {
    let app = TestApp::start().await;
    assert_eq!(app.import(life(49).to_string()).await["created"], 1);
    let path = format!("/v1/dossiers/by-code/{CODE}");
    let dossier = app.get(&path, &app.clerk()).await.json;
    assert_eq!(dossier["steps"].as_array().map(Vec::len), Some(100));
    let reason = json!({ "reason": "Thiếu" });
    let asked = app.step(&dossier, "request-supplement", Some(reason)).await;
    assert_eq!(
        (asked.status.as_u16(), asked.code()),
        (409, "LIFE_TOO_LONG")
    );
    let resolved = app.step(&dossier, "resolve", None).await;
    assert_eq!(resolved.status, 200, "{:?}", resolved.json);
    let delivered = app.step(&resolved.json, "deliver", None).await;
    assert_eq!(delivered.status, 200, "{:?}", delivered.json);
}
