use chiso_proto::eventlog::v1::EventRecord;
use sqlx::PgExecutor;

use crate::event::{EventRow, record_of};

/// Up to `limit` events from `from` to `to`, both inclusive.
pub(crate) async fn read(
    executor: impl PgExecutor<'_>,
    from: i64,
    to: i64,
    limit: usize,
) -> Result<Vec<EventRecord>, sqlx::Error> {
    let rows: Vec<EventRow> = sqlx::query_as(
        "SELECT sequence, event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload, corrects
         FROM eventlog.log
         WHERE sequence BETWEEN $1 AND $2
         ORDER BY sequence
         LIMIT $3",
    )
    .bind(from)
    .bind(to)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(record_of).collect())
}
