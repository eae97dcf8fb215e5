//! Kills at chosen points during a load: nothing acknowledged is lost, every figure is exact.

use chiso_testkit::{Service, wait_for};
use chiso_tests::System;
use sqlx::Connection;

use crate::load::Load;
use crate::operator::{
    SOON, checkpoint, end_waiting, head, stream, wait_for_messages, wait_for_waiting,
};

const LOCK_HEAD: &str = "SELECT published FROM eventlog.head FOR UPDATE";

#[tokio::test]
async fn the_relay_is_killed_between_publish_and_mark() {
    let mut system = System::start().await;
    let load = Load::start(&system, 1, 1500, 200);
    load.progress(300).await;

    // Locks are given in the order in which they are asked for: the first lock makes the relay wait, the second one comes after
    // the relay has numbered a window, and keeps it from marking that it was published.
    let mut first = system.database(Service::Dossiers).await;
    let mut observer = system.database(Service::Dossiers).await;
    let mut before = first.begin().await.unwrap();
    sqlx::query(LOCK_HEAD).execute(&mut *before).await.unwrap();
    wait_for_waiting(&mut observer, "eventlog.head", 1).await;
    load.progress(100).await;
    let mut second = system.database(Service::Dossiers).await;
    let locked = tokio::spawn(async move {
        sqlx::query("BEGIN").execute(&mut second).await.unwrap();
        sqlx::query(LOCK_HEAD).execute(&mut second).await.unwrap();
        second
    });
    wait_for_waiting(&mut observer, "eventlog.head", 2).await;
    before.rollback().await.unwrap();
    let second = locked.await.unwrap();

    wait_for_waiting(&mut observer, "eventlog.head", 1).await;
    let (numbered, marked) = head(&mut observer).await;
    assert!(marked < numbered, "{marked} of {numbered} is marked");
    wait_for_messages(&system, numbered).await;
    system.dossiers.kill().await;
    end_waiting(&mut observer).await;
    assert_eq!(head(&mut observer).await, (numbered, marked));
    second.close().await.unwrap();

    system.dossiers.start().await;
    load.finish(&system).await;
    // What was published twice was recognised by the bus.
    let (numbered, _) = head(&mut observer).await;
    let messages = stream(&system).await.cached_info().state.messages;
    assert_eq!(i64::try_from(messages).unwrap(), numbered);
}

#[tokio::test]
async fn the_aggregator_is_killed_in_the_middle_of_a_batch() {
    let mut system = System::start().await;
    let load = Load::start(&system, 2, 1500, 200);
    load.progress(300).await;

    // The transaction has moved its checkpoint and waits before it writes its sums.
    let mut first = system.database(Service::Aggregator).await;
    let mut observer = system.database(Service::Aggregator).await;
    let mut held = first.begin().await.unwrap();
    sqlx::query("LOCK TABLE aggregator.daily IN EXCLUSIVE MODE")
        .execute(&mut *held)
        .await
        .unwrap();
    wait_for_waiting(&mut observer, "aggregator.daily", 1).await;
    let before = checkpoint(&mut observer).await;
    load.progress(200).await;
    system.aggregator.kill().await;
    end_waiting(&mut observer).await;
    held.rollback().await.unwrap();
    assert_eq!(checkpoint(&mut observer).await, before);

    system.aggregator.start().await;
    load.finish(&system).await;
}

#[tokio::test]
async fn nats_is_killed_and_writes_go_on() {
    let mut system = System::start().await;
    let load = Load::start(&system, 3, 1500, 300);
    load.progress(300).await;
    system.backing.kill_nats().await;
    load.progress(500).await;
    wait_for("the service to be ready without a bus", SOON, async || {
        let ready = system.readiness(&system.dossiers).await;
        ready.is_some_and(|ready| ready["ready"] == true)
    })
    .await;
    system.backing.start_nats().await.unwrap();
    load.finish(&system).await;
    // The bus has caught up as well.
    let mut database = system.database(Service::Dossiers).await;
    wait_for("everything to be published", SOON, async || {
        let (numbered, marked) = head(&mut database).await;
        numbered == marked
    })
    .await;
    wait_for_messages(&system, head(&mut database).await.0).await;
}

#[tokio::test]
async fn postgresql_is_killed_and_comes_back() {
    let mut system = System::start().await;
    let load = Load::start(&system, 4, 1500, 200);
    for _ in 0..2 {
        load.progress(300).await;
        system.backing.kill_postgres().await;
        wait_for("the service to know", SOON, async || {
            let ready = system.readiness(&system.dossiers).await;
            ready.is_some_and(|ready| ready["ready"] == false)
        })
        .await;
        system.backing.start_postgres().await.unwrap();
    }
    load.finish(&system).await;
}
