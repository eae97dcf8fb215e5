use chiso_proto::dossiers::v1::{Channel, ProcedureFacet, ServiceLevel};
use serde_json::Value;

use crate::app::TestApp;
use crate::life::{Life, at, offering};

#[tokio::test]
async fn an_answer_shows_parts_and_leaves_zero_over_zero_open() {
    let app = TestApp::start().await;
    let empty = app
        .figures("unit_id=p-dong-ngan&from_date=2022-01-01&until_date=2023-01-01")
        .await;
    assert_eq!(empty["total"]["indicators"][0]["percent"], Value::Null);

    app.source
        .publish(ProcedureFacet {
            procedure_code: "1.004873".to_owned(),
            version: 1,
            service_level: ServiceLevel::Full.into(),
            offerings: ["p-dong-ngan", "p-tan-hong"]
                .map(|unit| offering(unit, "2022-01-01", ""))
                .into(),
            valid_from_date: "2022-01-01".to_owned(),
            valid_until_date: String::new(),
        })
        .await;
    let online = Life::new(
        "a",
        "p-dong-ngan",
        "1.004873",
        ServiceLevel::Full,
        Channel::Online,
    )
    .submit(at("2022-01-04 08:00"))
    .accept(at("2022-01-04 09:00"), at("2022-01-06 09:00"))
    .resolve(at("2022-01-06 08:59"))
    .deliver(at("2022-01-07 08:00"));
    let posted = Life::new(
        "b",
        "p-dong-ngan",
        "1.004873",
        ServiceLevel::Full,
        Channel::Post,
    )
    .submit(at("2022-01-04 08:00"))
    .accept(at("2022-01-05 09:00"), at("2022-01-07 09:00"));
    let rejected = Life::new(
        "c",
        "p-dong-ngan",
        "1.000001",
        ServiceLevel::None,
        Channel::InPerson,
    )
    .submit(at("2022-01-04 08:00"))
    .reject(at("2022-01-04 08:10"));
    app.source.live(&[online, posted, rejected]).await;
    app.caught_up().await;
    let query = "unit_id=p-dong-ngan&from_date=2022-01-01&until_date=2022-01-07&breakdown=channel";
    insta::assert_json_snapshot!(app.figures(query).await);
}

/// The unit itself alone, and each child with its subtree; units of another time only where there are figures of them.
#[tokio::test]
async fn a_unit_breaks_down_into_itself_and_its_children() {
    let app = TestApp::start().await;
    let life = |id: &str, unit: &str| {
        Life::new(id, unit, "1.004873", ServiceLevel::Full, Channel::Online)
            .submit(at("2022-01-04 08:00"))
            .accept(at("2022-01-04 09:00"), at("2022-01-06 09:00"))
    };
    app.source
        .live(&[
            life("a", "tinh-bac-ninh"),
            life("b", "tp-tu-son"),
            life("c", "p-dong-ngan"),
            life("d", "p-suoi-hoa"),
        ])
        .await;
    app.caught_up().await;
    let keys = async |query: &str| -> Vec<(String, i64)> {
        let figures = app
            .figures(&format!("unit_id=tinh-bac-ninh&breakdown=unit&{query}"))
            .await;
        let groups = figures["groups"].as_array().unwrap();
        let key = |group: &Value| group["key"].as_str().unwrap().to_owned();
        groups
            .iter()
            .map(|group| (key(group), group["measures"]["open"].as_i64().unwrap()))
            .collect()
    };
    let expected = [("tinh-bac-ninh", 1), ("tp-bac-ninh", 1), ("tp-tu-son", 2)];
    let expected = expected.map(|(key, open)| (key.to_owned(), open));
    assert_eq!(
        keys("from_date=2022-01-01&until_date=2023-01-01").await,
        expected
    );
    assert_eq!(
        keys("from_date=2026-01-01&until_date=2027-01-01").await,
        expected
    );
}

#[tokio::test]
async fn every_field_at_fault_is_named() {
    let app = TestApp::start().await;
    let bad = async |query: &str| {
        let answer = app
            .get(&format!("/v1/figures?{query}"), &app.reader())
            .await;
        assert_eq!(answer.status, 400);
        let mut json = answer.json;
        json.as_object_mut().unwrap().remove("trace_id");
        json
    };
    insta::assert_json_snapshot!(
        bad("unit_id=nowhere&from_date=2022-02-30&as_of_date=today").await
    );
    let faults = async |query: &str| {
        let json = bad(query).await;
        let faults = json["fields"].as_array().unwrap().clone();
        let told: Vec<_> = faults
            .iter()
            .map(|f| format!("{} {}", f["field"], f["code"]).replace('"', ""))
            .collect();
        told.join(", ")
    };
    insta::assert_snapshot!(faults("").await, @"unit_id REQUIRED, from_date REQUIRED, until_date REQUIRED");
    insta::assert_snapshot!(faults("unit_id=tp-tu-son&from_date=2022-01-01&until_date=2022-01-01").await, @"until_date EMPTY_RANGE");
    insta::assert_snapshot!(faults("unit_id=tp-tu-son&from_date=2000-01-01&until_date=2020-01-02").await, @"until_date RANGE_TOO_LONG");
    insta::assert_snapshot!(faults("unit_id=tp-tu-son&from_date=2022-01-01&until_date=2023-01-01&breakdown=colour").await, @"breakdown INVALID_VALUE");
    insta::assert_snapshot!(faults("unit=tp-tu-son").await, @"unit UNKNOWN_FIELD");
}

/// A dissolved unit offers nothing any more, and what it offered before stays with it.
#[tokio::test]
async fn procedures_of_a_dissolved_unit_end_with_it() {
    let app = TestApp::start().await;
    app.source
        .publish(ProcedureFacet {
            procedure_code: "1.004873".to_owned(),
            version: 1,
            service_level: ServiceLevel::Full.into(),
            offerings: vec![
                offering("p-dong-ngan", "2022-01-01", "2025-07-01"),
                offering("p-tu-son", "2025-07-01", ""),
            ],
            valid_from_date: "2022-01-01".to_owned(),
            valid_until_date: String::new(),
        })
        .await;
    app.caught_up().await;
    let offered = async |unit: &str, range: &str| {
        let figures = app.figures(&format!("unit_id={unit}&{range}")).await;
        figures["total"]["measures"]["procedures_offered"].clone()
    };
    let (before, after) = (
        "from_date=2025-06-01&until_date=2025-07-01",
        "from_date=2025-07-01&until_date=2025-08-01",
    );
    assert_eq!(offered("p-dong-ngan", before).await, 1);
    assert_eq!(offered("p-dong-ngan", after).await, 0);
    assert_eq!(offered("p-tu-son", before).await, 0);
    assert_eq!(offered("p-tu-son", after).await, 1);
}
