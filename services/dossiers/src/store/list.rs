use chiso_vault::Keys;
use chrono::NaiveDate;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use uuid::Uuid;

use super::dossier::{DossierRow, Found};

/// What a list shows. `None` means any.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Units whose dossiers may be shown, as receiving or as competent unit; `None` stands for all that there are.
    pub units: Option<Vec<String>>,
    pub state: Option<i16>,
    pub procedure: Option<String>,
    pub channel: Option<i16>,
    /// First day of acceptance.
    pub accepted_from: Option<NaiveDate>,
    /// First day after the range of acceptance.
    pub accepted_until: Option<NaiveDate>,
}

/// Reads up to `limit` dossiers, newest first, that come after the dossier `after` in that order.
///
/// Each unit has its dossiers by role, state, procedure and day of acceptance in an index, so that a small unit does not pay for a large one:
/// the newest of each unit and role are found there, and of these the newest are read.
pub async fn list(
    conn: &mut PgConnection,
    keys: &Keys,
    filter: &Filter,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Found>, sqlx::Error> {
    let mut query = QueryBuilder::new(
        "SELECT id, code, procedure_code, receiving_unit, competent_unit, channel, personal,
                steps::text AS steps, facet
         FROM dossiers.dossier d",
    );
    match &filter.units {
        None => push_conditions(query.push(" WHERE true"), filter, after),
        Some(units) => {
            query.push(" WHERE id IN (SELECT DISTINCT newest.id FROM unnest(");
            query
                .push_bind(units)
                .push("::text[]) AS unit (id) CROSS JOIN LATERAL ((");
            push_newest(
                &mut query,
                "d.receiving_unit = unit.id",
                filter,
                after,
                limit,
            );
            query.push(") UNION ALL (");
            let decides = "d.competent_unit = unit.id AND d.competent_unit <> d.receiving_unit";
            push_newest(&mut query, decides, filter, after, limit);
            query.push(")) AS newest ORDER BY newest.id DESC LIMIT ");
            query.push_bind(limit).push(")");
        }
    }
    query.push(" ORDER BY id DESC LIMIT ").push_bind(limit);
    let rows: Vec<DossierRow> = query.build_query_as().fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| row.open(keys)).collect())
}

/// The ids of the newest dossiers to which a unit stands in a role.
fn push_newest(
    query: &mut QueryBuilder<Postgres>,
    role: &str,
    filter: &Filter,
    after: Option<Uuid>,
    limit: i64,
) {
    query
        .push("SELECT d.id FROM dossiers.dossier d WHERE ")
        .push(role);
    push_conditions(query, filter, after);
    query.push(" ORDER BY d.id DESC LIMIT ").push_bind(limit);
}

fn push_conditions(query: &mut QueryBuilder<Postgres>, filter: &Filter, after: Option<Uuid>) {
    if let Some(state) = filter.state {
        query.push(" AND d.state = ").push_bind(state);
    }
    if let Some(procedure) = &filter.procedure {
        query
            .push(" AND d.procedure_code = ")
            .push_bind(procedure.clone());
    }
    if let Some(channel) = filter.channel {
        query.push(" AND d.channel = ").push_bind(channel);
    }
    if let Some(from) = filter.accepted_from {
        query.push(" AND d.accepted_on >= ").push_bind(from);
    }
    if let Some(until) = filter.accepted_until {
        query.push(" AND d.accepted_on < ").push_bind(until);
    }
    if let Some(after) = after {
        query.push(" AND d.id < ").push_bind(after);
    }
}

impl Filter {
    /// Whether nothing but the units is asked for.
    pub fn is_open(&self) -> bool {
        self.state.is_none()
            && self.procedure.is_none()
            && self.channel.is_none()
            && self.accepted_from.is_none()
            && self.accepted_until.is_none()
    }
}
