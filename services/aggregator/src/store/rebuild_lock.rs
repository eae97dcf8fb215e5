//! The lock that lets one rebuild at a time change generations, in whichever replica.

use sqlx::{ConnectOptions, PgConnection, PgPool};

/// A connection that holds the lock until it is closed; none if another one does.
///
/// Everything that changes generations is written on it: who loses it cannot write any more.
pub async fn try_acquire(pool: &PgPool) -> Result<Option<PgConnection>, sqlx::Error> {
    let mut conn = pool.connect_options().connect().await?;
    let held: bool = sqlx::query_scalar(
        "SELECT pg_try_advisory_lock(hashtextextended('chiso.aggregator.rebuild', 0))",
    )
    .fetch_one(&mut conn)
    .await?;
    Ok(held.then_some(conn))
}
