use sqlx::PgExecutor;

/// How far the log goes, and how far the bus has acknowledged it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Head {
    pub(crate) sequence: i64,
    pub(crate) published: i64,
}

pub(crate) async fn load(executor: impl PgExecutor<'_>) -> Result<Head, sqlx::Error> {
    sqlx::query_as(
        "SELECT COALESCE((SELECT max(sequence) FROM eventlog.log), 0) AS sequence, published FROM eventlog.head",
    )
    .fetch_one(executor)
    .await
}

/// Moves the watermark to `published`.
pub(crate) async fn mark(executor: impl PgExecutor<'_>, published: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE eventlog.head SET published = $1 WHERE published < $1")
        .bind(published)
        .execute(executor)
        .await?;
    Ok(())
}
