//! Sums by cell, measure and day: the projection itself.

use chiso_measure::Measure;
use chrono::NaiveDate;
use sqlx::PgConnection;

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
