//! The one statement behind every figure.

use chiso_measure::{Accumulation, Measure};
use sqlx::{FromRow, PgExecutor};

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

/// Sums of the live generation, all of one snapshot: a single statement sees one, and finds the live generation in it.
///
/// Flows of days before the range never matter to anybody, stocks need every day from the beginning.
pub async fn load(
    executor: impl PgExecutor<'_>,
    request: &SumRequest,
) -> Result<Vec<Slice>, sqlx::Error> {
    let of = |accumulation: Accumulation| -> Vec<i16> {
        let measures = Measure::ALL
            .iter()
            .filter(|measure| measure.accumulation() == accumulation);
        measures
            .map(|measure| i16::from(measure.number()))
            .collect()
    };
    let (units, groups): (Vec<&str>, Vec<i32>) = request
        .units
        .iter()
        .map(|(unit, group)| (unit.as_str(), *group))
        .unzip();
    let rows: Vec<Row> = sqlx::query_as(
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
         GROUP BY wanted.group_index, wanted.procedure, wanted.channel, wanted.service_level, summed.measure, summed.slice",
    )
    .bind(units)
    .bind(groups)
    .bind(&request.cuts)
    .bind(of(Accumulation::Stock))
    .bind(of(Accumulation::Flow))
    .bind(request.flows_from)
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(Slice::try_from).collect()
}
