use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chiso_testkit::wait_for;
use serde_json::{Value, json};

use crate::app::{PATIENCE, TestApp};
use crate::lives;

const CITY_2022: &str = "unit_id=tp-tu-son&from_date=2022-01-01&until_date=2023-01-01";

fn drift(found: &Value) -> (i64, i64, i64) {
    let value = |key: &str| found[key].as_i64().unwrap();
    (value("drifted"), value("quarantined"), value("unreadable"))
}

#[tokio::test]
async fn status_tells_where_the_projection_stands() {
    let app = TestApp::start().await;
    app.source.live(&lives::random(2, 20)).await;
    app.caught_up().await;
    let head = app.source.head().await;
    wait_for("the head to be seen", PATIENCE, async || {
        let status = app.get("/v1/projection", &app.reader()).await.json;
        status["sources"][0]["head"] == head
    })
    .await;
    let status = app.get("/v1/projection", &app.reader()).await.json;
    let seen = &status["sources"][0]["seen_time"];
    assert!(seen.is_string());
    let source = json!({ "source": "/chiso/dossiers", "checkpoint": head, "head": head, "lag_events": 0, "seen_time": seen, "fault": null, "diverged": false, "quarantined": 0 });
    assert_eq!(status, json!({ "generation": 1, "sources": [source] }));
    let ready = app.managed("/readyz").await;
    assert_eq!(ready.status, 200);
    let here = &ready.json["checks"]["projection"]["details"]["sources"][0];
    assert_eq!(
        (&here["leading_here"], &here["bus_connected"]),
        (&json!(true), &json!(true))
    );
}

/// Drift is zero whatever stands between source and projection, and a sum that was tampered with is found.
#[tokio::test]
async fn verify_finds_what_differs_and_nothing_else() {
    let app = TestApp::start().await;
    assert_eq!(drift(&app.verify().await), (0, 0, 0));
    app.source.live(&lives::random(3, 200)).await;
    app.caught_up().await;
    let found = app.verify().await;
    assert_eq!((drift(&found), &found["facets"]), ((0, 0, 0), &json!(200)));
    assert!(found["compared"].as_i64().unwrap() > 500);

    // Numbered, and not applied: the checkpoint is held.
    let mut held = app.pool.begin().await.unwrap();
    sqlx::query("SELECT FROM eventlog.checkpoint FOR UPDATE")
        .execute(&mut *held)
        .await
        .unwrap();
    let before = app.source.head().await;
    app.source.live(&lives::random(4, 50)).await;
    wait_for("numbers", PATIENCE, async || {
        app.source.pending().await == 0
    })
    .await;
    assert!(app.source.head().await > before && app.checkpoint().await == before);
    assert_eq!(drift(&app.verify().await), (0, 0, 0));
    held.rollback().await.unwrap();
    app.caught_up().await;

    // Committed, and not numbered: the relay is away.
    app.source.stop_relay();
    app.source.live(&lives::random(5, 50)).await;
    assert!(app.source.pending().await > 0);
    let found = app.verify().await;
    assert_eq!((drift(&found), &found["facets"]), ((0, 0, 0), &json!(300)));

    sqlx::query(
        "UPDATE aggregator.daily SET value = value + 7
         WHERE (cell_id, measure, day) = (SELECT cell_id, measure, day FROM aggregator.daily WHERE measure = 3 LIMIT 1)",
    )
    .execute(&app.pool)
    .await
    .unwrap();
    let found = app.verify().await;
    assert_eq!(drift(&found), (1, 0, 0));
    let told = &found["drifts"][0];
    assert_eq!(told["measure"], "received");
    assert_eq!(
        told["actual"].as_i64().unwrap() - told["expected"].as_i64().unwrap(),
        7
    );
}

/// The source goes on writing while it is verified: now the projection is ahead of the snapshot, now behind.
#[tokio::test]
async fn verify_holds_under_writes() {
    let app = Arc::new(TestApp::start().await);
    let stop = Arc::new(AtomicBool::new(false));
    let writer = {
        let (app, stop) = (Arc::clone(&app), Arc::clone(&stop));
        tokio::spawn(async move {
            for seed in 100.. {
                app.source.live(&lives::random(seed, 10)).await;
                if stop.load(Ordering::SeqCst) {
                    return;
                }
            }
        })
    };
    for _ in 0..10 {
        assert_eq!(drift(&app.verify().await), (0, 0, 0));
    }
    stop.store(true, Ordering::SeqCst);
    writer.await.unwrap();
    app.caught_up().await;
    assert_eq!(drift(&app.verify().await), (0, 0, 0));
}

/// The transaction that made new cells is cut off before it commits: its events come again, and the numbers of the cells hold.
#[tokio::test]
async fn a_transaction_that_is_lost_loses_nothing() {
    let app = TestApp::start().await;
    app.source.live(&lives::random(12, 20)).await;
    app.caught_up().await;
    for seed in 13..16 {
        let mut held = app.pool.begin().await.unwrap();
        sqlx::query("LOCK TABLE aggregator.daily")
            .execute(&mut *held)
            .await
            .unwrap();
        app.source.live(&lives::random(seed, 40)).await;
        wait_for("the writer to be cut off", PATIENCE, async || {
            let cut: Vec<bool> = sqlx::query_scalar(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO aggregator.daily%'",
            )
            .fetch_all(&app.pool)
            .await
            .unwrap();
            !cut.is_empty()
        })
        .await;
        held.rollback().await.unwrap();
    }
    app.caught_up().await;
    assert_eq!(drift(&app.verify().await), (0, 0, 0));
}

/// A rebuild takes over what is wrong, loses nothing that is written meanwhile, and the old generation goes.
#[tokio::test]
async fn a_rebuild_under_writes_ends_with_zero_drift() {
    let app = Arc::new(TestApp::start().await);
    app.source.live(&lives::random(6, 300)).await;
    app.source.emit("DossierAccepted", vec![0xff]).await;
    app.caught_up().await;
    let truth = app.figures(CITY_2022).await["total"].clone();
    sqlx::query("UPDATE aggregator.daily SET value = value + 1")
        .execute(&app.pool)
        .await
        .unwrap();
    assert_ne!(app.figures(CITY_2022).await["total"], truth);

    let stop = Arc::new(AtomicBool::new(false));
    let writer = {
        let (app, stop) = (Arc::clone(&app), Arc::clone(&stop));
        tokio::spawn(async move {
            for seed in 200.. {
                // Another province's dossiers: the figures of the city stay comparable.
                let mut lives = lives::random(seed, 10);
                lives.retain(|life| life.facet.receiving_unit_id == "p-suoi-hoa");
                app.source.live(&lives).await;
                if stop.load(Ordering::SeqCst) {
                    return;
                }
            }
        })
    };
    for generation in 2..=3 {
        let rebuilt = app.job("/v1/projection/rebuild").await;
        assert_eq!(rebuilt["result"]["generation"], generation, "{rebuilt}");
        assert_eq!(app.figures(CITY_2022).await["total"], truth);
    }
    stop.store(true, Ordering::SeqCst);
    writer.await.unwrap();
    app.caught_up().await;
    assert_eq!(drift(&app.verify().await), (0, 1, 0));
    assert_eq!(app.figures(CITY_2022).await["total"], truth);
    wait_for("the old generations to go", PATIENCE, async || {
        let left: (i64, i64) = sqlx::query_as(
            "SELECT (SELECT count(*) FROM aggregator.generation),
                    (SELECT count(*) FROM aggregator.daily WHERE cell_id NOT IN (SELECT id FROM aggregator.cell))",
        )
        .fetch_one(&app.pool)
        .await
        .unwrap();
        left == (1, 0)
    })
    .await;
    let consumers: Vec<String> = sqlx::query_scalar("SELECT consumer FROM eventlog.checkpoint")
        .fetch_all(&app.pool)
        .await
        .unwrap();
    assert_eq!(consumers, ["aggregator"]);
    let metrics = app.managed("/metrics").await.json;
    let metrics = metrics.as_str().unwrap();
    assert!(metrics.contains(r#"consumer="aggregator-building""#));
    assert!(!metrics.contains("aggregator-generation"));
}

/// What the figures contain is gone at the source. That shows everywhere, and stays, until the projection is rebuilt.
#[tokio::test]
async fn a_source_restored_from_an_older_state_shows_until_a_rebuild() {
    let app = TestApp::start().await;
    app.source.live(&lives::random(8, 20)).await;
    app.caught_up().await;
    let head = app.source.head().await;
    app.source.stop_relay();
    app.source.restore(head - 3).await;
    let status = async || {
        let mut source = app.get("/v1/projection", &app.reader()).await.json["sources"][0].clone();
        source.as_object_mut().unwrap().remove("seen_time");
        source
    };
    wait_for("the restore to show", PATIENCE, async || {
        status().await["diverged"] == true
    })
    .await;
    assert_eq!(
        status().await,
        json!({ "source": "/chiso/dossiers", "checkpoint": head, "head": head - 3, "lag_events": -3, "fault": null, "diverged": true, "quarantined": 0 })
    );
    let ready = app.managed("/readyz").await;
    let details = &ready.json["checks"]["projection"]["details"]["sources"][0];
    assert_eq!(
        (
            ready.status.as_u16(),
            &details["diverged"],
            &details["lag_events"]
        ),
        (200, &json!(true), &json!(-3))
    );
    let metrics = app.managed("/metrics").await.json;
    let mut lines = metrics.as_str().unwrap().lines();
    assert!(lines.any(|line| line.starts_with("consumer_diverged{") && line.ends_with(" 1")));

    let rebuilt = app.job("/v1/projection/rebuild").await;
    assert_eq!(
        rebuilt["result"],
        json!({ "generation": 2, "events": head - 3 })
    );
    assert_eq!(
        status().await,
        json!({ "source": "/chiso/dossiers", "checkpoint": head - 3, "head": head - 3, "lag_events": 0, "fault": null, "diverged": false, "quarantined": 0 })
    );
}

#[tokio::test]
async fn one_rebuild_at_a_time_and_an_interrupted_one_is_cleared_away() {
    let app = TestApp::start().await;
    app.source.live(&lives::random(7, 20)).await;
    app.caught_up().await;
    let mut other = app.pool.acquire().await.unwrap();
    sqlx::query("SELECT pg_advisory_lock(hashtextextended('chiso.aggregator.rebuild', 0))")
        .execute(&mut *other)
        .await
        .unwrap();
    sqlx::query("INSERT INTO aggregator.generation (state, started_at) VALUES ('building', now())")
        .execute(&mut *other)
        .await
        .unwrap();
    sqlx::query("INSERT INTO eventlog.checkpoint VALUES ('aggregator-generation-2', '/chiso/dossiers', 7, 7)")
        .execute(&mut *other)
        .await
        .unwrap();
    let refused = app.job("/v1/projection/rebuild").await;
    assert_eq!(
        (&refused["state"], &refused["error"]["code"]),
        (&json!("failed"), &json!("REBUILD_RUNNING"))
    );
    assert_eq!(
        app.get("/v1/projection", &app.reader()).await.json["building_generation"],
        2
    );

    sqlx::query("SELECT pg_advisory_unlock_all()")
        .execute(&mut *other)
        .await
        .unwrap();
    let rebuilt = app.job("/v1/projection/rebuild").await;
    assert_eq!(
        rebuilt["result"],
        json!({ "generation": 3, "events": app.source.head().await })
    );
    assert_eq!(drift(&app.verify().await), (0, 0, 0));
    let forgotten: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM eventlog.checkpoint WHERE consumer <> 'aggregator'",
    )
    .fetch_one(&app.pool)
    .await
    .unwrap();
    assert_eq!(forgotten, 0);
}

/// Without a token for its log, nothing is known of the source, and what is not known is not 0.
#[tokio::test]
async fn a_source_that_cannot_be_seen_has_no_lag() {
    let app = TestApp::start().await;
    app.source.live(&lives::random(5, 5)).await;
    app.caught_up().await;
    let head = app.source.head().await;
    let source = async || {
        let ready = app.managed("/readyz").await;
        assert_eq!(ready.status, 200);
        ready.json["checks"]["projection"]["details"]["sources"][0].clone()
    };
    wait_for("the head", PATIENCE, async || {
        source().await["head"] == head
    })
    .await;
    let value = async |metric: &str| {
        let metrics = app.managed("/metrics").await.json;
        let mut lines = metrics.as_str().unwrap().lines();
        let begin = format!("{metric}{{");
        let line = lines
            .find(|line| line.starts_with(&begin) && line.contains(r#"consumer="aggregator""#));
        line.and_then(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
    };
    assert_eq!(value("consumer_lag_events").await, Some(0.0));
    let seen = value("consumer_source_seen_timestamp_seconds")
        .await
        .unwrap();
    assert!(seen > 0.0);
    assert_eq!(value("consumer_panics_total").await, Some(0.0));
    let metrics = app.managed("/metrics").await.json;
    for there in [
        r#"outcome="settled"} 0"#,
        r#"consumer="aggregator-building""#,
        r#"reason="refused"} 0"#,
    ] {
        assert!(metrics.as_str().unwrap().contains(there), "{there}");
    }

    std::fs::remove_file(&app.config.peer_token_file).unwrap();
    wait_for("the loss to show", PATIENCE, async || {
        source().await["fault"] == "no_token"
    })
    .await;
    let told = source().await;
    assert_eq!(
        (&told["head"], &told["lag_events"]),
        (&Value::Null, &Value::Null)
    );
    for unknown in ["consumer_lag_events", "consumer_source_head"] {
        assert!(value(unknown).await.unwrap().is_nan(), "{unknown}");
    }
    let figures = app.figures(CITY_2022).await;
    assert_eq!(figures["lag_events"], Value::Null);

    std::fs::write(&app.config.peer_token_file, "stranger").unwrap();
    wait_for("the refusal to show", PATIENCE, async || {
        source().await["fault"] == "refused"
    })
    .await;
}
