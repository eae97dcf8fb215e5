//! What is sealed under which key, and how it comes under the active one.

use chiso_vault::{KeyId, Keys};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::personal::{Personal, SealedColumns};

/// A row under an old key: its key and id, in the order in which rows are sealed anew.
pub type Position = (i16, Uuid);

/// What a step of sealing anew did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The last row of the step: the next one begins after it.
    pub last: Position,
    /// Rows that do not open; they stay as they are.
    pub unopenable: usize,
}

/// Seals up to `limit` rows under keys older than the active one anew, after a position. Rows that somebody else has locked are
/// left for later. `None` when there are no more.
pub async fn reseal(
    pool: &PgPool,
    keys: &Keys,
    after: Position,
    limit: i64,
) -> Result<Option<Step>, sqlx::Error> {
    let mut tx = pool.begin().await?;
    let rows: Vec<(i16, Uuid, Vec<u8>)> = sqlx::query_as(
        "SELECT key_id, id, personal FROM dossiers.dossier
         WHERE key_id < $1 AND (key_id, id) > ($2, $3)
         ORDER BY key_id, id LIMIT $4
         FOR NO KEY UPDATE SKIP LOCKED",
    )
    .bind(i16::from(keys.active().0))
    .bind(after.0)
    .bind(after.1)
    .bind(limit)
    .fetch_all(&mut *tx)
    .await?;
    let Some(last) = rows.last().map(|(key, id, _)| (*key, *id)) else {
        return Ok(None);
    };
    let mut ids = Vec::with_capacity(rows.len());
    let mut sealed = SealedColumns::default();
    for (_, id, personal) in &rows {
        if let Ok(personal) = Personal::open(keys, *id, personal) {
            ids.push(*id);
            sealed.push(keys, *id, &personal);
        }
    }
    write(&mut tx, &ids, &sealed).await?;
    tx.commit().await?;
    let unopenable = rows.len() - ids.len();
    Ok(Some(Step { last, unopenable }))
}

async fn write(
    conn: &mut PgConnection,
    ids: &[Uuid],
    sealed: &SealedColumns,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE dossiers.dossier d
         SET personal = n.personal, id_number_blind = n.id_number_blind, name_blind = n.name_blind,
             folded_name_blind = n.folded_name_blind, key_id = n.key_id
         FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[], $6::smallint[])
              AS n(id, personal, id_number_blind, name_blind, folded_name_blind, key_id)
         WHERE d.id = n.id",
    )
    .bind(ids)
    .bind(&sealed.personal)
    .bind(&sealed.id_number_blinds)
    .bind(&sealed.name_blinds)
    .bind(&sealed.folded_name_blinds)
    .bind(&sealed.key_ids)
    .execute(conn)
    .await?;
    Ok(())
}

/// Dossiers under keys other than the active one.
pub async fn count_dossiers(
    conn: &mut PgConnection,
    active: KeyId,
) -> Result<Vec<(i16, i64)>, sqlx::Error> {
    // Two ranges of an index, not a look at every row under the active key.
    sqlx::query_as(
        "SELECT key_id, count(*) FROM dossiers.dossier WHERE key_id < $1 GROUP BY key_id
         UNION ALL
         SELECT key_id, count(*) FROM dossiers.dossier WHERE key_id > $1 GROUP BY key_id",
    )
    .bind(i16::from(active.0))
    .fetch_all(conn)
    .await
}
