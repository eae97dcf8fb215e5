use sqlx::{FromRow, PgConnection};

/// A procedure version that was published.
#[derive(Clone, Debug, FromRow)]
pub struct Published {
    pub code: String,
    pub version: i32,
    /// The definition that binds dossiers, as text; it never changes, except that an open validity may end.
    pub definition: String,
    /// The facet as it was last published.
    pub facet: Vec<u8>,
}

/// Reads all versions under a lock that lets one catalogue load run at a time.
pub async fn load_for_update(conn: &mut PgConnection) -> Result<Vec<Published>, sqlx::Error> {
    sqlx::query("LOCK TABLE dossiers.procedure_version IN SHARE ROW EXCLUSIVE MODE")
        .execute(&mut *conn)
        .await?;
    sqlx::query_as("SELECT code, version, definition, facet FROM dossiers.procedure_version")
        .fetch_all(conn)
        .await
}

/// Stores new and changed versions in one statement.
pub async fn upsert(conn: &mut PgConnection, published: &[Published]) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO dossiers.procedure_version (code, version, definition, facet)
         SELECT * FROM unnest($1::text[], $2::integer[], $3::text[], $4::bytea[])
         ON CONFLICT (code, version) DO UPDATE SET definition = excluded.definition, facet = excluded.facet",
    )
    .bind(published.iter().map(|p| p.code.as_str()).collect::<Vec<_>>())
    .bind(published.iter().map(|p| p.version).collect::<Vec<_>>())
    .bind(published.iter().map(|p| p.definition.as_str()).collect::<Vec<_>>())
    .bind(published.iter().map(|p| p.facet.as_slice()).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}
