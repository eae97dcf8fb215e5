use chiso_proto::eventlog::v1::EventRecord;
use futures::{Stream, TryStreamExt};
use sqlx::{Connection, PgConnection, PgExecutor};

use crate::event::{EventRow, NewEvent, record_of};
use crate::source::Source;
use crate::store::head;

const PENDING_COUNTED: i64 = 100_000;

/// Puts events into the outbox, in their order, with one statement in the caller's transaction.
///
/// # Errors
/// Those of the database.
pub async fn append(
    conn: &mut PgConnection,
    source: &Source,
    events: &[NewEvent],
) -> Result<(), sqlx::Error> {
    if events.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO eventlog.outbox
             (event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload)
         SELECT event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload
         FROM UNNEST($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[],
                     $8::bytea[])
              WITH ORDINALITY AS event
                  (event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload, place)
         ORDER BY place",
    )
    .bind(events.iter().map(|event| event.event_id).collect::<Vec<_>>())
    .bind(events.iter().map(|event| source.event_type(event.event)).collect::<Vec<_>>())
    .bind(events.iter().map(|event| event.subject.as_str()).collect::<Vec<_>>())
    .bind(events.iter().map(|event| event.org_code.as_str()).collect::<Vec<_>>())
    .bind(events.iter().map(|event| event.traceparent.as_deref()).collect::<Vec<_>>())
    .bind(events.iter().map(|event| event.occurred_at).collect::<Vec<_>>())
    .bind(events.iter().map(|event| event.recorded_at).collect::<Vec<_>>())
    .bind(events.iter().map(|event| event.payload.as_ref()).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

/// Numbers up to `limit` committed events and moves the watermark to `published`, in one transaction.
///
/// The second statement takes its snapshot when the row of `head` is locked: it sees what the last holder of the lock
/// committed. Events of one entity keep their order, as a later one can only be written when the earlier is committed.
pub(crate) async fn number(
    conn: &mut PgConnection,
    published: i64,
    limit: usize,
) -> Result<Vec<EventRecord>, sqlx::Error> {
    let mut tx = conn.begin().await?;
    let head = head::lock_and_mark(&mut tx, published).await?;
    let rows: Vec<EventRow> = sqlx::query_as(
        "WITH taken AS (
             DELETE FROM eventlog.outbox
             WHERE id = ANY (ARRAY (SELECT id FROM eventlog.outbox ORDER BY id LIMIT $2))
             RETURNING *
         ), numbered AS (
             INSERT INTO eventlog.log
                 (sequence, event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload)
             SELECT $1 + row_number() OVER (ORDER BY id),
                    event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload
             FROM taken
             RETURNING *
         ), moved AS (
             UPDATE eventlog.head SET sequence = $1 + (SELECT count(*) FROM taken) WHERE EXISTS (SELECT FROM taken)
         )
         SELECT sequence, event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload
         FROM numbered
         ORDER BY sequence",
    )
    .bind(head)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(rows.into_iter().map(record_of).collect())
}

/// Whether there is a committed event to number.
pub(crate) async fn has_pending(executor: impl PgExecutor<'_>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM eventlog.outbox)")
        .fetch_one(executor)
        .await
}

/// How many committed events are not numbered, counted up to 100,000.
pub(crate) async fn count_pending(executor: impl PgExecutor<'_>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT count(*) FROM (SELECT FROM eventlog.outbox LIMIT $1) AS pending")
        .bind(PENDING_COUNTED)
        .fetch_one(executor)
        .await
}

/// The events that are not numbered, oldest first, as the caller's transaction sees them.
pub(crate) fn pending(
    conn: &mut PgConnection,
) -> impl Stream<Item = Result<EventRecord, sqlx::Error>> {
    sqlx::query_as::<_, EventRow>(
        "SELECT 0::bigint, event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload
         FROM eventlog.outbox
         ORDER BY id",
    )
    .fetch(conn)
    .map_ok(record_of)
}

/// Wakes the relay's leader wherever it is. Never called inside a write transaction: NOTIFY serialises commits.
pub(crate) async fn notify(executor: impl PgExecutor<'_>) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT pg_notify($1, '')")
        .bind(CHANNEL)
        .execute(executor)
        .await?;
    Ok(())
}

/// Channel of [`notify`].
pub(crate) const CHANNEL: &str = "eventlog_outbox";
