use std::collections::BTreeMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::domain::DossierCode;

/// Takes the next numbers of several series of dossier codes at once. `wanted`: how many numbers per unit code and day.
/// Returns the first number for each. The series stay locked until the transaction ends, in one order for all batches.
pub async fn take(
    conn: &mut PgConnection,
    wanted: &BTreeMap<(String, NaiveDate), i64>,
) -> Result<BTreeMap<(String, NaiveDate), i64>, sqlx::Error> {
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let units: Vec<&str> = wanted.keys().map(|(unit, _)| unit.as_str()).collect();
    let days: Vec<NaiveDate> = wanted.keys().map(|(_, day)| *day).collect();
    let counts: Vec<i64> = wanted.values().copied().collect();
    let rows: Vec<(String, NaiveDate, i64)> = sqlx::query_as(
        "INSERT INTO dossiers.code_series AS s (unit_code, day, last_sequence)
         SELECT * FROM unnest($1::text[], $2::date[], $3::bigint[])
         ON CONFLICT (unit_code, day) DO UPDATE SET last_sequence = s.last_sequence + excluded.last_sequence
         RETURNING unit_code, day, last_sequence",
    )
    .bind(units)
    .bind(days)
    .bind(counts)
    .fetch_all(conn)
    .await?;
    let first = |(unit, day, last): (String, NaiveDate, i64)| {
        let key = (unit, day);
        let count = wanted.get(&key).copied().unwrap_or(0);
        (key, last - count + 1)
    };
    Ok(rows.into_iter().map(first).collect())
}

/// Moves a series to the next `count` numbers in a row of which no dossier has a code yet: codes of the unit and day may have come
/// from elsewhere. A number that lies far ahead does not move the series there.
pub async fn skip_taken(
    conn: &mut PgConnection,
    unit_code: &str,
    day: NaiveDate,
    count: i64,
) -> Result<(), sqlx::Error> {
    let prefix = DossierCode::prefix(unit_code, day);
    sqlx::query(
        "INSERT INTO dossiers.code_series (unit_code, day, last_sequence) VALUES ($1, $2, 0)
         ON CONFLICT DO NOTHING",
    )
    .bind(unit_code)
    .bind(day)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "WITH taken AS (
             SELECT last_sequence AS n FROM dossiers.code_series WHERE unit_code = $1 AND day = $2
             UNION
             SELECT substr(code, length($3) + 1)::bigint FROM dossiers.dossier WHERE starts_with(code, $3)
         ), gap AS (
             SELECT n AS before, lead(n) OVER (ORDER BY n) AS next FROM taken
         )
         UPDATE dossiers.code_series s
         SET last_sequence = (
             SELECT min(before) FROM gap
             WHERE before >= s.last_sequence AND (next IS NULL OR next - before > $4)
         )
         WHERE unit_code = $1 AND day = $2",
    )
    .bind(unit_code)
    .bind(day)
    .bind(prefix)
    .bind(count)
    .execute(conn)
    .await?;
    Ok(())
}
