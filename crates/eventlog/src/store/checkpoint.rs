//! How far consumers have come, per source.

use chiso_proto::eventlog::v1::EventRecord;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::event::id_of;

/// Where a consumer stands in the log of one source.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Checkpoint {
    /// `ce-source`.
    pub source: String,
    /// Number of the last event that the projection contains; 0 at the start.
    pub last_sequence: i64,
    /// The source's head as it was last seen; before `last_sequence` only if the log has diverged and ends there. Nothing while the
    /// log cannot be seen.
    pub source_head: Option<i64>,
    /// When the log was seen last, within ten seconds.
    pub source_seen_at: Option<DateTime<Utc>>,
    /// Why it cannot be seen since, see [`crate::SourceFault::code`].
    pub source_fault: Option<String>,
    /// Whether the source's log is no more the one that was applied: its database was restored from an older state. Nothing is
    /// applied until a rebuilt projection takes over ([`hand_over`]), or the source has the log again.
    pub diverged: bool,
    /// Events of the source in quarantine.
    pub quarantined: i64,
}

/// How long a head is known without another look at it: many times the interval of the looks.
const KNOWN_FOR: TimeDelta = TimeDelta::minutes(1);

impl Checkpoint {
    /// The source's head, if it was seen lately; nothing if nobody has looked for a minute, e.g. because no replica leads.
    pub fn known_head(&self, now: DateTime<Utc>) -> Option<i64> {
        let seen = self.source_seen_at?;
        self.source_head.filter(|_| now - seen < KNOWN_FOR)
    }
}

/// Where a consumer stands, for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Standing {
    /// Number of the last event applied; 0 at the start.
    pub(crate) sequence: i64,
    /// Id of that event, if it is known.
    pub(crate) event_id: Option<Uuid>,
    pub(crate) diverged: bool,
}

impl Standing {
    /// After an event.
    pub(crate) fn at(event: &EventRecord) -> Self {
        Self {
            sequence: event.sequence,
            event_id: id_of(event),
            diverged: false,
        }
    }
}

/// All checkpoints of a consumer, by source.
///
/// A head that was seen before the last events were applied says nothing about them, so it counts as not before the checkpoint
/// unless the log has diverged.
///
/// # Errors
/// Those of the database.
pub async fn list(
    executor: impl PgExecutor<'_>,
    consumer: &str,
) -> Result<Vec<Checkpoint>, sqlx::Error> {
    sqlx::query_as(
        "SELECT source, last_sequence, diverged, source_seen_at, source_fault,
                CASE WHEN source_seen_at IS NULL OR source_fault IS NOT NULL THEN NULL
                     WHEN diverged THEN source_head
                     ELSE GREATEST(source_head, last_sequence) END AS source_head,
                (SELECT count(*) FROM eventlog.quarantine
                 WHERE quarantine.consumer = checkpoint.consumer AND quarantine.source = checkpoint.source) AS quarantined
         FROM eventlog.checkpoint
         WHERE consumer = $1
         ORDER BY source",
    )
    .bind(consumer)
    .fetch_all(executor)
    .await
}

/// The last number that the projection of `consumer` contains, locked until the end of the caller's transaction: the
/// consumer applies nothing meanwhile. 0 if it has not begun.
///
/// # Errors
/// Those of the database.
pub async fn load_for_update(
    conn: &mut PgConnection,
    consumer: &str,
    source: &str,
) -> Result<i64, sqlx::Error> {
    open(&mut *conn, consumer, source).await?;
    sqlx::query_scalar(
        "SELECT last_sequence FROM eventlog.checkpoint WHERE consumer = $1 AND source = $2 FOR UPDATE",
    )
    .bind(consumer)
    .bind(source)
    .fetch_one(conn)
    .await
}

/// Hands the checkpoint and the quarantine of `from` over to `to`, in the caller's transaction: what swaps a rebuilt
/// projection in. `to` may go forward or back by it; its running consumer notices and goes on from there.
///
/// # Errors
/// Those of the database.
pub async fn hand_over(
    conn: &mut PgConnection,
    source: &str,
    from: &str,
    to: &str,
) -> Result<(), sqlx::Error> {
    load_for_update(&mut *conn, to, source).await?;
    sqlx::query(
        "UPDATE eventlog.checkpoint
         SET last_sequence = rebuilt.last_sequence, event_sequence = rebuilt.event_sequence,
             event_id = rebuilt.event_id, diverged = false
         FROM eventlog.checkpoint AS rebuilt
         WHERE checkpoint.consumer = $3 AND checkpoint.source = $1 AND rebuilt.consumer = $2 AND rebuilt.source = $1",
    )
    .bind(source)
    .bind(from)
    .bind(to)
    .execute(&mut *conn)
    .await?;
    sqlx::query("DELETE FROM eventlog.quarantine WHERE consumer = $2 AND source = $1")
        .bind(source)
        .bind(to)
        .execute(&mut *conn)
        .await?;
    sqlx::query("UPDATE eventlog.quarantine SET consumer = $3 WHERE consumer = $2 AND source = $1")
        .bind(source)
        .bind(from)
        .bind(to)
        .execute(&mut *conn)
        .await?;
    forget(conn, from, source).await
}

/// Removes the checkpoint of a consumer that is no more, e.g. of a rebuild that was given up.
///
/// # Errors
/// Those of the database.
pub async fn forget(
    conn: &mut PgConnection,
    consumer: &str,
    source: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "WITH emptied AS (DELETE FROM eventlog.quarantine WHERE consumer = $1 AND source = $2)
         DELETE FROM eventlog.checkpoint WHERE consumer = $1 AND source = $2",
    )
    .bind(consumer)
    .bind(source)
    .execute(conn)
    .await?;
    Ok(())
}

/// The checkpoint, made at 0 if there is none.
pub(crate) async fn load(
    conn: &mut PgConnection,
    consumer: &str,
    source: &str,
) -> Result<Standing, sqlx::Error> {
    open(&mut *conn, consumer, source).await?;
    sqlx::query_as(
        "SELECT last_sequence AS sequence, diverged,
                CASE WHEN event_sequence = last_sequence THEN event_id END AS event_id
         FROM eventlog.checkpoint WHERE consumer = $1 AND source = $2",
    )
    .bind(consumer)
    .bind(source)
    .fetch_one(conn)
    .await
}

async fn open(
    executor: impl PgExecutor<'_>,
    consumer: &str,
    source: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO eventlog.checkpoint (consumer, source) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    )
    .bind(consumer)
    .bind(source)
    .execute(executor)
    .await?;
    Ok(())
}

/// Moves the checkpoint from `from` to `to` in the caller's transaction; false if it did not stand at `from`, or has diverged.
pub(crate) async fn advance(
    conn: &mut PgConnection,
    consumer: &str,
    source: &str,
    from: i64,
    to: Standing,
) -> Result<bool, sqlx::Error> {
    let moved = sqlx::query(
        "UPDATE eventlog.checkpoint SET last_sequence = $4, event_sequence = $4, event_id = $5
         WHERE consumer = $1 AND source = $2 AND last_sequence = $3 AND NOT diverged",
    )
    .bind(consumer)
    .bind(source)
    .bind(from)
    .bind(to.sequence)
    .bind(to.event_id)
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// Stores what was seen of the source, head and whether it has diverged, for replicas that do not lead and for the next leader. A
/// look that shows nothing new is stored every ten seconds.
pub(crate) async fn see_source(
    conn: &mut PgConnection,
    consumer: &str,
    source: &str,
    (head, diverged): (i64, bool),
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE eventlog.checkpoint
         SET source_head = $3, diverged = $4, source_seen_at = $5, source_fault = NULL
         WHERE consumer = $1 AND source = $2
           AND (source_head <> $3 OR diverged <> $4 OR source_fault IS NOT NULL
                OR source_seen_at IS NULL OR source_seen_at NOT BETWEEN $5 - interval '10 s' AND $5)",
    )
    .bind(consumer)
    .bind(source)
    .bind(head)
    .bind(diverged)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Stores that the source's log cannot be seen, and why.
pub(crate) async fn miss_source(
    conn: &mut PgConnection,
    consumer: &str,
    source: &str,
    fault: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE eventlog.checkpoint SET source_fault = $3
         WHERE consumer = $1 AND source = $2 AND source_fault IS DISTINCT FROM $3",
    )
    .bind(consumer)
    .bind(source)
    .bind(fault)
    .execute(conn)
    .await?;
    Ok(())
}
