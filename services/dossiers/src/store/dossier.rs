use chiso_org::UnitId;
use chiso_proto::dossiers::v1::DossierFacet;
use chiso_vault::Keys;
use chrono::NaiveDate;
use prost::Message as _;
use prost::bytes::Bytes;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::damaged::{Damaged, Fault};
use super::personal::{Personal, SealedColumns};
use crate::domain::{Channel, Dossier, DossierState, Particulars, Step};

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

/// What a row turned out to be.
#[derive(Clone, Debug)]
pub enum Found {
    Whole(Stored),
    Damaged(Damaged),
}

impl Found {
    pub fn id(&self) -> Uuid {
        match self {
            Self::Whole(stored) => stored.dossier.id,
            Self::Damaged(damaged) => damaged.id,
        }
    }
}

#[derive(FromRow)]
pub(super) struct DossierRow {
    id: Uuid,
    code: String,
    procedure_code: String,
    receiving_unit: String,
    competent_unit: String,
    channel: i16,
    personal: Vec<u8>,
    /// As text: what is no life of a dossier damages its row, not the whole answer.
    steps: String,
    facet: Vec<u8>,
}

impl DossierRow {
    pub fn open(self, keys: &Keys) -> Found {
        match self.read(keys) {
            Ok(dossier) => Found::Whole(Stored {
                dossier,
                facet: self.facet.into(),
            }),
            Err(fault) => {
                let damaged = Damaged {
                    id: self.id,
                    code: self.code,
                    receiving_unit: self.receiving_unit,
                    competent_unit: self.competent_unit,
                };
                damaged.tell(fault);
                Found::Damaged(damaged)
            }
        }
    }

    fn read(&self, keys: &Keys) -> Result<Dossier, Fault> {
        let channel = Channel::ALL
            .into_iter()
            .find(|c| c.national_code() == self.channel);
        let mut steps: Vec<Step> =
            serde_json::from_str(&self.steps).map_err(|_| Fault::Column("steps"))?;
        DossierState::after(&steps).ok_or(Fault::Column("steps"))?;
        DossierFacet::decode(self.facet.as_slice()).map_err(|_| Fault::Column("facet"))?;
        let personal = Personal::open(keys, self.id, &self.personal)?;
        let (applicant, former_applicants) = personal.join(&mut steps)?;
        Ok(Dossier {
            id: self.id,
            code: self.code.parse().map_err(|_| Fault::Column("code"))?,
            particulars: Particulars {
                procedure: self.procedure_code.clone(),
                receiving_unit: unit("receiving_unit", &self.receiving_unit)?,
                competent_unit: unit("competent_unit", &self.competent_unit)?,
                channel: channel.ok_or(Fault::Column("channel"))?,
            },
            applicant,
            former_applicants,
            steps,
        })
    }
}

fn unit(column: &'static str, text: &str) -> Result<UnitId, Fault> {
    text.parse().map_err(|_| Fault::Column(column))
}

/// Loads dossiers by id and by code.
pub async fn load(
    conn: &mut PgConnection,
    keys: &Keys,
    ids: &[Uuid],
    codes: &[&str],
) -> Result<Vec<Found>, sqlx::Error> {
    if ids.is_empty() && codes.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<DossierRow> = sqlx::query_as(
        "SELECT id, code, procedure_code, receiving_unit, competent_unit, channel, personal,
                steps::text AS steps, facet
         FROM dossiers.dossier WHERE id = any($1) OR code = any($2)",
    )
    .bind(ids)
    .bind(codes)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.open(keys)).collect())
}

/// Loads and locks the dossiers of a batch, in the order of their ids so that batches do not deadlock.
pub async fn load_for_update(
    conn: &mut PgConnection,
    keys: &Keys,
    ids: &[Uuid],
    codes: &[&str],
) -> Result<Vec<Found>, sqlx::Error> {
    if ids.is_empty() && codes.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<DossierRow> = sqlx::query_as(
        "SELECT id, code, procedure_code, receiving_unit, competent_unit, channel, personal,
                steps::text AS steps, facet
         FROM dossiers.dossier WHERE id = any($1) OR code = any($2) ORDER BY id FOR UPDATE",
    )
    .bind(ids)
    .bind(codes)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.open(keys)).collect())
}

/// Inserts new dossiers in one statement. Returns how many there were room for: fewer than given if another transaction
/// has just taken one of the codes; the caller then rolls back and looks again.
pub async fn insert(
    conn: &mut PgConnection,
    keys: &Keys,
    new: &[&Changed],
) -> Result<u64, sqlx::Error> {
    if new.is_empty() {
        return Ok(0);
    }
    let column = Columns::of(keys, new);
    let sealed = &column.sealed;
    let done = sqlx::query(
        "INSERT INTO dossiers.dossier
             (id, code, procedure_code, receiving_unit, competent_unit, channel, personal, id_number_blind, name_blind,
              folded_name_blind, key_id, state, accepted_on, steps, facet, version, due_provisional)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::bytea[],
                              $8::bytea[], $9::bytea[], $10::bytea[], $11::smallint[], $12::smallint[], $13::date[],
                              $14::jsonb[], $15::bytea[], $16::bigint[], $17::boolean[])
         ON CONFLICT DO NOTHING",
    )
    .bind(&column.ids)
    .bind(new.iter().map(|c| c.dossier.code.as_str()).collect::<Vec<_>>())
    .bind(new.iter().map(|c| c.dossier.particulars.procedure.as_str()).collect::<Vec<_>>())
    .bind(new.iter().map(|c| c.dossier.particulars.receiving_unit.as_str()).collect::<Vec<_>>())
    .bind(new.iter().map(|c| c.dossier.particulars.competent_unit.as_str()).collect::<Vec<_>>())
    .bind(new.iter().map(|c| c.dossier.particulars.channel.national_code()).collect::<Vec<_>>())
    .bind(&sealed.personal)
    .bind(&sealed.id_number_blinds)
    .bind(&sealed.name_blinds)
    .bind(&sealed.folded_name_blinds)
    .bind(&sealed.key_ids)
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
pub async fn update(
    conn: &mut PgConnection,
    keys: &Keys,
    changed: &[&Changed],
) -> Result<(), sqlx::Error> {
    if changed.is_empty() {
        return Ok(());
    }
    let column = Columns::of(keys, changed);
    let sealed = &column.sealed;
    sqlx::query(
        "UPDATE dossiers.dossier d
         SET personal = n.personal, id_number_blind = n.id_number_blind, name_blind = n.name_blind,
             folded_name_blind = n.folded_name_blind, key_id = n.key_id, state = n.state, accepted_on = n.accepted_on,
             steps = n.steps, facet = n.facet, version = n.version, due_provisional = n.due_provisional
         FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[], $6::smallint[], $7::smallint[],
                     $8::date[], $9::jsonb[], $10::bytea[], $11::bigint[], $12::boolean[])
              AS n(id, personal, id_number_blind, name_blind, folded_name_blind, key_id, state, accepted_on, steps, facet,
                   version, due_provisional)
         WHERE d.id = n.id",
    )
    .bind(&column.ids)
    .bind(&sealed.personal)
    .bind(&sealed.id_number_blinds)
    .bind(&sealed.name_blinds)
    .bind(&sealed.folded_name_blinds)
    .bind(&sealed.key_ids)
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

/// Writes what a correction changed beside the steps and the applicant.
pub async fn update_particulars(
    conn: &mut PgConnection,
    dossier: &Dossier,
) -> Result<(), sqlx::Error> {
    let particulars = &dossier.particulars;
    sqlx::query(
        "UPDATE dossiers.dossier
         SET procedure_code = $2, receiving_unit = $3, competent_unit = $4, channel = $5
         WHERE id = $1",
    )
    .bind(dossier.id)
    .bind(&particulars.procedure)
    .bind(particulars.receiving_unit.as_str())
    .bind(particulars.competent_unit.as_str())
    .bind(particulars.channel.national_code())
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

/// The units that dossiers name, each found by one step through an index.
pub async fn units(conn: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "WITH RECURSIVE receiving (unit) AS (
             SELECT min(receiving_unit) FROM dossiers.dossier
             UNION ALL
             SELECT (SELECT min(receiving_unit) FROM dossiers.dossier WHERE receiving_unit > r.unit)
             FROM receiving r WHERE r.unit IS NOT NULL
         ), competent (unit) AS (
             SELECT min(competent_unit) FROM dossiers.dossier WHERE competent_unit <> receiving_unit
             UNION ALL
             SELECT (SELECT min(competent_unit) FROM dossiers.dossier
                     WHERE competent_unit <> receiving_unit AND competent_unit > c.unit)
             FROM competent c WHERE c.unit IS NOT NULL
         )
         SELECT unit FROM receiving WHERE unit IS NOT NULL
         UNION
         SELECT unit FROM competent WHERE unit IS NOT NULL",
    )
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
    sealed: SealedColumns,
    states: Vec<i16>,
    accepted_on: Vec<Option<NaiveDate>>,
    steps: Vec<Json<Vec<Step>>>,
    facets: Vec<&'a [u8]>,
    versions: Vec<i64>,
    due_provisional: Vec<bool>,
}

impl<'a> Columns<'a> {
    fn of(keys: &Keys, changed: &[&'a Changed]) -> Self {
        let states: Vec<_> = changed.iter().map(|c| c.dossier.state()).collect();
        let mut sealed = SealedColumns::default();
        let mut steps = Vec::with_capacity(changed.len());
        for Changed { dossier, .. } in changed {
            let (personal, rest) = Personal::split(dossier);
            sealed.push(keys, dossier.id, &personal);
            steps.push(Json(rest));
        }
        Self {
            ids: changed.iter().map(|c| c.dossier.id).collect(),
            sealed,
            states: states.iter().map(|s| s.name().national_code()).collect(),
            accepted_on: states
                .iter()
                .map(|s| s.clock().map(|c| c.accepted_at.day()))
                .collect(),
            steps,
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
