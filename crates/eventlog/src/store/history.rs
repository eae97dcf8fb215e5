use chiso_proto::eventlog::v1::EventRecord;
use sqlx::PgExecutor;

use crate::event::{EventRow, record_of};

/// All events about `subject`, in the order in which a consumer gets them: those of the log by number, then those that are
/// committed and not numbered yet, with the number 0, as the caller's transaction sees them.
///
/// Who has the entity locked sees all of its events, for each was committed together with a change of it. See
/// [`crate::gaps`] for what a correction makes of them.
///
/// # Errors
/// Those of the database.
pub async fn history(
    executor: impl PgExecutor<'_>,
    subject: &str,
) -> Result<Vec<EventRecord>, sqlx::Error> {
    let rows: Vec<EventRow> = sqlx::query_as(
        "SELECT sequence, event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload, corrects
         FROM (
             SELECT sequence, 0 AS id,
                    event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload, corrects
             FROM eventlog.log WHERE subject = $1
             UNION ALL
             SELECT 0, id, event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload, corrects
             FROM eventlog.outbox WHERE subject = $1
         ) AS event
         ORDER BY id, sequence",
    )
    .bind(subject)
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(record_of).collect())
}
