//! A relay beside those who need long: snapshots, transactions, pools that others hold.

use chiso_eventlog::{Relay, append};
use chiso_testkit::{Service, wait_for};
use sqlx::postgres::PgPoolOptions;
use sqlx::{Executor, PgPool};

use crate::house::{House, PATIENCE, Running, SOURCE};

const WINDOWS: i64 = 40;
const EVENTS: i64 = 100;

/// Entries of the outbox's index that were looked at, also dead ones.
async fn entries(pool: &PgPool) -> i64 {
    sqlx::query_scalar(
        "SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'outbox_pkey'",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

async fn pages(pool: &PgPool, table: &str) -> i64 {
    sqlx::query_scalar("SELECT pg_relation_size($1::regclass) / 8192")
        .bind(table)
        .fetch_one(pool)
        .await
        .unwrap()
}

/// What was numbered while a snapshot lives cannot be vacuumed, and is not walked over again with every window.
#[tokio::test]
async fn a_long_snapshot_does_not_slow_the_relay() {
    let house = House::build().await;
    let (waker, relay) = house.relay().await;
    house.write([0]).await;
    house.published(1).await;
    let mut snapshot = house.source.begin().await.unwrap();
    snapshot
        .execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        .await
        .unwrap();
    snapshot
        .execute("SELECT FROM eventlog.outbox")
        .await
        .unwrap();
    for window in 1..=WINDOWS {
        house.write(0..EVENTS).await;
        waker.wake();
        house.numbered(window * EVENTS + 1).await;
    }
    relay.stop().await;
    // The leader's connection has told its last by now.
    let mut last = -1;
    wait_for("the statistics", PATIENCE, async || {
        let before = last;
        last = entries(&house.source).await;
        last > 0 && last == before
    })
    .await;
    let written = WINDOWS * EVENTS;
    // Once to find and once to delete; a window or two are walked over before it is known that nothing can come.
    assert!(last < 10 * written, "{last} entries for {written} events");
    assert!(pages(&house.source, "eventlog.head").await <= 4);
    snapshot.rollback().await.unwrap();
}

/// An event that was written long before and is committed at last has a low id. It is numbered all the same.
#[tokio::test]
async fn what_is_committed_late_is_numbered() {
    let house = House::build().await;
    let (waker, relay) = house.relay().await;
    let mut late = Vec::new();
    let mut numbered = 0;
    for round in 1..=5 {
        let mut tx = house.source.begin().await.unwrap();
        append(&mut tx, &SOURCE, &[house.number(round)])
            .await
            .unwrap();
        late.push(tx);
        for _ in 0..5 {
            house.write([100]).await;
            waker.wake();
            numbered += 1;
            house.numbered(numbered).await;
        }
    }
    // The first one last: all the others were done with before it.
    for (number, tx) in (26..).zip(late.into_iter().rev()) {
        tx.commit().await.unwrap();
        waker.wake();
        house.numbered(number).await;
    }
    house.published(30).await;
    relay.stop().await;
}

#[tokio::test]
async fn a_pool_that_others_hold_delays_nothing() {
    let house = House::build().await;
    let options = (*house.source.connect_options()).clone();
    let busy = PgPoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await
        .unwrap();
    let bus = house.bus(Service::Dossiers).await;
    let relay = Relay::new(&busy, bus, SOURCE, house.clock.clone());
    let _held = busy.acquire().await.unwrap();
    let relay = Running::start(|cancel| relay.run(cancel));
    house.write(1..=10).await;
    house.published(10).await;
    relay.stop().await;
}

/// Whoever leads, and from the start.
#[tokio::test]
async fn a_relay_that_does_not_lead_prunes_idempotency_keys() {
    let house = House::build().await;
    sqlx::query(
        "INSERT INTO eventlog.idempotency SELECT 's', 'k', '', '', now() - interval '7 days 1 minute'",
    )
    .execute(&house.source)
    .await
    .unwrap();
    let mut leader = house.source.acquire().await.unwrap();
    leader
        .execute("SELECT pg_advisory_lock(hashtextextended('chiso.eventlog.relay', 0))")
        .await
        .unwrap();
    let (_, standby) = house.sleepy_relay().await;
    wait_for("the key to be gone", PATIENCE, async || {
        let keys: i64 = sqlx::query_scalar("SELECT count(*) FROM eventlog.idempotency")
            .fetch_one(&house.source)
            .await
            .unwrap();
        keys == 0
    })
    .await;
    standby.stop().await;
}
