use prost::bytes::Bytes;
use sqlx::PgConnection;
use uuid::Uuid;

/// One page of facets of dossiers, in the order of their ids.
pub async fn dossiers(
    conn: &mut PgConnection,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<(Uuid, Vec<u8>)>, sqlx::Error> {
    sqlx::query_as("SELECT id, facet FROM dossiers.dossier WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2")
        .bind(after)
        .bind(limit)
        .fetch_all(conn)
        .await
}

/// The facets of all procedure versions.
pub async fn procedures(conn: &mut PgConnection) -> Result<Vec<Bytes>, sqlx::Error> {
    let rows: Vec<(Vec<u8>,)> =
        sqlx::query_as("SELECT facet FROM dossiers.procedure_version ORDER BY code, version")
            .fetch_all(conn)
            .await?;
    Ok(rows.into_iter().map(|(facet,)| facet.into()).collect())
}
