use chiso_vault::Keys;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use uuid::Uuid;

use super::dossier::{DossierRow, Found};
use super::personal::{folded_name_blinds, id_number_blinds, name_blinds};

/// Whose dossiers are looked for. With neither number nor name: everybody's.
#[derive(Clone, Debug, Default)]
pub struct Wanted<'a> {
    pub id_number: Option<&'a str>,
    pub name: Option<&'a str>,
    /// Whether the marks of the name's letters count.
    pub exact_name: bool,
}

/// Reads up to `limit` dossiers of an applicant that were received by or are decided in `units`, newest first, that come after
/// the dossier `after` in that order.
pub async fn search(
    conn: &mut PgConnection,
    keys: &Keys,
    wanted: &Wanted<'_>,
    units: &[String],
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Found>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(
        "SELECT id, code, procedure_code, receiving_unit, competent_unit, channel, personal,
                steps::text AS steps, facet
         FROM dossiers.dossier WHERE (receiving_unit = any(",
    );
    query.push_bind(units);
    query.push(") OR competent_unit = any(").push_bind(units);
    query.push("))");
    if let Some(number) = wanted.id_number {
        query.push(" AND id_number_blind = any(");
        query.push_bind(id_number_blinds(keys, number)).push(")");
    }
    if let Some(name) = wanted.name {
        query.push(" AND folded_name_blind = any(");
        query.push_bind(folded_name_blinds(keys, name)).push(")");
        if wanted.exact_name {
            query.push(" AND name_blind = any(");
            query.push_bind(name_blinds(keys, name)).push(")");
        }
    }
    if let Some(after) = after {
        query.push(" AND id < ").push_bind(after);
    }
    query.push(" ORDER BY id DESC LIMIT ").push_bind(limit);
    let rows: Vec<DossierRow> = query.build_query_as().fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| row.open(keys)).collect())
}
