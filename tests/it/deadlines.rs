//! Deadlines and the ends of periods, as figures show them. Days begin at midnight in Vietnam.

use chiso_tests::System;
use serde_json::{Value, json};

use crate::exact::{assert_exact, figures};

/// A dossier of a ward. `steps` are a kind, a local time, and for an acceptance the due time on the receipt, if one is printed.
fn line(code: &str, procedure: &str, steps: &[(&str, &str, Option<&str>)]) -> String {
    let steps: Vec<Value> = steps
        .iter()
        .map(|(kind, time, due)| {
            let mut step = json!({ "kind": kind, "occur_time": format!("{time}+07:00") });
            if let Some(due) = due {
                step["due_time"] = json!(format!("{due}+07:00"));
            }
            if *kind == "supplement_requested" {
                step["reason"] = json!("Thiếu bản sao");
            }
            step
        })
        .collect();
    let history = json!({
        "code": code, "procedure_code": procedure, "receiving_unit_id": "p-dong-ngan", "channel": "in_person",
        "applicant": { "name": "Trần Văn Đức" }, "steps": steps,
    });
    format!("{history}\n")
}

async fn load(system: &System, lines: &[String]) {
    let report = system.import(lines.concat()).await;
    assert_eq!(report["created"], lines.len(), "{report}");
    assert_exact(system).await;
}

/// Measures of the ward from a day up to another one, with the stocks of the last day.
async fn measures(system: &System, from: &str, until: &str) -> Value {
    let query = format!("unit_id=p-dong-ngan&from_date={from}&until_date={until}");
    figures(system, &query).await["total"]["measures"].take()
}

#[tokio::test]
async fn a_due_time_that_is_the_closing_second_of_a_period() {
    let system = System::start().await;
    let due = Some("2022-12-31T23:59:59");
    let accepted = [
        ("submitted", "2022-12-20T08:00:00", None),
        ("accepted", "2022-12-20T08:00:00", due),
    ];
    let resolved = |code: &str, end: &str| {
        let mut steps = accepted.to_vec();
        steps.push(("resolved", end, None));
        line(code, "1.004873", &steps)
    };
    let lines = [
        line("H05.26.01-221220-0001", "1.004873", &accepted),
        resolved("H05.26.01-221220-0002", "2022-12-30T23:59:59"),
        resolved("H05.26.01-221220-0003", "2022-12-31T23:59:59"),
        resolved("H05.26.01-221220-0004", "2023-01-01T00:00:00"),
    ];
    load(&system, &lines).await;

    let year = measures(&system, "2022-01-01", "2023-01-01").await;
    assert_eq!(year["received"], 4);
    assert_eq!(year["resolved.early"], 1);
    assert_eq!(year["resolved.on_time"], 1);
    assert_eq!(year["resolved.late"], 0);
    assert_eq!(year["open"], 2);
    assert_eq!(year["open_in_time"], 2);
    assert_eq!(year["open_overdue"], 0);

    let first_day = measures(&system, "2023-01-01", "2023-01-02").await;
    assert_eq!(first_day["carried_forward"], 2);
    assert_eq!(first_day["resolved.on_time"], 0);
    assert_eq!(first_day["resolved.late"], 1);
    assert_eq!(first_day["open"], 1);
    assert_eq!(first_day["open_overdue"], 1);
}

#[tokio::test]
async fn a_period_begins_at_midnight_in_vietnam() {
    let system = System::start().await;
    let at = |number: u32, time: &str| {
        let steps = [
            ("submitted", "2022-12-31T08:00:00", None),
            ("accepted", time, None),
        ];
        line(&format!("H05.26.01-221231-{number:04}"), "1.004873", &steps)
    };
    let lines = [
        at(1, "2022-12-31T23:59:59"),
        at(2, "2022-12-31T23:59:59.999999"),
        at(3, "2023-01-01T00:00:00"),
        // Still the old year in UTC.
        at(4, "2023-01-01T06:59:59"),
    ];
    load(&system, &lines).await;
    for (from, until, received, carried, open) in [
        ("2022-12-31", "2023-01-01", 2, 0, 2),
        ("2023-01-01", "2023-01-02", 2, 2, 4),
    ] {
        let measures = measures(&system, from, until).await;
        assert_eq!(measures["received"], received, "{from}");
        assert_eq!(measures["carried_forward"], carried, "{from}");
        assert_eq!(measures["open"], open, "{from}");
    }
    let query = "unit_id=p-dong-ngan&from_date=2022-12-01&until_date=2023-02-01&breakdown=month";
    let months = figures(&system, query).await;
    let received = |index: usize| {
        let group = &months["groups"][index];
        (group["key"].clone(), group["measures"]["received"].clone())
    };
    assert_eq!(received(0), (json!("2022-12"), json!(2)));
    assert_eq!(received(1), (json!("2023-01"), json!(2)));
}

#[tokio::test]
async fn overdue_is_the_day_after_the_due_day_and_not_while_a_supplement_is_awaited() {
    let system = System::start().await;
    let lines = [
        // Friday before a week with holidays. Off: 27 to 29/4 (Monday swapped), 30/4, 1/5. Worked: 2/5, 3/5 and Saturday 4/5.
        line(
            "H05.26.01-240426-0001",
            "1.004873",
            &[
                ("submitted", "2024-04-26T16:40:00", None),
                ("accepted", "2024-04-26T16:45:00", None),
            ],
        ),
        // Five working days from 18/1: 25/1 without Tết. The clock stands from 19/1, and the two days that Tết leaves of the
        // pause come on top: 3/2.
        line(
            "H05.26.01-230118-0001",
            "2.000333",
            &[
                ("submitted", "2023-01-18T08:00:00", None),
                ("accepted", "2023-01-18T08:00:00", None),
                ("supplement_requested", "2023-01-19T08:00:00", None),
                ("supplement_received", "2023-01-30T08:00:00", None),
            ],
        ),
    ];
    load(&system, &lines).await;
    for (from, until, awaiting, overdue) in [
        ("2023-01-19", "2023-01-20", 1, 0),
        ("2023-01-29", "2023-01-30", 1, 0),
        ("2023-02-03", "2023-02-04", 0, 0),
        ("2023-02-04", "2023-02-05", 0, 1),
        ("2024-05-04", "2024-05-05", 0, 1),
        ("2024-05-05", "2024-05-06", 0, 2),
    ] {
        let measures = measures(&system, from, until).await;
        assert_eq!(measures["awaiting_supplement"], awaiting, "{from}");
        assert_eq!(measures["open_overdue"], overdue, "{from}");
    }
}
