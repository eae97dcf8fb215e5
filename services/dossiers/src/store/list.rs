use chiso_vault::Keys;
use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use super::dossier::{DossierRow, Found};

/// What a list shows. `None` means any.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Units whose dossiers may be shown, as receiving or as competent unit.
    pub units: Vec<String>,
    pub state: Option<i16>,
    pub procedure: Option<String>,
    pub channel: Option<i16>,
    /// First day of acceptance.
    pub accepted_from: Option<NaiveDate>,
    /// First day after the range of acceptance.
    pub accepted_until: Option<NaiveDate>,
}

/// Reads up to `limit` dossiers, newest first, that come after the dossier `after` in that order.
pub async fn list(
    conn: &mut PgConnection,
    keys: &Keys,
    filter: &Filter,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Found>, sqlx::Error> {
    let rows: Vec<DossierRow> = sqlx::query_as(
        "SELECT id, code, procedure_code, receiving_unit, competent_unit, channel, personal,
                steps::text AS steps, facet
         FROM dossiers.dossier
         WHERE (receiving_unit = any($1) OR competent_unit = any($1))
           AND ($2::smallint IS NULL OR state = $2)
           AND ($3::text IS NULL OR procedure_code = $3)
           AND ($4::smallint IS NULL OR channel = $4)
           AND ($5::date IS NULL OR accepted_on >= $5)
           AND ($6::date IS NULL OR accepted_on < $6)
           AND ($7::uuid IS NULL OR id < $7)
         ORDER BY id DESC
         LIMIT $8",
    )
    .bind(&filter.units)
    .bind(filter.state)
    .bind(&filter.procedure)
    .bind(filter.channel)
    .bind(filter.accepted_from)
    .bind(filter.accepted_until)
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.open(keys)).collect())
}
