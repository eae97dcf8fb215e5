//! All SQL of jobs.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::migrate::Migrator;
use sqlx::{ConnectOptions as _, FromRow, PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use super::run::End;
use super::{Count, Job, JobFailure, JobState, NewJob};

/// Migrations of the schema `jobs`, recorded in a table of that schema.
pub static MIGRATOR: LazyLock<Migrator> = LazyLock::new(|| {
    let mut migrator = sqlx::migrate!();
    migrator.create_schema("jobs");
    migrator.dangerous_set_table_name("jobs._sqlx_migrations");
    migrator
});

/// Ended jobs of each kind and state that are kept.
const KEPT: i64 = 50;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    state: String,
    started_by: String,
    started_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    done: i64,
    total: Option<i64>,
    unit: String,
    cancel_requested: bool,
    result: Option<Value>,
    error_code: Option<String>,
    error_detail: Option<String>,
}

impl TryFrom<Row> for Job {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> Result<Self, sqlx::Error> {
        let state = JobState::from_code(&row.state)
            .ok_or_else(|| sqlx::Error::Decode("the state of a job is not known".into()))?;
        let failure = row.error_code.map(|code| JobFailure {
            code: code.into(),
            detail: row.error_detail.unwrap_or_default().into(),
        });
        Ok(Self {
            id: row.id,
            kind: row.kind,
            state,
            started_by: row.started_by,
            started_at: row.started_at,
            ended_at: row.ended_at,
            count: Count {
                done: row.done,
                total: row.total,
                unit: row.unit,
            },
            cancel_requested: row.cancel_requested,
            result: row.result,
            failure,
        })
    }
}

/// A connection that holds the lock of a job until it is closed.
pub(super) async fn lock(pool: &PgPool, id: Uuid) -> Result<PgConnection, sqlx::Error> {
    let mut conn = pool.connect_options().connect().await?;
    sqlx::query("SELECT pg_advisory_lock(hashtextextended('chiso.job.' || $1::text, 0))")
        .bind(id)
        .execute(&mut conn)
        .await?;
    Ok(conn)
}

/// What became of a job that was to be stored.
pub(super) enum Inserted {
    Job(Box<Job>),
    /// One runs that excludes it.
    Excluded(Box<Job>),
    /// Whatever stood in the way is gone, or has the same key.
    Neither,
}

pub(super) async fn insert(
    conn: &mut PgConnection,
    id: Uuid,
    new: NewJob<'_>,
    now: DateTime<Utc>,
) -> Result<Inserted, sqlx::Error> {
    let made: Option<Row> = sqlx::query_as(
        "INSERT INTO jobs.job (id, kind, exclusion, state, started_by, request_key, started_at)
         VALUES ($1, $2, $3, 'running', $4, $5, $6)
         ON CONFLICT DO NOTHING
         RETURNING *",
    )
    .bind(id)
    .bind(new.kind)
    .bind(new.exclusion)
    .bind(new.started_by)
    .bind(new.key)
    .bind(now)
    .fetch_optional(&mut *conn)
    .await?;
    if let Some(row) = made {
        return Ok(Inserted::Job(Box::new(row.try_into()?)));
    }
    let other: Option<Row> = sqlx::query_as(
        "SELECT * FROM jobs.job
         WHERE exclusion = $1 AND state = 'running' AND (started_by, request_key) <> ($2, $3)",
    )
    .bind(new.exclusion)
    .bind(new.started_by)
    .bind(new.key)
    .fetch_optional(conn)
    .await?;
    Ok(match other {
        Some(row) => Inserted::Excluded(Box::new(row.try_into()?)),
        None => Inserted::Neither,
    })
}

/// Lets the jobs fail whose lock nobody holds.
pub(super) async fn reap(
    executor: impl PgExecutor<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let JobFailure { code, detail } = JobFailure::INTERRUPTED;
    sqlx::query(
        "WITH running AS MATERIALIZED (
             SELECT id FROM jobs.job WHERE state = 'running'
         ), orphaned AS MATERIALIZED (
             SELECT id FROM running
             WHERE pg_try_advisory_xact_lock(hashtextextended('chiso.job.' || id::text, 0))
         )
         UPDATE jobs.job SET state = 'failed', ended_at = $1, error_code = $2, error_detail = $3
         FROM orphaned
         WHERE job.id = orphaned.id AND job.state = 'running'",
    )
    .bind(now)
    .bind(&*code)
    .bind(&*detail)
    .execute(executor)
    .await?;
    Ok(())
}

pub(super) async fn find(
    executor: impl PgExecutor<'_>,
    id: Uuid,
) -> Result<Option<Job>, sqlx::Error> {
    let row: Option<Row> = sqlx::query_as("SELECT * FROM jobs.job WHERE id = $1")
        .bind(id)
        .fetch_optional(executor)
        .await?;
    row.map(Job::try_from).transpose()
}

pub(super) async fn find_by_key(
    executor: impl PgExecutor<'_>,
    started_by: &str,
    key: &str,
) -> Result<Option<Job>, sqlx::Error> {
    let row: Option<Row> =
        sqlx::query_as("SELECT * FROM jobs.job WHERE started_by = $1 AND request_key = $2")
            .bind(started_by)
            .bind(key)
            .fetch_optional(executor)
            .await?;
    row.map(Job::try_from).transpose()
}

pub(super) async fn list(
    executor: impl PgExecutor<'_>,
    before: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Job>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT * FROM jobs.job WHERE id < COALESCE($1, 'ffffffff-ffff-ffff-ffff-ffffffffffff') ORDER BY id DESC LIMIT $2",
    )
    .bind(before)
    .bind(i64::from(limit))
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(Job::try_from).collect()
}

pub(super) async fn last_success(
    executor: impl PgExecutor<'_>,
    kind: &str,
) -> Result<Option<Job>, sqlx::Error> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT * FROM jobs.job WHERE kind = $1 AND state = 'succeeded' ORDER BY id DESC LIMIT 1",
    )
    .bind(kind)
    .fetch_optional(executor)
    .await?;
    row.map(Job::try_from).transpose()
}

pub(super) async fn request_cancel(
    executor: impl PgExecutor<'_>,
    id: Uuid,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE jobs.job SET cancel_requested = true WHERE id = $1 AND state = 'running'")
        .bind(id)
        .execute(executor)
        .await?;
    Ok(())
}

/// Stores how far a job has come; whether it is to end. Nothing if it counts as ended already.
pub(super) async fn heartbeat(
    conn: &mut PgConnection,
    id: Uuid,
    count: Count<&'static str>,
) -> Result<Option<bool>, sqlx::Error> {
    sqlx::query_scalar(
        "UPDATE jobs.job SET done = $2, total = $3, unit = $4 WHERE id = $1 AND state = 'running' RETURNING cancel_requested",
    )
    .bind(id)
    .bind(count.done)
    .bind(count.total)
    .bind(count.unit)
    .fetch_optional(conn)
    .await
}

pub(super) async fn end(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    end: &End,
    count: Count<&'static str>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let (result, failure) = match end {
        End::Succeeded(result) => (Some(result), None),
        End::Failed(failure) => (None, Some(failure)),
        End::Cancelled => (None, None),
    };
    sqlx::query(
        "UPDATE jobs.job
         SET state = $2, ended_at = $3, done = $4, total = $5, unit = $6, result = $7, error_code = $8, error_detail = $9
         WHERE id = $1 AND state = 'running'",
    )
    .bind(id)
    .bind(end.state().code())
    .bind(now)
    .bind(count.done)
    .bind(count.total)
    .bind(count.unit)
    .bind(result)
    .bind(failure.map(|failure| &*failure.code))
    .bind(failure.map(|failure| &*failure.detail))
    .execute(executor)
    .await?;
    Ok(())
}

/// Removes the oldest ended jobs of each kind and state.
pub(super) async fn prune(executor: impl PgExecutor<'_>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "DELETE FROM jobs.job USING (
             SELECT id, row_number() OVER (PARTITION BY kind, state ORDER BY id DESC) AS place
             FROM jobs.job WHERE state <> 'running'
         ) AS ended
         WHERE job.id = ended.id AND ended.place > $1",
    )
    .bind(KEPT)
    .execute(executor)
    .await?;
    Ok(())
}

/// The kinds of jobs that run.
pub(super) async fn running(executor: impl PgExecutor<'_>) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT kind FROM jobs.job WHERE state = 'running'")
        .fetch_all(executor)
        .await
}
