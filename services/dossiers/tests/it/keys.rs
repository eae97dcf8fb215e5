//! Data keys change while the service works.

use std::time::Duration;

use chiso_testkit::wait_for;
use serde_json::{Value, json};

use crate::app::{TestApp, key_file, submission};

/// Longer than the file is looked at, and a round of sealing anew.
const SOON: Duration = Duration::from_secs(30);

/// Gives a replica another key file, and waits until it has seen it.
async fn give_keys(app: &TestApp, active: u8, keys: &[u8]) {
    std::fs::write(&app.data_keys, key_file(active, keys)).unwrap();
    let expected = json!({ "active": active, "keys": keys, "file_usable": true });
    wait_for("new keys", SOON, async || {
        app.readiness("data_keys").await == expected
    })
    .await;
}

async fn metric_becomes(app: &TestApp, series: &str, value: f64) {
    wait_for(series, SOON, async || {
        app.metric(series).await == Some(value)
    })
    .await;
}

async fn under_first_becomes(app: &TestApp, rows: i64) {
    wait_for("rows under the first key", SOON, async || {
        app.count("select count(*) from dossiers.dossier where key_id = 1")
            .await
            == rows
    })
    .await;
}

async fn submit(app: &TestApp, key: &str) -> Value {
    let answer = app
        .post("/v1/dossiers", &app.clerk(), key, submission())
        .await;
    assert_eq!(answer.status, 201, "{:?}", answer.json);
    answer.json
}

async fn found(app: &TestApp) -> Vec<String> {
    let body = json!({ "applicant_id_number": "027185001234" });
    let answer = app
        .post("/v1/dossiers/search", &app.clerk(), "", body)
        .await;
    let dossiers = answer.json["dossiers"].as_array().unwrap();
    dossiers
        .iter()
        .map(|dossier| dossier["id"].as_str().unwrap().to_owned())
        .collect()
}

async fn id_under(app: &TestApp, key: u8) -> Option<String> {
    sqlx::query_scalar("select id::text from dossiers.dossier where key_id = $1")
        .bind(i16::from(key))
        .fetch_optional(&app.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn rows_come_under_the_new_key_while_two_replicas_serve() {
    let one = TestApp::start().await;
    let two = one.beside().await;
    let first = submit(&one, "first").await;
    let reason = json!({ "reason": "Thiếu sổ hộ khẩu" });
    let accepted = one.step(&first, "accept", None).await.json;
    let waiting = one
        .step(&accepted, "request-supplement", Some(reason))
        .await
        .json;

    // Every replica gets the key before any uses it.
    give_keys(&one, 1, &[1, 2]).await;
    give_keys(&two, 1, &[1, 2]).await;
    give_keys(&one, 2, &[1, 2]).await;
    under_first_becomes(&one, 0).await;

    // The other replica still seals under the first key: both read both, search both and recognise what the other wrote.
    let second = submit(&two, "second").await;
    assert_eq!(id_under(&one, 1).await.as_deref(), second["id"].as_str());
    let mut ids = [&second, &first].map(|d| d["id"].as_str().unwrap().to_owned());
    ids.sort_unstable_by(|a, b| b.cmp(a));
    let path = format!("/v1/dossiers/{}", first["id"].as_str().unwrap());
    for app in [&one, &two] {
        assert_eq!(found(app).await, ids);
        assert_eq!(app.get(&path, &app.clerk()).await.json, waiting);
        assert_eq!(submit(app, "first").await, first);
        assert_eq!(submit(app, "second").await, second);
    }
    let third = submit(&one, "third").await;
    assert_eq!(submit(&two, "third").await, third);

    give_keys(&two, 2, &[1, 2]).await;
    under_first_becomes(&two, 0).await;
    assert_eq!(found(&one).await.len(), 3);

    // Requests that were digested with the old key expire by themselves.
    let requests = r#"vault_rows_under_old_key{table="idempotency",key="1"}"#;
    wait_for(requests, SOON, async || {
        two.metric(requests).await.is_some_and(|rows| rows > 0.0)
    })
    .await;
    sqlx::query("delete from eventlog.idempotency where get_byte(request_hash, 0) = 1")
        .execute(&one.pool)
        .await
        .unwrap();
    for app in [&one, &two] {
        give_keys(app, 2, &[2]).await;
        assert_eq!(found(app).await.len(), 3);
        assert_eq!(app.get(&path, &app.clerk()).await.json, waiting);
    }
    for table in ["dossier", "idempotency"] {
        let series = format!(r#"vault_rows_under_old_key{{table="{table}",key="1"}}"#);
        metric_becomes(&one, &series, 0.0).await;
    }
    assert_eq!(one.metric("dossiers_damaged_rows_total").await, Some(0.0));
}

#[tokio::test]
async fn a_file_that_cannot_be_used_changes_nothing_and_is_told() {
    let app = TestApp::start().await;
    let dossier = submit(&app, "one").await;
    std::fs::write(&app.data_keys, "active = 9").unwrap();
    metric_becomes(&app, "vault_key_file_unusable", 1.0).await;
    assert_eq!(app.readiness("data_keys").await["file_usable"], false);
    assert_eq!(app.step(&dossier, "accept", None).await.status, 200);
    give_keys(&app, 1, &[1]).await;
    metric_becomes(&app, "vault_key_file_unusable", 0.0).await;
}

#[tokio::test]
async fn rows_under_a_key_that_was_removed_too_early_are_told_and_come_back_with_it() {
    let app = TestApp::start().await;
    let dossier = submit(&app, "one").await;
    let path = format!("/v1/dossiers/{}", dossier["id"].as_str().unwrap());
    metric_becomes(&app, "vault_rows_under_missing_key", 0.0).await;
    give_keys(&app, 2, &[2]).await;
    metric_becomes(&app, "vault_rows_under_missing_key", 1.0).await;
    assert_eq!(app.get(&path, &app.clerk()).await.code(), "DOSSIER_DAMAGED");
    give_keys(&app, 2, &[1, 2]).await;
    assert_eq!(app.get(&path, &app.clerk()).await.json, dossier);
    under_first_becomes(&app, 0).await;
    metric_becomes(&app, "vault_rows_under_missing_key", 0.0).await;
}

#[tokio::test]
async fn a_step_seals_its_dossier_under_the_active_key() {
    let app = TestApp::start().await;
    let dossier = submit(&app, "one").await;
    // Rounds come to keys with smaller numbers only: replicas with different keys do not work against each other.
    give_keys(&app, 7, &[1, 7]).await;
    under_first_becomes(&app, 0).await;
    give_keys(&app, 1, &[1, 7]).await;
    let series = r#"vault_rows_under_old_key{table="dossier",key="7"}"#;
    metric_becomes(&app, series, 1.0).await;
    assert_eq!(app.step(&dossier, "accept", None).await.status, 200);
    assert_eq!(id_under(&app, 1).await.as_deref(), dossier["id"].as_str());
}
