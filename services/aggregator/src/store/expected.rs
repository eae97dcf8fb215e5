//! What sums should be, against what they are: in temporary tables of one connection, so that memory holds neither.

use chiso_measure::{Fold, Measure, OwnedCell};
use chrono::NaiveDate;
use sqlx::{FromRow, PgConnection};

use super::{cell, unknown};
use crate::domain::Drift;

/// Differences that are told one by one; more are only counted.
const TOLD: i64 = 100;

/// Makes the tables. They go with the connection.
pub async fn create(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    for table in [
        "CREATE TEMPORARY TABLE expected (
             unit text NOT NULL, procedure text NOT NULL, channel smallint NOT NULL, service_level smallint NOT NULL,
             measure smallint NOT NULL, day date NOT NULL, value bigint NOT NULL
         )",
        "CREATE TEMPORARY TABLE drift (
             unit text NOT NULL, procedure text NOT NULL, channel smallint NOT NULL, service_level smallint NOT NULL,
             measure smallint NOT NULL, day date NOT NULL, expected bigint NOT NULL, actual bigint NOT NULL
         )",
    ] {
        sqlx::query(table).execute(&mut *conn).await?;
    }
    Ok(())
}

/// Adds the sums of a fold to what is expected, and empties it.
pub async fn add(conn: &mut PgConnection, fold: &mut Fold) -> Result<(), sqlx::Error> {
    let mut fold = std::mem::take(fold);
    let deltas = fold.drain();
    let cells = || deltas.iter().map(|delta| fold.cell(delta.cell));
    let channel = |channel: Option<chiso_measure::Channel>| {
        channel.map_or(0, |channel| i16::from(channel.number()))
    };
    sqlx::query(
        "INSERT INTO pg_temp.expected (unit, procedure, channel, service_level, measure, day, value)
         SELECT * FROM UNNEST($1::text[], $2::text[], $3::smallint[], $4::smallint[], $5::smallint[], $6::date[], $7::bigint[])",
    )
    .bind(cells().map(|cell| cell.unit).collect::<Vec<_>>())
    .bind(cells().map(|cell| cell.procedure).collect::<Vec<_>>())
    .bind(cells().map(|cell| channel(cell.channel)).collect::<Vec<_>>())
    .bind(cells().map(|cell| i16::from(cell.service_level.number())).collect::<Vec<_>>())
    .bind(deltas.iter().map(|delta| i16::from(delta.measure.number())).collect::<Vec<_>>())
    .bind(deltas.iter().map(|delta| delta.day).collect::<Vec<_>>())
    .bind(deltas.iter().map(|delta| delta.weight).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

/// How many sums of a measure were compared, and how many of them differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    pub measure: Measure,
    pub sums: u64,
    pub drifted: u64,
}

/// Compares the sums of a generation with what is expected, of these measures only. A sum that is absent is 0.
pub async fn compare(
    conn: &mut PgConnection,
    generation: i32,
    measures: &[Measure],
) -> Result<Vec<Compared>, sqlx::Error> {
    let measures: Vec<i16> = measures
        .iter()
        .map(|measure| i16::from(measure.number()))
        .collect();
    let rows: Vec<(i16, i64, i64)> = sqlx::query_as(
        "WITH sums AS MATERIALIZED (
             SELECT unit, procedure, channel, service_level, measure, day,
                    sum(expected)::bigint AS expected, sum(actual)::bigint AS actual
             FROM (
                 SELECT unit, procedure, channel, service_level, measure, day, value AS expected, 0::bigint AS actual
                 FROM pg_temp.expected
                 WHERE measure = ANY ($2)
                 UNION ALL
                 SELECT cell.unit, cell.procedure, cell.channel, cell.service_level, daily.measure, daily.day, 0, daily.value
                 FROM aggregator.cell JOIN aggregator.daily ON daily.cell_id = cell.id
                 WHERE cell.generation = $1 AND daily.measure = ANY ($2)
             ) AS side
             GROUP BY unit, procedure, channel, service_level, measure, day
         ), told AS (
             INSERT INTO pg_temp.drift SELECT * FROM sums WHERE expected <> actual
         )
         SELECT measure, count(*), count(*) FILTER (WHERE expected <> actual) FROM sums GROUP BY measure",
    )
    .bind(generation)
    .bind(measures)
    .fetch_all(conn)
    .await?;
    let count = |count: i64| u64::try_from(count).map_err(|_| unknown("count"));
    rows.into_iter()
        .map(|(number, sums, drifted)| {
            Ok(Compared {
                measure: measure(number)?,
                sums: count(sums)?,
                drifted: count(drifted)?,
            })
        })
        .collect()
}

#[derive(FromRow)]
struct Row {
    unit: String,
    procedure: String,
    channel: i16,
    service_level: i16,
    measure: i16,
    day: NaiveDate,
    expected: i64,
    actual: i64,
}

/// The first of the sums that differ, by cell, measure and day.
pub async fn drifts(conn: &mut PgConnection) -> Result<Vec<Drift>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT * FROM pg_temp.drift ORDER BY unit, procedure, channel, service_level, measure, day LIMIT $1",
    )
    .bind(TOLD)
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let cell = OwnedCell {
                unit: row.unit.into(),
                procedure: row.procedure.into(),
                channel: cell::channel(row.channel)?,
                service_level: cell::service_level(row.service_level)?,
            };
            let measure = measure(row.measure)?;
            Ok(Drift::new(cell, measure, row.day, row.expected, row.actual))
        })
        .collect()
}

fn measure(number: i16) -> Result<Measure, sqlx::Error> {
    u8::try_from(number)
        .ok()
        .and_then(Measure::from_number)
        .ok_or_else(|| unknown("measure"))
}

/// Lets the caller's transaction read for longer than a request takes.
pub async fn allow_long_reads(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query(
        "SELECT set_config('statement_timeout', '30min', true),
                set_config('idle_in_transaction_session_timeout', '30min', true)",
    )
    .execute(conn)
    .await?;
    Ok(())
}
