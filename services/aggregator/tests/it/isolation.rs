//! Slow questions hold up themselves only, and go with who asked them.

use std::time::Duration;

use chiso_testkit::wait_for;

use crate::app::{PATIENCE, TestApp};
use crate::lives;

const CITY_2022: &str = "/v1/figures?unit_id=tp-tu-son&from_date=2022-01-01&until_date=2023-01-01";
/// Less than a slow question would take.
const SOON: Duration = Duration::from_secs(15);

/// From now on each question for figures takes half a minute in PostgreSQL.
async fn slow_down(app: &TestApp) {
    for statement in [
        "ALTER TABLE aggregator.generation RENAME TO generation_of_old",
        "CREATE VIEW aggregator.generation AS
         SELECT generation_of_old.*
         FROM (SELECT CASE WHEN current_setting('application_name') LIKE '%-queries' THEN pg_sleep(28) END) AS slow,
              aggregator.generation_of_old",
    ] {
        sqlx::query(statement).execute(&app.pool).await.unwrap();
    }
}

async fn slow_questions(app: &TestApp) -> i64 {
    sqlx::query_scalar(
        "SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE '%-queries' AND state = 'active'",
    )
    .fetch_one(&app.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn a_question_goes_with_who_asked_it() {
    let app = TestApp::start().await;
    slow_down(&app).await;
    let request = app.request(reqwest::Method::GET, CITY_2022, &app.reader());
    let asking = tokio::spawn(request.send());
    wait_for("the question to be slow", PATIENCE, async || {
        slow_questions(&app).await == 1
    })
    .await;
    asking.abort();
    wait_for("the question to go", SOON, async || {
        slow_questions(&app).await == 0
    })
    .await;
}

#[tokio::test]
async fn slow_questions_hold_up_nobody_else() {
    let app = TestApp::start_with(|config| config.database.max_connections = 2).await;
    app.source.live(&lives::random(22, 20)).await;
    app.caught_up().await;
    slow_down(&app).await;
    let asking: Vec<_> = (0..10)
        .map(|_| {
            let request = app.request(reqwest::Method::GET, CITY_2022, &app.reader());
            tokio::spawn(request.send())
        })
        .collect();
    wait_for("all places to be taken", PATIENCE, async || {
        slow_questions(&app).await == 2
    })
    .await;
    app.source.live(&lives::random(23, 20)).await;
    wait_for("the projection", SOON, async || {
        app.checkpoint().await == app.source.head().await && app.source.pending().await == 0
    })
    .await;
    let status = app.get("/v1/projection", &app.reader()).await;
    assert_eq!(status.status, 200, "{:?}", status.json);
    assert_eq!(app.managed("/readyz").await.status, 200);
    for asking in asking {
        asking.abort();
    }
}
