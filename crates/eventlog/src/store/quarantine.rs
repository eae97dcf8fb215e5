//! Events that a consumer could not apply, with the reason.

use chiso_proto::eventlog::v1::EventRecord;
use chrono::{DateTime, Utc};
use prost::Message;
use sqlx::{PgConnection, PgExecutor};

/// One event in quarantine.
#[derive(Clone, Debug, PartialEq)]
pub struct Quarantined {
    /// `ce-source`.
    pub source: String,
    /// Number in the log of the source.
    pub sequence: i64,
    /// The event as it came.
    pub event: EventRecord,
    /// Stable code of the reason, e.g. `UNDECODABLE`.
    pub reason: String,
    /// What was found, without personal data.
    pub detail: String,
    /// When it was put here.
    pub quarantined_at: DateTime<Utc>,
}

/// Why an event cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Number of the event.
    pub sequence: i64,
    /// Stable code in `UPPER_SNAKE`, e.g. `UNDECODABLE`.
    pub reason: &'static str,
    /// What was found, without personal data.
    pub detail: String,
}

type Row = (String, i64, Vec<u8>, String, String, DateTime<Utc>);

/// Up to `limit` events in quarantine after the position `(source, sequence)`, by source and number.
///
/// # Errors
/// Those of the database; a row that is no encoded event is a decoding error.
pub async fn list(
    executor: impl PgExecutor<'_>,
    consumer: &str,
    after: (&str, i64),
    limit: u32,
) -> Result<Vec<Quarantined>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT source, sequence, event, reason, detail, quarantined_at
         FROM eventlog.quarantine
         WHERE consumer = $1 AND (source, sequence) > ($2, $3)
         ORDER BY source, sequence
         LIMIT $4",
    )
    .bind(consumer)
    .bind(after.0)
    .bind(after.1)
    .bind(i64::from(limit))
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(quarantined).collect()
}

fn quarantined(row: Row) -> Result<Quarantined, sqlx::Error> {
    let (source, sequence, event, reason, detail, quarantined_at) = row;
    Ok(Quarantined {
        source,
        sequence,
        event: EventRecord::decode(event.as_slice())
            .map_err(|error| sqlx::Error::Decode(error.into()))?,
        reason,
        detail,
        quarantined_at,
    })
}

/// Puts events into quarantine, in the caller's transaction.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    consumer: &str,
    source: &str,
    rejected: &[(&EventRecord, &Rejection)],
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    if rejected.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO eventlog.quarantine (consumer, source, sequence, event, reason, detail, quarantined_at)
         SELECT $1, $2, sequence, event, reason, detail, $7
         FROM UNNEST($3::bigint[], $4::bytea[], $5::text[], $6::text[]) AS row (sequence, event, reason, detail)",
    )
    .bind(consumer)
    .bind(source)
    .bind(rejected.iter().map(|(event, _)| event.sequence).collect::<Vec<_>>())
    .bind(rejected.iter().map(|(event, _)| event.encode_to_vec()).collect::<Vec<_>>())
    .bind(rejected.iter().map(|(_, why)| why.reason).collect::<Vec<_>>())
    .bind(rejected.iter().map(|(_, why)| storable(&why.detail)).collect::<Vec<_>>())
    .bind(at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes an event out of quarantine, in the caller's transaction; false if it is not there.
pub(crate) async fn delete(
    conn: &mut PgConnection,
    consumer: &str,
    source: &str,
    sequence: i64,
) -> Result<bool, sqlx::Error> {
    let deleted = sqlx::query(
        "DELETE FROM eventlog.quarantine WHERE consumer = $1 AND source = $2 AND sequence = $3",
    )
    .bind(consumer)
    .bind(source)
    .bind(sequence)
    .execute(conn)
    .await?;
    Ok(deleted.rows_affected() == 1)
}

/// Takes all of `sequences` out of quarantine, in the caller's transaction that holds the checkpoint; if one of them is not there,
/// takes out none and returns it.
pub(crate) async fn settle(
    conn: &mut PgConnection,
    consumer: &str,
    source: &str,
    sequences: &[i64],
) -> Result<Option<i64>, sqlx::Error> {
    let missing: Option<i64> = sqlx::query_scalar(
        "SELECT min(named) FROM UNNEST($3::bigint[]) AS named
         WHERE NOT EXISTS (
             SELECT FROM eventlog.quarantine WHERE consumer = $1 AND source = $2 AND sequence = named)",
    )
    .bind(consumer)
    .bind(source)
    .bind(sequences)
    .fetch_one(&mut *conn)
    .await?;
    if missing.is_none() {
        sqlx::query(
            "DELETE FROM eventlog.quarantine WHERE consumer = $1 AND source = $2 AND sequence = ANY ($3)",
        )
        .bind(consumer)
        .bind(source)
        .bind(sequences)
        .execute(conn)
        .await?;
    }
    Ok(missing)
}

/// Gives an event in quarantine its new reason.
pub(crate) async fn set_reason(
    executor: impl PgExecutor<'_>,
    consumer: &str,
    source: &str,
    why: &Rejection,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE eventlog.quarantine SET reason = $4, detail = $5
         WHERE consumer = $1 AND source = $2 AND sequence = $3",
    )
    .bind(consumer)
    .bind(source)
    .bind(why.sequence)
    .bind(why.reason)
    .bind(storable(&why.detail))
    .execute(executor)
    .await?;
    Ok(())
}

/// PostgreSQL's text has no NUL.
fn storable(detail: &str) -> String {
    detail.replace('\0', " ")
}

/// How many events of the source the consumer has in quarantine.
pub(crate) async fn count(
    executor: impl PgExecutor<'_>,
    consumer: &str,
    source: &str,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT count(*) FROM eventlog.quarantine WHERE consumer = $1 AND source = $2",
    )
    .bind(consumer)
    .bind(source)
    .fetch_one(executor)
    .await
}
