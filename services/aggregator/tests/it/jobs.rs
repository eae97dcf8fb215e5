use chiso_testkit::{Process, http_client, wait_for};
use serde_json::{Value, json};

use crate::app::{PATIENCE, TestApp};
use crate::command::settings;
use crate::lives;

const VERIFY: &str = "/v1/projection/verify";

/// While it is held, the source gives no facets: a verification goes on.
async fn hold_the_source(app: &TestApp) -> sqlx::Transaction<'static, sqlx::Postgres> {
    let mut held = app.source.pool.begin().await.unwrap();
    sqlx::query("LOCK TABLE facet")
        .execute(&mut *held)
        .await
        .unwrap();
    held
}

#[tokio::test]
async fn a_start_is_answered_at_once_and_said_again_it_is_the_same_job() {
    let app = TestApp::start().await;
    app.source.live(&lives::random(1, 20)).await;
    app.caught_up().await;
    let operator = app.operator();
    let held = hold_the_source(&app).await;
    let started = app.post_with_key(VERIFY, &operator, "key").await;
    assert_eq!(started.status, 202);
    let id = started.json["id"].as_str().unwrap();
    assert_eq!(
        (
            &started.json["kind"],
            &started.json["state"],
            &started.json["started_by"]
        ),
        (
            &json!("verification"),
            &json!("running"),
            &json!("operator")
        )
    );
    assert_eq!(started.location, Some(format!("/v1/jobs/{id}")));
    let again = app.post_with_key(VERIFY, &operator, "key").await;
    assert_eq!(
        (again.status.as_u16(), &again.json["id"]),
        (202, &json!(id))
    );
    let other = app
        .post_with_key("/v1/projection/rebuild", &operator, "key")
        .await;
    assert_eq!(
        (other.status.as_u16(), other.code()),
        (409, "IDEMPOTENCY_KEY_REUSED")
    );
    for path in [VERIFY, "/v1/projection/rebuild", "/v1/quarantine/reapply"] {
        let refused = app.post(path, &operator).await;
        assert_eq!(
            (refused.status.as_u16(), refused.code()),
            (409, "JOB_RUNNING")
        );
        assert_eq!(refused.json["metadata"]["job_id"], id, "{}", refused.json);
        let keyless = app.post_with_key(path, &operator, "").await;
        assert_eq!(
            (keyless.status.as_u16(), &keyless.json["fields"][0]["field"]),
            (400, &json!("Idempotency-Key"))
        );
    }
    held.rollback().await.unwrap();
    let ended = app.ended(id).await;
    assert_eq!(
        (&ended["state"], &ended["progress"]),
        (
            &json!("succeeded"),
            &json!({ "done": 20, "total": null, "unit": "facets" })
        )
    );
    assert_eq!(ended["result"]["facets"], 20);
    let listed = app.get("/v1/jobs", &operator).await.json;
    assert_eq!(listed["jobs"], json!([ended]));
}

#[tokio::test]
async fn any_replica_knows_a_job_and_cancels_it() {
    let app = TestApp::start().await;
    let operator = app.operator();
    let held = hold_the_source(&app).await;
    let started = app.post(VERIFY, &operator).await.json;
    let job = format!(
        "{}/v1/jobs/{}",
        app.replica().await,
        started["id"].as_str().unwrap()
    );
    let there = async |method: reqwest::Method, url: &str| -> Value {
        let request = http_client().request(method, url).bearer_auth(&operator);
        request.send().await.unwrap().json().await.unwrap()
    };
    assert_eq!(there(reqwest::Method::GET, &job).await["state"], "running");
    let asked = there(reqwest::Method::POST, &format!("{job}/cancel")).await;
    assert_eq!(asked["cancel_requested"], true);
    let ended = app.ended(started["id"].as_str().unwrap()).await;
    assert_eq!(
        (&ended["state"], ended.get("result"), ended.get("error")),
        (&json!("cancelled"), None, None)
    );
    held.rollback().await.unwrap();
    assert_eq!(app.verify().await["drifted"], 0);
}

#[tokio::test]
async fn a_command_is_a_job_too_and_dies_as_one() {
    let app = TestApp::start().await;
    let held = hold_the_source(&app).await;
    let process = Process::start(
        env!("CARGO_BIN_EXE_chiso-aggregator"),
        &["verify"],
        settings(&app),
    );
    let mut job = Value::Null;
    wait_for("the job of the command", PATIENCE, async || {
        job = app.get("/v1/jobs", &app.operator()).await.json["jobs"][0].clone();
        job["state"] == "running"
    })
    .await;
    assert_eq!(job["started_by"], "terminal");
    assert_eq!(
        app.post(VERIFY, &app.operator()).await.code(),
        "JOB_RUNNING"
    );
    process.kill().await;
    let ended = app.ended(job["id"].as_str().unwrap()).await;
    assert_eq!(
        (&ended["state"], &ended["error"]["code"]),
        (&json!("failed"), &json!("INTERRUPTED"))
    );
    held.rollback().await.unwrap();
    assert_eq!(app.verify().await["drifted"], 0);
}

#[tokio::test]
async fn a_source_that_is_away_is_named() {
    let app = TestApp::start_with(|config| {
        config.sources.dossiers = "http://127.0.0.1:9".to_owned();
    })
    .await;
    for path in [VERIFY, "/v1/projection/rebuild"] {
        let job = app.job(path).await;
        assert_eq!(
            (&job["state"], &job["error"]["code"]),
            (&json!("failed"), &json!("SOURCE_UNAVAILABLE")),
            "{job}"
        );
        let detail = job["error"]["detail"].as_str().unwrap();
        assert!(detail.contains("/chiso/dossiers"), "{detail}");
    }
    // What is in quarantine is here.
    let job = app.job("/v1/quarantine/reapply").await;
    assert_eq!(
        job["result"],
        json!({ "applied": 0, "still_quarantined": 0 })
    );
}

/// What was never verified is not 0, and whoever verifies, every replica tells.
#[tokio::test]
async fn the_last_verification_is_in_the_metrics() {
    let app = TestApp::start().await;
    let metric = async |name: &str| {
        let page = app.managed("/metrics").await.json;
        let line = page.as_str().unwrap().lines();
        let mut line = line.filter(|line| line.starts_with(name));
        line.next()
            .and_then(|line| line.rsplit(' ').next())
            .map(|value| value.parse::<f64>().unwrap())
    };
    let (drifted, at) = (
        "aggregator_drifted_sums{",
        "aggregator_last_verification_timestamp_seconds{",
    );
    wait_for("the first look", PATIENCE, async || {
        metric(drifted).await.is_some_and(f64::is_nan) && metric(at).await == Some(0.0)
    })
    .await;
    for state in ["succeeded", "failed", "cancelled"] {
        let name = format!("jobs_ended_total{{kind=\"rebuild\",state=\"{state}\"}}");
        assert_eq!(metric(&name).await, Some(0.0), "{name}");
    }
    app.source.live(&lives::random(1, 20)).await;
    app.caught_up().await;
    sqlx::query("UPDATE aggregator.daily SET value = value + 1 WHERE measure = 3")
        .execute(&app.pool)
        .await
        .unwrap();
    let process = Process::start(
        env!("CARGO_BIN_EXE_chiso-aggregator"),
        &["verify"],
        settings(&app),
    );
    assert_eq!(process.ended(PATIENCE).await.code(), Some(1));
    wait_for("what the command has found", PATIENCE, async || {
        metric(drifted).await > Some(0.0) && metric(at).await > Some(1e9)
    })
    .await;
}
