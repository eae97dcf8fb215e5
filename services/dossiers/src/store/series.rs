use std::collections::BTreeMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

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

/// Moves a series past the codes of its unit and day that came from elsewhere (imports, other systems).
pub async fn catch_up(
    conn: &mut PgConnection,
    unit_code: &str,
    day: NaiveDate,
) -> Result<(), sqlx::Error> {
    let prefix = format!("{unit_code}-{}-", day.format("%y%m%d"));
    sqlx::query(
        "INSERT INTO dossiers.code_series AS s (unit_code, day, last_sequence)
         SELECT $1, $2, coalesce(max(substr(code, length($3) + 1)::bigint), 0)
         FROM dossiers.dossier WHERE starts_with(code, $3)
         ON CONFLICT (unit_code, day) DO UPDATE SET last_sequence = greatest(s.last_sequence, excluded.last_sequence)",
    )
    .bind(unit_code)
    .bind(day)
    .bind(prefix)
    .execute(conn)
    .await?;
    Ok(())
}
