use std::process::Command;

/// What the migrations made of a schema, as `pg_dump` tells it, without what differs between releases of PostgreSQL: to be
/// compared with a committed snapshot, so that a review sees what a migration really does.
///
/// # Panics
/// When `pg_dump` is not installed or cannot read the database.
pub fn schema(database: &str, schema: &str) -> String {
    let dump = Command::new("pg_dump")
        .args([
            "--schema-only",
            "--no-owner",
            "--no-privileges",
            "--schema",
            schema,
            "--dbname",
            database,
        ])
        .output()
        .expect("pg_dump is installed with PostgreSQL");
    assert!(
        dump.status.success(),
        "{}",
        String::from_utf8_lossy(&dump.stderr)
    );
    let noise = ["--", "SET ", "SELECT ", "\\"];
    String::from_utf8_lossy(&dump.stdout)
        .lines()
        .filter(|line| !line.is_empty() && !noise.iter().any(|start| line.starts_with(start)))
        .collect::<Vec<_>>()
        .join("\n")
}
