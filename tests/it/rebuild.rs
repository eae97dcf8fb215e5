//! Drift is found and told, and a rebuild beside the running service repairs it.

use std::time::Duration;

use chiso_testkit::{Process, Service};
use chiso_tests::{Catalogue, System, ndjson, program};

use crate::exact::verify_on_the_terminal;
use crate::load::Load;

const REBUILD_TIME: Duration = Duration::from_mins(2);

#[tokio::test]
async fn a_damaged_projection_is_found_out_and_rebuilt_while_writes_go_on() {
    let system = System::start().await;
    let histories = Catalogue::read().histories(15, 800, "2022-09-01", "2022-12-01");
    system.import(ndjson(&histories)).await;
    system.settled().await;
    let mut database = system.database(Service::Aggregator).await;
    let damaged = sqlx::query(
        "UPDATE aggregator.daily SET value = value + 1
         WHERE ctid IN (SELECT ctid FROM aggregator.daily ORDER BY cell_id, measure, day LIMIT 3)",
    );
    let damaged = damaged.execute(&mut database).await.unwrap();
    assert_eq!(damaged.rows_affected(), 3);

    let verified = system.verify().await;
    assert_eq!(verified["drifted"], 3, "{verified}");
    let drift = &verified["drifts"][0];
    let (expected, actual) = (&drift["expected"], &drift["actual"]);
    assert_eq!(
        actual.as_i64().unwrap() - expected.as_i64().unwrap(),
        1,
        "{drift}"
    );
    let (succeeded, verified) = verify_on_the_terminal(&system).await;
    assert!(!succeeded);
    assert_eq!(verified["drifted"], 3, "{verified}");

    let load = Load::beside(&system, 16, 1200, 200, histories);
    load.progress(200).await;
    let settings = system.aggregator.settings().iter().cloned();
    let rebuild = Process::start(program("chiso-aggregator"), &["rebuild"], settings);
    let status = rebuild.ended(REBUILD_TIME).await;
    assert!(status.success(), "{}", rebuild.lines().join("\n"));
    load.finish(&system).await;
    assert!(system.verify().await["generation"].as_i64() > verified["generation"].as_i64());
}
