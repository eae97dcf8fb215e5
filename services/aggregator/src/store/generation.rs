//! Generations of the projection: at most one is live and one is being built.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};

/// The generation that answers queries.
///
/// # Errors
/// Those of the database; `RowNotFound` before the first start.
pub async fn live(executor: impl PgExecutor<'_>) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar("SELECT id FROM aggregator.generation WHERE state = 'live'")
        .fetch_one(executor)
        .await
}

/// The generation that answers queries, and the process of the database that serves the connection: what is remembered of one
/// connection may not hold for the next, if the database was restored in between.
pub async fn live_here(conn: &mut PgConnection) -> Result<(i32, i32), sqlx::Error> {
    sqlx::query_as("SELECT id, pg_backend_pid() FROM aggregator.generation WHERE state = 'live'")
        .fetch_one(conn)
        .await
}

/// The generation that a rebuild is filling.
pub async fn building(executor: impl PgExecutor<'_>) -> Result<Option<i32>, sqlx::Error> {
    sqlx::query_scalar("SELECT id FROM aggregator.generation WHERE state = 'building'")
        .fetch_optional(executor)
        .await
}

/// Makes the first generation, empty and live, where there is none.
pub async fn ensure_live(
    executor: impl PgExecutor<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO aggregator.generation (state, started_at)
         SELECT 'live', $1
         WHERE NOT EXISTS (SELECT FROM aggregator.generation WHERE state = 'live')
         ON CONFLICT DO NOTHING",
    )
    .bind(now)
    .execute(executor)
    .await?;
    Ok(())
}

/// Begins a generation beside the live one.
pub async fn insert(executor: impl PgExecutor<'_>, now: DateTime<Utc>) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar("INSERT INTO aggregator.generation (state, started_at) VALUES ('building', $1) RETURNING id")
        .bind(now)
        .fetch_one(executor)
        .await
}

/// Retires the live generation and makes `building` live, in the caller's transaction; false if it was abandoned meanwhile.
pub async fn promote(conn: &mut PgConnection, building: i32) -> Result<bool, sqlx::Error> {
    sqlx::query("UPDATE aggregator.generation SET state = 'retired' WHERE state = 'live'")
        .execute(&mut *conn)
        .await?;
    let promoted = sqlx::query(
        "UPDATE aggregator.generation SET state = 'live' WHERE id = $1 AND state = 'building'",
    )
    .bind(building)
    .execute(conn)
    .await?;
    Ok(promoted.rows_affected() == 1)
}

/// Gives up the generation that was being built, if there is one.
pub async fn abandon(executor: impl PgExecutor<'_>) -> Result<Option<i32>, sqlx::Error> {
    sqlx::query_scalar(
        "UPDATE aggregator.generation SET state = 'retired' WHERE state = 'building' RETURNING id",
    )
    .fetch_optional(executor)
    .await
}

/// The generations that nobody reads any more.
pub async fn retired(executor: impl PgExecutor<'_>) -> Result<Vec<i32>, sqlx::Error> {
    sqlx::query_scalar("SELECT id FROM aggregator.generation WHERE state = 'retired' ORDER BY id")
        .fetch_all(executor)
        .await
}

/// Removes up to `cells` cells of a retired generation with all their days, and at the end the generation itself; true when
/// nothing is left of it.
pub async fn remove_step(
    conn: &mut PgConnection,
    generation: i32,
    cells: i64,
) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query(
        "WITH gone AS (
             DELETE FROM aggregator.cell
             WHERE id = ANY (ARRAY (SELECT id FROM aggregator.cell WHERE generation = $1 LIMIT $2))
             RETURNING id
         ), emptied AS (
             DELETE FROM aggregator.daily WHERE cell_id = ANY (ARRAY (SELECT id FROM gone))
         )
         SELECT FROM gone",
    )
    .bind(generation)
    .bind(cells)
    .fetch_all(&mut *conn)
    .await?;
    if !removed.is_empty() {
        return Ok(false);
    }
    sqlx::query("DELETE FROM aggregator.generation WHERE id = $1 AND state = 'retired'")
        .bind(generation)
        .execute(conn)
        .await?;
    Ok(true)
}
