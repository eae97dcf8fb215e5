use chiso_proto::dossiers::v1::{Channel, DossierFacet, ServiceLevel};
use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::life::{Life, at};
use crate::lives::{self, PROCEDURES};
use crate::recount::{Counts, Period, count};

fn query(unit: &str, period: Period, breakdown: &str) -> String {
    let Period { from, until, as_of } = period;
    let breakdown = if breakdown.is_empty() {
        String::new()
    } else {
        format!("&breakdown={breakdown}")
    };
    format!("unit_id={unit}&from_date={from}&until_date={until}&as_of_date={as_of}{breakdown}")
}

/// The measures of a group that a recount knows.
fn counts(group: &Value) -> Counts {
    let measures = group["measures"].as_object().unwrap();
    let of_dossiers = measures
        .iter()
        .filter(|(code, _)| !code.starts_with("procedures_"));
    of_dossiers
        .map(|(code, value)| (code.clone(), value.as_i64().unwrap()))
        .collect()
}

fn group<'a>(figures: &'a Value, key: &str) -> Option<&'a Value> {
    figures["groups"]
        .as_array()
        .unwrap()
        .iter()
        .find(|group| group["key"] == key)
}

/// Checks that every group of a breakdown of Từ Sơn is what a recount of its dossiers gives, and returns the answer.
async fn agreeing(
    app: &TestApp,
    period: Period,
    breakdown: &str,
    facets: &[&DossierFacet],
    keys: &[&str],
    key_of: impl Fn(&DossierFacet) -> &str,
) -> Value {
    let figures = app.figures(&query("tp-tu-son", period, breakdown)).await;
    assert_eq!(
        counts(&figures["total"]),
        count(facets.iter().copied(), period),
        "{period:?}"
    );
    for key in keys {
        let of_key = facets.iter().copied().filter(|facet| key_of(facet) == *key);
        let found = group(&figures, key).map_or_else(|| count([], period), counts);
        assert_eq!(found, count(of_key, period), "{key} {period:?}");
    }
    for partition in ["partition_a", "partition_b"] {
        let groups = figures["groups"].as_array().unwrap();
        let holds = |group: &Value| group[partition]["holds"] == true;
        assert!(
            holds(&figures["total"]) && groups.iter().all(holds),
            "{partition} {period:?}"
        );
    }
    figures
}

fn channel(facet: &DossierFacet) -> &str {
    match facet.channel() {
        Channel::InPerson | Channel::Unspecified => "in_person",
        Channel::Online => "online",
        Channel::Post => "post",
    }
}

const IN_TU_SON: [&str; 4] = ["tp-tu-son", "tthcc-tu-son", "p-dong-ngan", "p-tan-hong"];

fn in_tu_son(lives: &[Life]) -> Vec<&DossierFacet> {
    let facets = lives.iter().map(|life| &life.facet);
    facets
        .filter(|facet| IN_TU_SON.contains(&facet.receiving_unit_id.as_str()))
        .collect()
}

#[tokio::test]
async fn figures_equal_a_naive_recount() {
    let app = TestApp::start().await;
    let lives = lives::random(1, 400);
    app.source.live(&lives).await;
    app.caught_up().await;
    let tu_son = in_tu_son(&lives);
    for period in [
        Period::new("2022-01-01", "2023-01-01", "2022-12-31"),
        Period::new("2022-06-15", "2022-06-16", "2022-06-15"),
        Period::new("2022-03-10", "2022-09-20", "2022-02-01"),
        Period::new("2023-01-01", "2023-03-08", "2026-01-01"),
    ] {
        let province = app.figures(&query("tinh-bac-ninh", period, "")).await;
        let all = lives.iter().map(|life| &life.facet);
        assert_eq!(counts(&province["total"]), count(all, period), "{period:?}");
        let by_unit = agreeing(&app, period, "unit", &tu_son, &IN_TU_SON, |f| {
            &f.receiving_unit_id
        })
        .await;
        let procedures = PROCEDURES.map(|(code, _)| code);
        let by_procedure = agreeing(&app, period, "procedure", &tu_son, &procedures, |f| {
            &f.procedure_code
        })
        .await;
        let channels = ["in_person", "online", "post"];
        let by_channel = agreeing(&app, period, "channel", &tu_son, &channels, channel).await;
        assert_eq!(by_unit["total"], by_channel["total"]);
        assert_eq!(by_unit["total"], by_procedure["total"]);
    }
}

#[tokio::test]
async fn months_equal_a_naive_recount_and_meet() {
    let app = TestApp::start().await;
    let lives = lives::random(11, 300);
    app.source.live(&lives).await;
    app.caught_up().await;
    let tu_son = in_tu_son(&lives);
    let range = Period::new("2022-01-15", "2023-02-10", "2022-12-31");
    let by_month = agreeing(&app, range, "month", &tu_son, &[], channel).await;
    let months = by_month["groups"].as_array().unwrap();
    assert_eq!(
        (months.len(), &months[0]["key"], &months[13]["key"]),
        (14, &json!("2022-01"), &json!("2023-02"))
    );
    for (month, from, until) in [
        (0, "2022-01-15", "2022-02-01"),
        (5, "2022-06-01", "2022-07-01"),
        (13, "2023-02-01", "2023-02-10"),
    ] {
        let last: NaiveDate = until.parse().unwrap();
        let period = Period {
            as_of: last.pred_opt().unwrap(),
            ..Period::new(from, until, until)
        };
        assert_eq!(
            counts(&months[month]),
            count(tu_son.iter().copied(), period),
            "{from}"
        );
    }
    for (month, next) in months.iter().zip(&months[1..]) {
        assert_eq!(
            month["measures"]["open"],
            next["measures"]["carried_forward"]
        );
    }
}

/// The last microsecond of a year and the first one of the next, in Vietnam.
#[tokio::test]
async fn ranges_are_half_open_at_midnight_in_vietnam() {
    let app = TestApp::start().await;
    let accepted = |id: &str, time: &str| {
        Life::new(
            id,
            "p-dong-ngan",
            "1.004873",
            ServiceLevel::Full,
            Channel::Online,
        )
        .submit(at("2022-12-31 08:00"))
        .accept(at(time), at("2023-01-05 17:00"))
    };
    let closing = accepted("c", "2022-12-31 09:00").resolve(at("2023-01-01 00:00"));
    app.source
        .live(&[
            accepted("a", "2022-12-31 23:59:59"),
            accepted("b", "2023-01-01 00:00"),
            closing,
        ])
        .await;
    app.caught_up().await;

    let of = async |from: &str, until: &str| {
        let figures = app
            .figures(&format!(
                "unit_id=p-dong-ngan&from_date={from}&until_date={until}"
            ))
            .await;
        let value = |code: &str| figures["total"]["measures"][code].as_i64().unwrap();
        (
            value("received"),
            value("open"),
            value("carried_forward"),
            value("resolved.early"),
        )
    };
    assert_eq!(of("2022-01-01", "2023-01-01").await, (2, 2, 0, 0));
    assert_eq!(of("2022-01-01", "2022-12-31").await, (0, 0, 0, 0));
    assert_eq!(of("2023-01-01", "2023-01-02").await, (1, 2, 2, 1));
    assert_eq!(of("2023-01-02", "2023-01-03").await, (0, 2, 2, 0));
}

/// A dossier is overdue from the day after its due day on, not while it waits for a supplement, and closes as it stands.
#[tokio::test]
async fn stocks_are_as_of_any_day() {
    let app = TestApp::start().await;
    let life = Life::new(
        "a",
        "p-dong-ngan",
        "1.004873",
        ServiceLevel::Full,
        Channel::Online,
    )
    .submit(at("2022-03-01 08:00"))
    .accept(at("2022-03-01 09:00"), at("2022-03-04 17:00"))
    .request_supplement(at("2022-03-07 10:00"))
    .receive_supplement(at("2022-03-10 08:00"), at("2022-03-11 17:00"))
    .resolve(at("2022-03-15 08:00"));
    app.source.live([&life]).await;
    app.caught_up().await;
    let mut days = Vec::new();
    for day in 1..=15 {
        let as_of = format!("2022-03-{day:02}");
        let query = format!(
            "unit_id=p-dong-ngan&from_date=2022-03-01&until_date=2022-04-01&as_of_date={as_of}"
        );
        let figures = app.figures(&query).await;
        let state = ["open_in_time", "open_overdue", "awaiting_supplement"]
            .into_iter()
            .find(|code| figures["total"]["measures"][code] == 1);
        assert_eq!(
            figures["total"]["measures"]["open"],
            i64::from(state.is_some())
        );
        assert_eq!(figures["total"]["measures"]["resolved.late"], 1);
        days.push(format!("{as_of} {}", state.unwrap_or("-")));
    }
    insta::assert_snapshot!(days.join("\n"), @r"
    2022-03-01 open_in_time
    2022-03-02 open_in_time
    2022-03-03 open_in_time
    2022-03-04 open_in_time
    2022-03-05 open_overdue
    2022-03-06 open_overdue
    2022-03-07 awaiting_supplement
    2022-03-08 awaiting_supplement
    2022-03-09 awaiting_supplement
    2022-03-10 open_in_time
    2022-03-11 open_in_time
    2022-03-12 open_overdue
    2022-03-13 open_overdue
    2022-03-14 open_overdue
    2022-03-15 -
    ");
}

#[tokio::test]
async fn a_range_that_goes_on_ends_with_today() {
    let app = TestApp::start().await;
    let life = Life::new(
        "a",
        "p-dong-ngan",
        "1.004873",
        ServiceLevel::Full,
        Channel::Online,
    )
    .submit(at("2022-12-31 08:00"))
    .accept(at("2022-12-31 09:00"), at("2190-01-05 17:00"));
    app.source.live(&[life]).await;
    app.caught_up().await;
    let figures = app
        .figures("unit_id=p-dong-ngan&from_date=2022-01-01&until_date=2030-01-01")
        .await;
    assert_eq!(figures["total"]["measures"]["open_overdue"], 0);
    assert_ne!(figures["until_date"], "2030-01-01");
    let future = app
        .get(
            "/v1/figures?unit_id=p-dong-ngan&from_date=2189-01-01&until_date=2190-01-01",
            &app.reader(),
        )
        .await;
    assert_eq!(future.json["fields"][0]["code"], "IN_THE_FUTURE");
}
