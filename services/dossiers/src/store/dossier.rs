use chrono::NaiveDate;
use prost::bytes::Bytes;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::vault::{Unopenable, Vault};
use crate::domain::{Channel, Dossier, Particulars, Step};

/// A dossier as it is stored, with the facet that was last published.
#[derive(Clone, Debug)]
pub struct Stored {
    pub dossier: Dossier,
    pub facet: Bytes,
}

/// A dossier with new steps, and the facet after the last of them.
#[derive(Debug)]
pub struct Changed {
    pub dossier: Dossier,
    pub facet: Bytes,
    pub is_new: bool,
    /// Particulars or applicant are others than before.
    pub is_corrected: bool,
}

#[derive(FromRow)]
pub(super) struct DossierRow {
    pub id: Uuid,
    code: String,
    procedure_code: String,
    receiving_unit: String,
    competent_unit: String,
    channel: i16,
    applicant: Vec<u8>,
    steps: Json<Vec<Step>>,
    facet: Vec<u8>,
}

impl DossierRow {
    pub fn open(self, vault: &Vault) -> Result<Stored, sqlx::Error> {
        let decode = |error: Box<dyn std::error::Error + Send + Sync>| sqlx::Error::Decode(error);
        let channel = Channel::ALL
            .into_iter()
            .find(|c| c.national_code() == self.channel);
        let dossier = Dossier {
            id: self.id,
            code: self
                .code
                .parse()
                .map_err(|e| decode(Box::<crate::domain::Refusal>::new(e)))?,
            particulars: Particulars {
                procedure: self.procedure_code,
                receiving_unit: self
                    .receiving_unit
                    .parse()
                    .map_err(|_| decode("receiving_unit is no unit id".into()))?,
                competent_unit: self
                    .competent_unit
                    .parse()
                    .map_err(|_| decode("competent_unit is no unit id".into()))?,
                channel: channel.ok_or_else(|| decode("channel is no national code".into()))?,
            },
            applicant: vault
                .open(self.id, &self.applicant)
                .map_err(|e| decode(Box::<Unopenable>::new(e)))?,
            steps: self.steps.0,
        };
        Ok(Stored {
            dossier,
            facet: self.facet.into(),
        })
    }
}

/// Loads dossiers by id and by code.
pub async fn load(
    conn: &mut PgConnection,
    vault: &Vault,
    ids: &[Uuid],
    codes: &[&str],
) -> Result<Vec<Stored>, sqlx::Error> {
    if ids.is_empty() && codes.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<DossierRow> = sqlx::query_as(
        "SELECT id, code, procedure_code, receiving_unit, competent_unit, channel, applicant, steps, facet
         FROM dossiers.dossier WHERE id = any($1) OR code = any($2)",
    )
    .bind(ids)
    .bind(codes)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| row.open(vault)).collect()
}

/// Loads and locks the dossiers of a batch, in the order of their ids so that batches do not deadlock.
pub async fn load_for_update(
    conn: &mut PgConnection,
    vault: &Vault,
    ids: &[Uuid],
    codes: &[&str],
) -> Result<Vec<Stored>, sqlx::Error> {
    if ids.is_empty() && codes.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<DossierRow> = sqlx::query_as(
        "SELECT id, code, procedure_code, receiving_unit, competent_unit, channel, applicant, steps, facet
         FROM dossiers.dossier WHERE id = any($1) OR code = any($2) ORDER BY id FOR UPDATE",
    )
    .bind(ids)
    .bind(codes)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| row.open(vault)).collect()
}

/// Inserts new dossiers in one statement. Returns how many there were room for: fewer than given if another transaction
/// has just taken one of the codes; the caller then rolls back and looks again.
pub async fn insert(
    conn: &mut PgConnection,
    vault: &Vault,
    new: &[&Changed],
) -> Result<u64, sqlx::Error> {
    if new.is_empty() {
        return Ok(0);
    }
    let column = Columns::of(new);
    let done = sqlx::query(
        "INSERT INTO dossiers.dossier
             (id, code, procedure_code, receiving_unit, competent_unit, channel, applicant,
              state, accepted_on, steps, facet, version, due_provisional)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::bytea[],
                              $8::smallint[], $9::date[], $10::jsonb[], $11::bytea[], $12::bigint[], $13::boolean[])
         ON CONFLICT DO NOTHING",
    )
    .bind(&column.ids)
    .bind(new.iter().map(|c| c.dossier.code.as_str()).collect::<Vec<_>>())
    .bind(new.iter().map(|c| c.dossier.particulars.procedure.as_str()).collect::<Vec<_>>())
    .bind(new.iter().map(|c| c.dossier.particulars.receiving_unit.as_str()).collect::<Vec<_>>())
    .bind(new.iter().map(|c| c.dossier.particulars.competent_unit.as_str()).collect::<Vec<_>>())
    .bind(new.iter().map(|c| c.dossier.particulars.channel.national_code()).collect::<Vec<_>>())
    .bind(new.iter().map(|c| vault.seal(c.dossier.id, &c.dossier.applicant)).collect::<Vec<_>>())
    .bind(&column.states)
    .bind(&column.accepted_on)
    .bind(&column.steps)
    .bind(&column.facets)
    .bind(&column.versions)
    .bind(&column.due_provisional)
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Writes the new steps of dossiers that the transaction has locked, in one statement.
pub async fn update(conn: &mut PgConnection, changed: &[&Changed]) -> Result<(), sqlx::Error> {
    if changed.is_empty() {
        return Ok(());
    }
    let column = Columns::of(changed);
    sqlx::query(
        "UPDATE dossiers.dossier d
         SET state = n.state, accepted_on = n.accepted_on, steps = n.steps, facet = n.facet, version = n.version,
             due_provisional = n.due_provisional
         FROM unnest($1::uuid[], $2::smallint[], $3::date[], $4::jsonb[], $5::bytea[], $6::bigint[], $7::boolean[])
              AS n(id, state, accepted_on, steps, facet, version, due_provisional)
         WHERE d.id = n.id",
    )
    .bind(&column.ids)
    .bind(&column.states)
    .bind(&column.accepted_on)
    .bind(&column.steps)
    .bind(&column.facets)
    .bind(&column.versions)
    .bind(&column.due_provisional)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes what a correction changed beside the steps.
pub async fn update_particulars(
    conn: &mut PgConnection,
    vault: &Vault,
    dossier: &Dossier,
) -> Result<(), sqlx::Error> {
    let particulars = &dossier.particulars;
    sqlx::query(
        "UPDATE dossiers.dossier
         SET procedure_code = $2, receiving_unit = $3, competent_unit = $4, channel = $5, applicant = $6
         WHERE id = $1",
    )
    .bind(dossier.id)
    .bind(&particulars.procedure)
    .bind(particulars.receiving_unit.as_str())
    .bind(particulars.competent_unit.as_str())
    .bind(particulars.channel.national_code())
    .bind(vault.seal(dossier.id, &dossier.applicant))
    .execute(conn)
    .await?;
    Ok(())
}

/// Ids of dossiers whose due time waits for a calendar, after one, in the order of the ids.
pub async fn with_provisional_due(
    conn: &mut PgConnection,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT id FROM dossiers.dossier
         WHERE due_provisional AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await
}

/// How many dossiers have a due time that waits for a calendar, counted up to `limit`.
pub async fn count_provisional_due(
    conn: &mut PgConnection,
    limit: i64,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT count(*) FROM (SELECT 1 FROM dossiers.dossier WHERE due_provisional LIMIT $1) p",
    )
    .bind(limit)
    .fetch_one(conn)
    .await
}

/// The columns that change, as arrays.
struct Columns<'a> {
    ids: Vec<Uuid>,
    states: Vec<i16>,
    accepted_on: Vec<Option<NaiveDate>>,
    steps: Vec<Json<&'a [Step]>>,
    facets: Vec<&'a [u8]>,
    versions: Vec<i64>,
    due_provisional: Vec<bool>,
}

impl<'a> Columns<'a> {
    fn of(changed: &[&'a Changed]) -> Self {
        let states: Vec<_> = changed.iter().map(|c| c.dossier.state()).collect();
        Self {
            ids: changed.iter().map(|c| c.dossier.id).collect(),
            states: states.iter().map(|s| s.name().national_code()).collect(),
            accepted_on: states
                .iter()
                .map(|s| s.clock().map(|c| c.accepted_at.day()))
                .collect(),
            steps: changed
                .iter()
                .map(|c| Json(c.dossier.steps.as_slice()))
                .collect(),
            facets: changed.iter().map(|c| c.facet.as_ref()).collect(),
            versions: changed.iter().map(|c| c.dossier.version()).collect(),
            due_provisional: states
                .iter()
                .map(|s| {
                    s.running_clock()
                        .is_some_and(|clock| clock.due().is_provisional)
                })
                .collect(),
        }
    }
}
