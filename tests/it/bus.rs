//! The bus is a fast path: whatever it loses is repaired from the log of the source.

use chiso_testkit::{Service, wait_for};
use chiso_tests::{Answer, Catalogue, System, ndjson};
use serde_json::Value;

use crate::exact::assert_exact;
use crate::load::submission;
use crate::operator::{SOON, delete_stream, head, stream, wait_for_messages};

async fn import(system: &System, seed: u64, from: &str, until: &str) -> Value {
    let histories = Catalogue::read().histories(seed, 500, from, until);
    system.import(ndjson(&histories)).await
}

/// Whether the aggregator can read the bus.
async fn is_connected(system: &System) -> bool {
    let ready = system
        .readiness(&system.aggregator)
        .await
        .unwrap_or_default();
    ready["checks"]["projection"]["details"]["sources"][0]["bus_connected"] == true
}

#[tokio::test]
async fn a_stream_deleted_while_the_aggregator_is_behind_is_repaired_from_the_log() {
    let mut system = System::start().await;
    import(&system, 5, "2022-01-01", "2022-02-01").await;
    system.settled().await;
    system.aggregator.stop().await;
    import(&system, 6, "2022-02-01", "2022-03-01").await;
    let mut database = system.database(Service::Dossiers).await;
    wait_for_messages(&system, head(&mut database).await.0).await;

    delete_stream(&system).await;
    system.aggregator.start().await;
    assert_exact(&system).await;
    let metrics = system.metrics(&system.aggregator).await;
    let replayed = metrics.lines().any(|line| {
        line.starts_with("consumer_events_total")
            && line.contains("replayed")
            && !line.ends_with(" 0")
    });
    assert!(replayed, "{metrics}");

    // Writes go on while there is no stream, and their figures come from the log.
    import(&system, 7, "2022-03-01", "2022-04-01").await;
    assert_exact(&system).await;
    assert!(!is_connected(&system).await);

    // With the stream made again, the bus works again.
    system.backing.provision().await.unwrap();
    wait_for("the aggregator to read the bus", SOON, async || {
        is_connected(&system).await
    })
    .await;
    let before = head(&mut database).await.0;
    import(&system, 8, "2022-04-01", "2022-05-01").await;
    assert_exact(&system).await;
    let (numbered, _) = head(&mut database).await;
    assert!(numbered > before);
    wait_for("everything to be published", SOON, async || {
        let (numbered, marked) = head(&mut database).await;
        numbered == marked
    })
    .await;
    let messages = stream(&system).await.cached_info().state.messages;
    assert!(
        i64::try_from(messages).unwrap() >= numbered - before,
        "{messages} messages"
    );
}

#[tokio::test]
async fn without_a_bus_writes_and_figures_go_on() {
    let mut system = System::start().await;
    system.backing.kill_nats().await;
    import(&system, 9, "2022-01-01", "2022-02-01").await;
    let url = format!("{}/v1/dossiers", system.dossiers.url());
    let write = system
        .everything()
        .write(&url, "key", None, Some(&submission()));
    assert_eq!(Answer::to(write).await.status, 201);
    assert_exact(&system).await;
}
