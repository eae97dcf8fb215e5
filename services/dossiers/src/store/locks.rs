use std::collections::HashSet;

use sqlx::PgConnection;
use uuid::Uuid;

/// Lets the rest of a transaction wait for locks of others for a moment only.
pub async fn wait_shortly(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("SET LOCAL lock_timeout = '250ms'")
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether a statement waited for a lock for too long.
pub fn is_timeout(error: &sqlx::Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code == "55P03")
}

/// Those of the dossiers that another transaction has locked.
pub async fn locked(
    conn: &mut PgConnection,
    ids: &[Uuid],
    codes: &[&str],
) -> Result<HashSet<Uuid>, sqlx::Error> {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "WITH free AS (
             SELECT id FROM dossiers.dossier WHERE id = any($1) OR code = any($2) FOR UPDATE SKIP LOCKED
         )
         SELECT id FROM dossiers.dossier
         WHERE (id = any($1) OR code = any($2)) AND id NOT IN (SELECT id FROM free)",
    )
    .bind(ids)
    .bind(codes)
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().collect())
}
