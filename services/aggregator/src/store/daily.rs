//! Sums by cell, measure and day: the projection itself.

use chiso_measure::Measure;
use chrono::NaiveDate;
use futures::{Stream, TryStreamExt};
use sqlx::PgConnection;

use super::unknown;

/// What is added to sums, column by column.
#[derive(Debug, Default)]
pub struct Additions {
    cells: Vec<i32>,
    measures: Vec<i16>,
    days: Vec<NaiveDate>,
    weights: Vec<i64>,
}

impl Additions {
    pub fn with_capacity(rows: usize) -> Self {
        Self {
            cells: Vec::with_capacity(rows),
            measures: Vec::with_capacity(rows),
            days: Vec::with_capacity(rows),
            weights: Vec::with_capacity(rows),
        }
    }

    pub fn push(&mut self, cell: i32, measure: Measure, day: NaiveDate, weight: i64) {
        self.cells.push(cell);
        self.measures.push(i16::from(measure.number()));
        self.days.push(day);
        self.weights.push(weight);
    }
}

/// Adds to sums with one statement. No cell, measure and day may come twice.
pub async fn add(conn: &mut PgConnection, additions: &Additions) -> Result<(), sqlx::Error> {
    if additions.cells.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO aggregator.daily AS daily (cell_id, measure, day, value)
         SELECT * FROM UNNEST($1::integer[], $2::smallint[], $3::date[], $4::bigint[])
         ON CONFLICT (cell_id, measure, day) DO UPDATE SET value = daily.value + EXCLUDED.value",
    )
    .bind(&additions.cells)
    .bind(&additions.measures)
    .bind(&additions.days)
    .bind(&additions.weights)
    .execute(conn)
    .await?;
    Ok(())
}

/// One sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    pub cell: i32,
    pub measure: Measure,
    pub day: NaiveDate,
    pub value: i64,
}

/// Every sum of a generation, by cell, measure and day.
pub fn stream(
    conn: &mut PgConnection,
    generation: i32,
) -> impl Stream<Item = Result<Sum, sqlx::Error>> {
    sqlx::query_as::<_, (i32, i16, NaiveDate, i64)>(
        "SELECT daily.cell_id, daily.measure, daily.day, daily.value
         FROM aggregator.cell JOIN aggregator.daily ON daily.cell_id = cell.id
         WHERE cell.generation = $1
         ORDER BY daily.cell_id, daily.measure, daily.day",
    )
    .bind(generation)
    .fetch(conn)
    .err_into()
    .and_then(|(cell, measure, day, value)| async move {
        let measure = u8::try_from(measure)
            .ok()
            .and_then(Measure::from_number)
            .ok_or_else(|| unknown("measure"))?;
        Ok(Sum {
            cell,
            measure,
            day,
            value,
        })
    })
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
