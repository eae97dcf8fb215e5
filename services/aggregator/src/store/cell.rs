//! Cells: the dimensions of a generation.

use chiso_measure::{Cell, Channel, ServiceLevel};
use sqlx::PgConnection;

use super::unknown;

/// The channel that a column holds; 0 is none.
pub(super) fn channel(number: i16) -> Result<Option<Channel>, sqlx::Error> {
    if number == 0 {
        return Ok(None);
    }
    let channel = u8::try_from(number).ok().and_then(Channel::from_number);
    channel.map(Some).ok_or_else(|| unknown("channel"))
}

pub(super) fn service_level(number: i16) -> Result<ServiceLevel, sqlx::Error> {
    u8::try_from(number)
        .ok()
        .and_then(ServiceLevel::from_number)
        .ok_or_else(|| unknown("service_level"))
}

/// The numbers of cells in a generation, in their order; cells that it does not have are made.
///
/// The select only sees rows that the insert beside it did not make, so that together they give every cell once.
pub async fn upsert(
    conn: &mut PgConnection,
    generation: i32,
    cells: &[Cell<'_>],
) -> Result<Vec<i32>, sqlx::Error> {
    let number = |cell: &Cell<'_>| {
        cell.channel
            .map_or(0, |channel| i16::from(channel.number()))
    };
    let rows: Vec<(i64, i32)> = sqlx::query_as(
        "WITH wanted AS MATERIALIZED (
             SELECT * FROM UNNEST($2::text[], $3::text[], $4::smallint[], $5::smallint[])
                 WITH ORDINALITY AS wanted (unit, procedure, channel, service_level, place)
         ), known AS MATERIALIZED (
             SELECT wanted.place, cell.id
             FROM wanted JOIN aggregator.cell USING (unit, procedure, channel, service_level)
             WHERE cell.generation = $1
         ), made AS (
             INSERT INTO aggregator.cell (generation, unit, procedure, channel, service_level)
             SELECT $1, unit, procedure, channel, service_level
             FROM wanted
             WHERE place NOT IN (SELECT place FROM known)
             ORDER BY place
             ON CONFLICT (generation, unit, procedure, channel, service_level) DO UPDATE SET unit = EXCLUDED.unit
             RETURNING id, unit, procedure, channel, service_level
         )
         SELECT place, id FROM known
         UNION ALL
         SELECT wanted.place, made.id FROM wanted JOIN made USING (unit, procedure, channel, service_level)
         ORDER BY place",
    )
    .bind(generation)
    .bind(cells.iter().map(|cell| cell.unit).collect::<Vec<_>>())
    .bind(cells.iter().map(|cell| cell.procedure).collect::<Vec<_>>())
    .bind(cells.iter().map(number).collect::<Vec<_>>())
    .bind(cells.iter().map(|cell| i16::from(cell.service_level.number())).collect::<Vec<_>>())
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(_, id)| id).collect())
}
