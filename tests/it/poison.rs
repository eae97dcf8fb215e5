//! An event that cannot be decoded stops nothing and is not lost.

use chiso_testkit::{Service, wait_for};
use chiso_tests::{Catalogue, System, ndjson};
use serde_json::Value;

use crate::exact::{assert_figures, dossiers};
use crate::operator::SOON;

const POISON: &str = "INSERT INTO eventlog.outbox (event_id, type, subject, org_code, occurred_at, recorded_at, payload)
     VALUES (gen_random_uuid(), 'chiso.dossiers.v1.DossierAccepted', gen_random_uuid()::text, 'H05.26', now(), now(), '\\xff00ff')";

async fn import(system: &System, seed: u64, from: &str, until: &str) {
    let histories = Catalogue::read().histories(seed, 300, from, until);
    let report = system.import(ndjson(&histories)).await;
    assert_eq!(report["created"], 300, "{report}");
}

async fn quarantine(system: &System) -> Vec<Value> {
    let url = format!("{}/v1/quarantine", system.aggregator.url());
    let listed = system.everything().get(&url).await.ok();
    listed["events"].as_array().unwrap().clone()
}

#[tokio::test]
async fn poison_goes_to_quarantine_and_nothing_else_waits() {
    let system = System::start().await;
    import(&system, 10, "2022-01-01", "2022-02-01").await;
    let mut database = system.database(Service::Dossiers).await;
    sqlx::query(POISON).execute(&mut database).await.unwrap();
    import(&system, 11, "2022-02-01", "2022-03-01").await;
    system.settled().await;

    assert_figures(&system, &dossiers(&system).await).await;
    let verified = system.verify().await;
    assert_eq!(verified["drifted"], 0, "{verified}");
    assert_eq!(verified["quarantined"], 1, "{verified}");

    let poison: i64 =
        sqlx::query_scalar("SELECT sequence FROM eventlog.log WHERE payload = '\\xff00ff'")
            .fetch_one(&mut database)
            .await
            .unwrap();
    let listed = quarantine(&system).await;
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0]["sequence"], poison);
    assert_eq!(listed[0]["reason"], "UNDECODABLE");
    wait_for("readyz to tell", SOON, async || {
        let ready = system.readiness(&system.aggregator).await.unwrap();
        let source = &ready["checks"]["projection"]["details"]["sources"][0];
        ready["ready"] == true && source["quarantined"] == 1
    })
    .await;
    wait_for("the metrics to tell", SOON, async || {
        let metrics = system.metrics(&system.aggregator).await;
        let mut lines = metrics.lines();
        lines.any(|line| line.starts_with("consumer_quarantined{") && line.ends_with(" 1"))
    })
    .await;

    // Applied again it is still what it is, and stays.
    let reapplied = system.job("/v1/quarantine/reapply").await;
    assert_eq!(reapplied["result"]["still_quarantined"], 1, "{reapplied}");
    assert_eq!(quarantine(&system).await.len(), 1);
}
