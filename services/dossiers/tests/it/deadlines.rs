use serde_json::json;

use crate::app::{TestApp, history};

/// Imports one history and gives the due time that it ends with.
async fn due(app: &TestApp, procedure: &str, unit: &str, steps: serde_json::Value) -> String {
    let code = format!(
        "H05.26-{}-0001",
        &steps[0]["occur_time"].as_str().unwrap()[2..10].replace('-', "")
    );
    let mut line = history(&code, &steps);
    line["procedure_code"] = json!(procedure);
    line["receiving_unit_id"] = json!(unit);
    let report = app.import(line.to_string()).await;
    assert_eq!(report["refused"], 0, "{report}");
    let dossier = app
        .get(&format!("/v1/dossiers/by-code/{code}"), &app.importer())
        .await
        .json;
    dossier["due_time"].as_str().unwrap().to_owned()
}

fn procedure(limit: &str, pause: &str) -> String {
    format!(
        "\n[[procedure]]\ncode = \"1.999991\"\n\n[[procedure.version]]\nversion = 1\nvalid_from = \"2020-01-01\"\nname_vi = \"Thử\"\n\
         field_vi = \"Thử\"\nlevel = \"district\"\nservice_level = \"none\"\ntime_limit = \"{limit}\"\npause = \"{pause}\"\nsource = \"test\"\n"
    )
}

async fn app_with(limit: &str, pause: &str) -> TestApp {
    let app = TestApp::start_at("2025-06-02T09:00:00+07:00").await;
    let path = app.catalogue.join("procedures.toml");
    std::fs::write(
        &path,
        std::fs::read_to_string(&path).unwrap() + &procedure(limit, pause),
    )
    .unwrap();
    let operator = app
        .tokens
        .mint("operator", &[("operator", "tinh-bac-ninh")]);
    assert_eq!(
        app.post("/v1/catalogue/reload", &operator, "key", json!({}))
            .await
            .status,
        200
    );
    app
}

#[tokio::test]
async fn accepted_late_on_friday_before_a_holiday_week_with_a_swapped_saturday() {
    let app = app_with("3 working_days", "resume").await;
    // Off: Sat 27 and Sun 28/4, Mon 29/4 (swapped), 30/4, 1/5. Worked: Thu 2/5, Fri 3/5, Sat 4/5.
    let steps = json!([
        { "kind": "submitted", "occur_time": "2024-04-26T16:40:00+07:00" },
        { "kind": "accepted", "occur_time": "2024-04-26T16:45:00+07:00" },
    ]);
    assert_eq!(
        due(&app, "1.999991", "tthcc-tu-son", steps).await,
        "2024-05-04T09:45:00Z"
    );
}

#[tokio::test]
async fn a_supplement_stops_the_clock_over_tet() {
    let steps = || {
        json!([
            { "kind": "submitted", "occur_time": "2023-01-18T08:00:00+07:00" },
            { "kind": "accepted", "occur_time": "2023-01-18T08:00:00+07:00" },
            // Thursday, the last working day before Tết (20/1 to 26/1).
            { "kind": "supplement_requested", "occur_time": "2023-01-19T08:00:00+07:00", "reason": "Thiếu bản sao" },
            { "kind": "supplement_received", "occur_time": "2023-01-30T08:00:00+07:00" },
        ])
    };
    // Accepted Wed 18/1, five working days: 19/1, 27/1, 30/1, 31/1, 1/2. The pause from 19/1 to 30/1 is two working days.
    let resumed = app_with("5 working_days", "resume").await;
    assert_eq!(
        due(&resumed, "1.999991", "tthcc-tu-son", steps()).await,
        "2023-02-03T01:00:00Z"
    );
    let restarted = app_with("5 working_days", "restart").await;
    assert_eq!(
        due(&restarted, "1.999991", "tthcc-tu-son", steps()).await,
        "2023-02-06T01:00:00Z"
    );
}

#[tokio::test]
async fn a_due_time_printed_on_the_receipt_is_kept() {
    let app = app_with("3 working_days", "resume").await;
    let steps = json!([
        { "kind": "submitted", "occur_time": "2022-12-20T08:00:00+07:00" },
        { "kind": "accepted", "occur_time": "2022-12-20T08:00:00+07:00", "due_time": "2022-12-31T23:59:59+07:00" },
    ]);
    assert_eq!(
        due(&app, "1.999991", "tthcc-tu-son", steps).await,
        "2022-12-31T16:59:59Z"
    );
}
