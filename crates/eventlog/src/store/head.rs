use sqlx::{PgConnection, PgExecutor};

/// The single row of `eventlog.head`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Head {
    pub(crate) sequence: i64,
    pub(crate) published: i64,
}

pub(crate) async fn load(executor: impl PgExecutor<'_>) -> Result<Head, sqlx::Error> {
    sqlx::query_as("SELECT sequence, published FROM eventlog.head")
        .fetch_one(executor)
        .await
}

/// Locks the row until the end of the transaction, moves the watermark to `published` and returns the last number given.
pub(crate) async fn lock_and_mark(
    conn: &mut PgConnection,
    published: i64,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "UPDATE eventlog.head SET published = GREATEST(published, $1) RETURNING sequence",
    )
    .bind(published)
    .fetch_one(conn)
    .await
}
