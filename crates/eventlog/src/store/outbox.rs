use chiso_proto::eventlog::v1::EventRecord;
use chrono::{DateTime, Utc};
use futures::{Stream, TryStreamExt};
use sqlx::{PgConnection, PgExecutor};

use crate::event::{EventRow, NewEvent, joined, record_of};
use crate::source::Source;

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
             (event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload, corrects)
         SELECT event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload, corrects::bigint[]
         FROM UNNEST($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[],
                     $8::bytea[], $9::text[])
              WITH ORDINALITY AS event
                  (event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload, corrects, place)
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
    .bind(events.iter().map(|event| array_literal(&event.corrects)).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

/// UNNEST would flatten an array of arrays, so each one travels as text.
fn array_literal(numbers: &[i64]) -> String {
    format!("{{{}}}", joined(numbers))
}

/// Which numbers the outbox has drawn, and which transactions may still write them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Drawn {
    /// The last number drawn, by whatever transaction.
    pub(crate) last: i64,
    /// Id of the transaction that asks.
    pub(crate) transaction: i64,
    /// All transactions with ids below this one have ended.
    pub(crate) ended_below: i64,
}

/// Looks at the numbers of the outbox. The transaction that asks gets an id by it.
pub(crate) async fn drawn(executor: impl PgExecutor<'_>) -> Result<Drawn, sqlx::Error> {
    sqlx::query_as(
        "SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last,
                pg_current_xact_id()::text::bigint AS transaction,
                pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS ended_below
         FROM eventlog.outbox_id_seq",
    )
    .fetch_one(executor)
    .await
}

/// Events that got their numbers.
#[derive(Debug, Default)]
pub(crate) struct Window {
    pub(crate) events: Vec<EventRecord>,
    /// The highest id that one of them had in the outbox.
    pub(crate) last_id: i64,
}

#[derive(sqlx::FromRow)]
struct Numbered {
    #[sqlx(flatten)]
    event: EventRow,
    last_id: i64,
}

/// Numbers up to `limit` committed events whose ids lie above `floor`, in one statement.
///
/// The caller is the only one: it holds the lead on the connection, and what the last holder did is committed or undone.
/// Events of one entity keep their order, as a later one can only be written when the earlier is committed.
pub(crate) async fn number(
    executor: impl PgExecutor<'_>,
    floor: i64,
    limit: usize,
) -> Result<Window, sqlx::Error> {
    let rows: Vec<Numbered> = sqlx::query_as(
        "WITH taken AS (
             DELETE FROM eventlog.outbox
             WHERE id = ANY (ARRAY (SELECT id FROM eventlog.outbox WHERE id > $1 ORDER BY id LIMIT $2))
             RETURNING *
         ), numbered AS (
             INSERT INTO eventlog.log
                 (sequence, event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload, corrects)
             SELECT (SELECT COALESCE(max(sequence), 0) FROM eventlog.log) + row_number() OVER (ORDER BY id),
                    event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload, corrects
             FROM taken
             RETURNING *
         )
         SELECT sequence, event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload, corrects,
                (SELECT max(id) FROM taken) AS last_id
         FROM numbered
         ORDER BY sequence",
    )
    .bind(floor)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(executor)
    .await?;
    Ok(Window {
        last_id: rows.last().map_or(0, |row| row.last_id),
        events: rows.into_iter().map(|row| record_of(row.event)).collect(),
    })
}

/// When the oldest committed event above `floor` that is not numbered was recorded.
pub(crate) async fn oldest(
    executor: impl PgExecutor<'_>,
    floor: i64,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar("SELECT recorded_at FROM eventlog.outbox WHERE id > $1 ORDER BY id LIMIT 1")
        .bind(floor)
        .fetch_optional(executor)
        .await
}

/// How many committed events above `floor` are not numbered, counted up to 100,000.
pub(crate) async fn count_pending(
    executor: impl PgExecutor<'_>,
    floor: i64,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT count(*) FROM (SELECT FROM eventlog.outbox WHERE id > $1 ORDER BY id LIMIT $2) AS pending",
    )
    .bind(floor)
    .bind(PENDING_COUNTED)
    .fetch_one(executor)
    .await
}

/// The events that are not numbered, oldest first, as the caller's transaction sees them.
pub(crate) fn pending(
    conn: &mut PgConnection,
) -> impl Stream<Item = Result<EventRecord, sqlx::Error>> {
    sqlx::query_as::<_, EventRow>(
        "SELECT 0::bigint, event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload, corrects
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
