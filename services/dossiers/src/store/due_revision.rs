use chiso_calendar::Instant;
use chrono::{DateTime, Utc};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

/// A due time that was computed again.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct DueRevision {
    pub dossier_id: Uuid,
    pub code: String,
    pub revised_at: DateTime<Utc>,
    /// The due time before.
    pub was: DateTime<Utc>,
    pub due: DateTime<Utc>,
}

/// The place of a revision in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionPlace {
    #[serde(deserialize_with = "instant")]
    pub revised_at: DateTime<Utc>,
    pub dossier_id: Uuid,
}

/// A time that the database can hold.
fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
    let time = DateTime::<Utc>::deserialize(deserializer)?;
    match Instant::try_from(time) {
        Ok(_) => Ok(time),
        Err(_) => Err(D::Error::custom(Instant::EXPECTED)),
    }
}

/// A revision that is to be remembered.
#[derive(Clone, Copy, Debug)]
pub struct NewRevision {
    pub dossier_id: Uuid,
    pub version: i64,
    pub was: DateTime<Utc>,
    pub due: DateTime<Utc>,
}

impl DueRevision {
    pub fn place(&self) -> RevisionPlace {
        RevisionPlace {
            revised_at: self.revised_at,
            dossier_id: self.dossier_id,
        }
    }
}

pub async fn insert(
    conn: &mut PgConnection,
    revisions: &[NewRevision],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    if revisions.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO dossiers.due_revision (dossier_id, version, was, due, revised_at)
         SELECT r.*, $5 FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::timestamptz[]) r",
    )
    .bind(revisions.iter().map(|r| r.dossier_id).collect::<Vec<_>>())
    .bind(revisions.iter().map(|r| r.version).collect::<Vec<_>>())
    .bind(revisions.iter().map(|r| r.was).collect::<Vec<_>>())
    .bind(revisions.iter().map(|r| r.due).collect::<Vec<_>>())
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Reads up to `limit` revisions of dossiers of the units, newest first, that come after the place `after`.
pub async fn list(
    conn: &mut PgConnection,
    units: &[String],
    after: Option<RevisionPlace>,
    limit: i64,
) -> Result<Vec<DueRevision>, sqlx::Error> {
    sqlx::query_as(
        "SELECT r.dossier_id, d.code, r.revised_at, r.was, r.due
         FROM dossiers.due_revision r JOIN dossiers.dossier d ON d.id = r.dossier_id
         WHERE (d.receiving_unit = any($1) OR d.competent_unit = any($1))
           AND ($2::timestamptz IS NULL OR (r.revised_at, r.dossier_id) < ($2, $3))
         ORDER BY r.revised_at DESC, r.dossier_id DESC
         LIMIT $4",
    )
    .bind(units)
    .bind(after.map(|place| place.revised_at))
    .bind(after.map(|place| place.dossier_id))
    .bind(limit)
    .fetch_all(conn)
    .await
}
