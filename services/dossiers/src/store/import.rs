use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

/// What became of the lines of an import so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub lines: i64,
    pub created: i64,
    pub continued: i64,
    pub unchanged: i64,
    pub refused: i64,
}

/// Why a line was refused; a line may have several faults.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ImportRefusal {
    /// From 1.
    pub line: i64,
    /// Place among the faults of the line, from 0.
    pub ordinal: i16,
    /// Empty if the whole line is at fault.
    pub field: String,
    pub code: String,
    pub message: String,
}

/// The place of a refusal in the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalPlace {
    pub line: i64,
    pub ordinal: i16,
}

impl ImportRefusal {
    pub fn place(&self) -> RefusalPlace {
        RefusalPlace {
            line: self.line,
            ordinal: self.ordinal,
        }
    }
}

pub async fn insert(
    conn: &mut PgConnection,
    id: Uuid,
    subject: &str,
    started_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO dossiers.import (id, subject, started_at) VALUES ($1, $2, $3)")
        .bind(id)
        .bind(subject)
        .bind(started_at)
        .execute(conn)
        .await?;
    Ok(())
}

/// Stores how far an import came, with the refusals since the last call.
pub async fn progress(
    conn: &mut PgConnection,
    id: Uuid,
    counts: Counts,
    refusals: &[ImportRefusal],
    finished_at: Option<DateTime<Utc>>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "WITH refusal AS (
             INSERT INTO dossiers.import_refusal (import_id, line, ordinal, field, code, message)
             SELECT $1, r.* FROM unnest($8::bigint[], $9::smallint[], $10::text[], $11::text[], $12::text[]) r
         )
         UPDATE dossiers.import
         SET lines = $2, created = $3, continued = $4, unchanged = $5, refused = $6, finished_at = $7
         WHERE id = $1",
    )
    .bind(id)
    .bind(counts.lines)
    .bind(counts.created)
    .bind(counts.continued)
    .bind(counts.unchanged)
    .bind(counts.refused)
    .bind(finished_at)
    .bind(refusals.iter().map(|r| r.line).collect::<Vec<_>>())
    .bind(refusals.iter().map(|r| r.ordinal).collect::<Vec<_>>())
    .bind(refusals.iter().map(|r| r.field.as_str()).collect::<Vec<_>>())
    .bind(refusals.iter().map(|r| r.code.as_str()).collect::<Vec<_>>())
    .bind(refusals.iter().map(|r| r.message.as_str()).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

/// Reads up to `limit` refusals of an import that `subject` started, after the place `after`. `None` if there is no such import.
pub async fn refusals(
    conn: &mut PgConnection,
    id: Uuid,
    subject: &str,
    after: RefusalPlace,
    limit: i64,
) -> Result<Option<Vec<ImportRefusal>>, sqlx::Error> {
    let known: Option<i32> =
        sqlx::query_scalar("SELECT 1 FROM dossiers.import WHERE id = $1 AND subject = $2")
            .bind(id)
            .bind(subject)
            .fetch_optional(&mut *conn)
            .await?;
    if known.is_none() {
        return Ok(None);
    }
    sqlx::query_as(
        "SELECT line, ordinal, field, code, message FROM dossiers.import_refusal
         WHERE import_id = $1 AND (line, ordinal) > ($2, $3) ORDER BY line, ordinal LIMIT $4",
    )
    .bind(id)
    .bind(after.line)
    .bind(after.ordinal)
    .bind(limit)
    .fetch_all(conn)
    .await
    .map(Some)
}
