//! What an operator sees and does in a database and on the bus.

use std::time::Duration;

use async_nats::jetstream::{self, stream::Stream};
use chiso_testkit::wait_for;
use chiso_tests::System;
use sqlx::PgConnection;

pub const SOON: Duration = Duration::from_mins(1);
const STREAM: &str = "CHISO_DOSSIERS";

/// Waits until as many statements as `number` that contain `part` wait for a lock in the database.
pub async fn wait_for_waiting(conn: &mut PgConnection, part: &str, number: i64) {
    wait_for(&format!("{number} statements on {part} to wait"), SOON, async || {
        let waiting: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%' || $1 || '%'
                   AND pid <> pg_backend_pid()",
        )
        .bind(part)
        .fetch_one(&mut *conn)
        .await
        .unwrap();
        waiting >= number
    })
    .await;
}

/// Kills sessions of programs that are gone but wait for a lock, which keeps them from noticing.
pub async fn end_waiting(conn: &mut PgConnection) {
    sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()",
    )
    .execute(conn)
    .await
    .unwrap();
}

/// Last number given by the dossiers service, and up to which it has marked that the bus acknowledged.
pub async fn head(conn: &mut PgConnection) -> (i64, i64) {
    sqlx::query_as(
        "SELECT COALESCE((SELECT max(sequence) FROM eventlog.log), 0), published FROM eventlog.head",
    )
        .fetch_one(conn)
        .await
        .unwrap()
}

/// How far the aggregator's projection has come.
pub async fn checkpoint(conn: &mut PgConnection) -> i64 {
    sqlx::query_scalar(
        "SELECT last_sequence FROM eventlog.checkpoint WHERE consumer = 'aggregator'",
    )
    .fetch_one(conn)
    .await
    .unwrap()
}

/// The bus as its administrator has it.
pub async fn jetstream(system: &System) -> jetstream::Context {
    let login = system.backing.nats_admin().unwrap();
    jetstream::new(login.connect().await.unwrap())
}

/// The stream of the dossiers service.
pub async fn stream(system: &System) -> Stream {
    jetstream(system).await.get_stream(STREAM).await.unwrap()
}

/// Deletes the stream with its messages and consumers.
pub async fn delete_stream(system: &System) {
    let deleted = jetstream(system).await.delete_stream(STREAM).await;
    assert!(deleted.unwrap().success);
}

/// Waits until the stream has `number` messages.
pub async fn wait_for_messages(system: &System, number: i64) {
    let mut stream = stream(system).await;
    wait_for(&format!("{number} messages on the bus"), SOON, async || {
        let state = &stream.info().await.unwrap().state;
        i64::try_from(state.messages).unwrap() >= number
    })
    .await;
}
