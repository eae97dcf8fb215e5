//! The statements behind every figure, of one snapshot.

use chiso_measure::{Accumulation, Measure};
use futures::{Stream, TryStreamExt as _};
use sqlx::{Connection as _, FromRow, PgConnection, Postgres, Transaction};

use super::{cell, unknown};
use crate::domain::{Slice, SumRequest};

#[derive(FromRow)]
struct Row {
    group_index: i32,
    procedure: String,
    channel: i16,
    service_level: i16,
    measure: i16,
    slice: i32,
    value: i64,
}

impl TryFrom<Row> for Slice {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            group: row.group_index,
            procedure: row.procedure,
            channel: cell::channel(row.channel)?,
            service_level: cell::service_level(row.service_level)?,
            measure: u8::try_from(row.measure)
                .ok()
                .and_then(Measure::from_number)
                .ok_or_else(|| unknown("measure"))?,
            index: usize::try_from(row.slice).map_err(|_| unknown("slice"))?,
            value: row.value,
        })
    }
}

/// A transaction whose statements all see the same generation and the same sums.
pub async fn snapshot(conn: &mut PgConnection) -> Result<Transaction<'_, Postgres>, sqlx::Error> {
    conn.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .await
}

/// Procedures that there are sums of in these units, ordered by code, after one of them.
pub async fn procedures(
    conn: &mut PgConnection,
    units: &[String],
    after: &str,
    limit: usize,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT DISTINCT procedure COLLATE \"C\" AS procedure
         FROM aggregator.cell
         WHERE generation = (SELECT id FROM aggregator.generation WHERE state = 'live')
           AND unit = ANY ($1) AND procedure COLLATE \"C\" > $2
         ORDER BY procedure
         LIMIT $3",
    )
    .bind(units)
    .bind(after)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await
}

/// Sums of the live generation, as they pass by.
///
/// Flows of days before the range never matter to anybody, stocks need every day from the beginning.
pub fn stream(
    conn: &mut PgConnection,
    request: &SumRequest,
) -> impl Stream<Item = Result<Slice, sqlx::Error>> {
    let of = |accumulation: Accumulation| -> Vec<i16> {
        let measures = Measure::ALL
            .iter()
            .filter(|measure| measure.accumulation() == accumulation);
        measures
            .map(|measure| i16::from(measure.number()))
            .collect()
    };
    let (units, groups): (Vec<String>, Vec<i32>) = request.units.iter().cloned().unzip();
    sqlx::query_as::<_, Row>(
        "WITH wanted AS (
             SELECT cell.id, cell.procedure, cell.channel, cell.service_level, unit.group_index
             FROM UNNEST($1::text[], $2::integer[]) AS unit (id, group_index)
             JOIN aggregator.cell ON cell.unit = unit.id
             WHERE cell.generation = (SELECT id FROM aggregator.generation WHERE state = 'live')
         ), summed AS (
             SELECT wanted.id, daily.measure, width_bucket(daily.day, $3::date[]) AS slice, sum(daily.value) AS value
             FROM wanted JOIN aggregator.daily ON daily.cell_id = wanted.id
             WHERE daily.day < ($3::date[])[cardinality($3::date[])]
               AND (daily.measure = ANY ($4::smallint[])
                    OR daily.measure = ANY ($5::smallint[]) AND daily.day >= $6)
             GROUP BY wanted.id, daily.measure, slice
         )
         SELECT wanted.group_index, wanted.procedure, wanted.channel, wanted.service_level, summed.measure, summed.slice,
                sum(summed.value)::bigint AS value
         FROM summed JOIN wanted USING (id)
         GROUP BY wanted.group_index, wanted.procedure, wanted.channel, wanted.service_level, summed.measure, summed.slice
         ORDER BY CASE WHEN $7 THEN wanted.group_index END, CASE WHEN $7 THEN wanted.procedure END",
    )
    .bind(units)
    .bind(groups)
    .bind(request.cuts.clone())
    .bind(of(Accumulation::Stock))
    .bind(of(Accumulation::Flow))
    .bind(request.flows_from)
    .bind(request.ordered)
    .fetch(conn)
    .err_into()
    .and_then(async |row| Slice::try_from(row))
}
