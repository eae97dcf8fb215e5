//! The sample of Từ Sơn, loaded through the bulk import.

use chiso_tests::{Catalogue, System, ndjson};
use serde_json::{Value, json};

use crate::exact::{assert_exact, figures, verify_on_the_terminal};
use crate::recount::{Figures, answered, assert_same};

const YEAR: &str = "unit_id=tp-tu-son&from_date=2022-01-01&until_date=2023-01-01";
const QUARTER: &str = "unit_id=tp-tu-son&from_date=2023-01-01&until_date=2023-03-08";

async fn load(system: &System) -> Vec<Value> {
    let mut reports = Vec::new();
    for part in Catalogue::read().sample() {
        reports.push(system.import(ndjson(&part)).await);
    }
    reports
}

fn indicator<'a>(group: &'a Value, code: &str) -> &'a Value {
    let indicators = group["indicators"].as_array().unwrap();
    indicators
        .iter()
        .find(|indicator| indicator["code"] == code)
        .unwrap()
}

/// The part of the figures that is found again as a sum: flows for months, flows and stocks for units.
fn sum(groups: &Value, parts: &[&str]) -> Figures {
    let mut sum = Figures::new();
    for group in groups.as_array().unwrap() {
        for (name, value) in answered(group) {
            if parts.iter().any(|part| name.starts_with(part)) {
                *sum.entry(name).or_default() += value;
            }
        }
    }
    sum
}

fn only(figures: &Figures, wanted: &Figures) -> Figures {
    let named = figures
        .iter()
        .filter(|(name, _)| wanted.contains_key(*name));
    named.map(|(name, value)| (name.clone(), *value)).collect()
}

#[tokio::test]
async fn the_figures_of_tu_son_come_out_and_add_up() {
    let system = System::start().await;
    let reports = load(&system).await;
    assert_eq!(reports[0]["created"], 18_235, "{}", reports[0]);
    assert_eq!(reports[0]["refused"], 0, "{}", reports[0]);
    assert_eq!(reports[1]["created"], 2_078, "{}", reports[1]);
    // Those that were open, and those whose result was handed over in the new year.
    assert_eq!(reports[1]["continued"], 373, "{}", reports[1]);
    assert_eq!(reports[1]["refused"], 0, "{}", reports[1]);
    let head = system.settled().await;

    // Report of Từ Sơn, IV.3: 18.235 = 1.359 + 16.876 = 17.757 + 256 + 51 + 44 + 127.
    let year = figures(&system, YEAR).await;
    let total = &year["total"];
    assert_eq!(total["measures"]["received.online"], 1_359);
    assert_eq!(total["measures"]["received.in_person"], 16_876);
    assert_eq!(total["measures"]["received.post"], 0);
    assert_eq!(
        total["partition_a"],
        json!({
            "received": 18_235, "carried_forward": 0, "resolved": 17_757, "pending": 256,
            "awaiting_supplement": 51, "refused": 44, "withdrawn": 127, "holds": true,
        })
    );
    assert_eq!(total["partition_b"]["holds"], true);
    let used = indicator(total, "dossiers.online_procedures_used");
    assert_eq!(
        (&used["numerator"], &used["denominator"]),
        (&json!(13), &json!(26))
    );
    assert_eq!(used["percent"], "50.0");
    // The report prints 36,5 %, which is wrong.
    let rate = indicator(total, "dossiers.online_rate_eligible");
    assert_eq!(
        (&rate["numerator"], &rate["denominator"]),
        (&json!(1_359), &json!(3_732))
    );
    assert_eq!(rate["percent"], "36.4");

    // The 307 dossiers that the report forgot are carried forward.
    let quarter = figures(&system, QUARTER).await;
    let partition = &quarter["total"]["partition_a"];
    assert_eq!(partition["received"], 2_078);
    assert_eq!(partition["carried_forward"], 307);
    assert_eq!(partition["holds"], true);
    assert_eq!(quarter["total"]["partition_b"]["holds"], true);
    let used = indicator(&quarter["total"], "dossiers.online_procedures_used");
    assert_eq!(
        (&used["numerator"], &used["denominator"]),
        (&json!(12), &json!(17))
    );

    for query in [YEAR, QUARTER] {
        let units = figures(&system, &format!("{query}&breakdown=unit")).await;
        let of_units = sum(&units["groups"], &["measures", "partition"]);
        let total = only(&answered(&units["total"]), &of_units);
        assert_same(&of_units, &total, "sum over units");
        let months = figures(&system, &format!("{query}&breakdown=month")).await;
        let flows = [
            "measures.re",
            "measures.submitted",
            "measures.supplement",
            "measures.withdrawn",
            "measures.delivered",
        ];
        let of_months = sum(&months["groups"], &flows);
        let total = only(&answered(&months["total"]), &of_months);
        assert_same(&of_months, &total, "sum over months");
        assert!(total.len() > 15, "{total:?}");
    }

    assert_exact(&system).await;
    let (succeeded, verified) = verify_on_the_terminal(&system).await;
    assert!(succeeded, "{verified}");
    assert_eq!(verified["drifted"], 0, "{verified}");

    for report in load(&system).await {
        assert_eq!(report["unchanged"], report["lines"], "{report}");
    }
    assert_eq!(system.settled().await, head);
    assert_eq!(figures(&system, YEAR).await, year);
    assert_eq!(figures(&system, QUARTER).await, quarter);
}
