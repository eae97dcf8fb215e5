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

/// The same, waiting a few seconds for whoever is about to let it go.
pub async fn acquire(pool: &PgPool) -> Result<Option<PgConnection>, sqlx::Error> {
    const LOCK_NOT_AVAILABLE: &str = "55P03";
    let mut conn = pool.connect_options().connect().await?;
    let held =
        sqlx::query("SELECT pg_advisory_lock(hashtextextended('chiso.aggregator.rebuild', 0))")
            .execute(&mut conn)
            .await;
    match held {
        Ok(_) => Ok(Some(conn)),
        Err(error)
            if error
                .as_database_error()
                .is_some_and(|error| error.code().as_deref() == Some(LOCK_NOT_AVAILABLE)) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
