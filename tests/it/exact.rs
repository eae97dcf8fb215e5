//! What must hold at the end of every test, whatever happened in between.

use std::time::Duration;

use chiso_testkit::{Process, Service};
use chiso_tests::{System, program};
use serde_json::Value;
use sqlx::Row;

use crate::life::Life;
use crate::recount::{self, Question};
use crate::world::World;

const VERIFY_TIME: Duration = Duration::from_mins(1);

/// Ranges over 2022, when everything that is imported happens, and over all time, for what happens now.
fn questions() -> Vec<Question> {
    vec![
        Question::new("tinh-bac-ninh", "2022-01-01", "2023-01-01"),
        Question::new("tp-tu-son", "2022-01-01", "2023-01-01").as_of("2022-05-15"),
        Question::new("tp-tu-son", "2022-02-01", "2022-03-01"),
        Question::new("p-dong-ngan", "2022-02-14", "2022-06-02").as_of("2022-04-30"),
        Question::new("tinh-bac-ninh", "2021-12-01", "2035-01-01"),
        Question::new("tinh-bac-ninh-2025", "2025-07-01", "2035-01-01"),
        Question::new("p-tu-son", "2026-01-01", "2035-01-01"),
    ]
}

/// Waits for the figures, counts them again from the dossiers that REST lists, recomputes the projection and looks through
/// the log. Gives the dossiers.
pub async fn assert_exact(system: &System) -> Vec<Life> {
    system.settled().await;
    let lives = dossiers(system).await;
    assert_figures(system, &lives).await;
    let verified = system.verify().await;
    assert_eq!(verified["drifted"], 0, "{verified}");
    assert_eq!(verified["quarantined"], 0, "{verified}");
    assert_eq!(verified["unreadable"], 0, "{verified}");
    assert_log(system, &lives).await;
    lives
}

/// Compares all measures, indicators and partitions with a recount.
pub async fn assert_figures(system: &System, lives: &[Life]) {
    let world = World::read();
    for question in questions() {
        let answer = figures(system, &question.query()).await;
        let found = recount::answered(&answer["total"]);
        let until_today = question.until_today(&answer);
        let expected = recount::expected(&world, lives, &until_today);
        recount::assert_same(&found, &expected, &question.query());
    }
}

/// The log has 1 to head without a gap: one event for each step of each dossier, none that did not happen.
async fn assert_log(system: &System, lives: &[Life]) {
    let mut database = system.database(Service::Dossiers).await;
    let row = sqlx::query(
        "SELECT count(*) AS events, min(log.sequence) AS first, max(log.sequence) AS last,
                count(DISTINCT event_id) AS ids,
                count(*) FILTER (WHERE type <> 'chiso.dossiers.v1.ProcedurePublished') AS of_dossiers
         FROM eventlog.log",
    )
    .fetch_one(&mut database)
    .await
    .unwrap();
    let number = |column: &str| row.get::<i64, _>(column);
    let events = number("events");
    let log = [number("first"), number("last"), number("ids")];
    assert_eq!(log, [1, events, events]);
    let steps: usize = lives.iter().map(|life| life.steps.len()).sum();
    assert_eq!(usize::try_from(number("of_dossiers")).unwrap(), steps);
}

/// An answer of `GET /v1/figures`.
pub async fn figures(system: &System, query: &str) -> Value {
    let url = format!("{}/v1/figures?{query}", system.aggregator.url());
    system.everything().get(&url).await.ok()
}

/// All dossiers, as REST lists them.
pub async fn dossiers(system: &System) -> Vec<Life> {
    let everything = system.everything();
    let url = format!("{}/v1/dossiers?page_size=200", system.dossiers.url());
    let mut lives = Vec::new();
    let mut next = String::new();
    loop {
        let mut page = everything.get(&format!("{url}{next}")).await.ok();
        let list: Vec<Life> = serde_json::from_value(page["dossiers"].take()).unwrap();
        lives.extend(list);
        match page["next_page_token"].as_str() {
            Some(token) => next = format!("&page_token={token}"),
            None => return lives,
        }
    }
}

/// `chiso-aggregator verify --json`: whether it ended with success, and what it printed.
pub async fn verify_on_the_terminal(system: &System) -> (bool, Value) {
    let quiet = ("CHISO_TELEMETRY__LOG".to_owned(), "off".to_owned());
    let settings = system.aggregator.settings().iter().cloned();
    let process = Process::start(
        program("chiso-aggregator"),
        &["verify", "--json"],
        settings.chain([quiet]),
    );
    let status = process.ended(VERIFY_TIME).await;
    // The last line comes with the end of the process or a moment later.
    process.line("}", VERIFY_TIME).await;
    let printed = process.lines().join("\n");
    let verified = serde_json::from_str(&printed);
    (status.success(), verified.unwrap_or(Value::String(printed)))
}
