//! The baseline of the write path: pgbench with a transaction that writes the same rows.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use chiso_testkit::Service;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;
use tokio::process::Command;

use crate::stage::Stage;

const CLIENTS: &str = "32";
const THREADS: &str = "2";
/// Where the tables of the service come from: its own migrations.
const MIGRATIONS: [&str; 2] = [
    concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../services/dossiers/migrations"
    ),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/eventlog/migrations"),
];

/// How the transaction is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// BEGIN, three INSERTs, COMMIT: five round trips.
    Separate,
    /// One statement with two common table expressions: one round trip.
    OneStatement,
}

/// A database with the service's tables, and a script for each shape.
pub struct Pgbench {
    database: String,
    scripts: TempDir,
    /// No key comes twice: each run counts on from here.
    next: u64,
}

impl Pgbench {
    /// Copies the shape of the tables, and a row of each that the service wrote into `written`.
    pub async fn prepare(stage: &Stage, written: &str) -> anyhow::Result<Self> {
        let inserts = inserts(written).await?;
        let database = stage.backing.fresh_database(Service::Dossiers).await;
        let mut connection = PgConnection::connect(&database).await?;
        sqlx::raw_sql("create schema if not exists dossiers; create schema if not exists eventlog")
            .execute(&mut connection)
            .await?;
        for file in migrations()? {
            let sql = std::fs::read_to_string(&file)?;
            sqlx::raw_sql(AssertSqlSafe(sql))
                .execute(&mut connection)
                .await
                .with_context(|| file.display().to_string())?;
        }
        connection.close().await?;
        let scripts = tempfile::tempdir()?;
        for shape in [Shape::Separate, Shape::OneStatement] {
            std::fs::write(scripts.path().join(shape.file()), shape.script(&inserts))?;
        }
        Ok(Self {
            database,
            scripts,
            next: 1_000_000,
        })
    }

    /// Transactions a second.
    pub async fn run(&mut self, shape: Shape, time: Duration) -> anyhow::Result<f64> {
        let first = self.next;
        self.next += 10_000_000;
        let output = Command::new("pgbench")
            .args(["--no-vacuum", "--protocol=prepared"])
            .args(["--client", CLIENTS, "--jobs", THREADS])
            .arg(format!("--time={}", time.as_secs()))
            .arg(format!("--define=n={first}"))
            .arg("--file")
            .arg(self.scripts.path().join(shape.file()))
            .arg(&self.database)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .context("pgbench is part of PostgreSQL's packages")?;
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(
            output.status.success(),
            "pgbench failed: {said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        said.lines()
            .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok())
            .with_context(|| format!("pgbench gave no tps: {said}"))
    }
}

impl Shape {
    fn file(self) -> &'static str {
        match self {
            Self::Separate => "separate.sql",
            Self::OneStatement => "one-statement.sql",
        }
    }

    /// `k` grows with time over all clients, as UUIDv7 and dossier codes do.
    fn script(self, [dossier, outbox, idempotency]: &[String; 3]) -> String {
        let numbers = "\\set n :n + 1\n\\set k :n * 100 + :client_id\n";
        match self {
            Self::Separate => {
                format!("{numbers}BEGIN;\n{dossier};\n{outbox};\n{idempotency};\nCOMMIT;\n")
            }
            Self::OneStatement => {
                format!("{numbers}WITH d AS ({dossier}), o AS ({outbox}) {idempotency};\n")
            }
        }
    }
}

/// What is different in every row: id and code, and the client's key.
const ID: &str = "(lpad(to_hex(:k::bigint), 12, '0') || '70008000000000000000')::uuid";
const CODE: &str = "'24.09-261122-' || (:k::bigint)::text";
const KEY: &str = "gen_random_uuid()::text";

/// The INSERTs of a transaction, made of rows that the service wrote.
async fn inserts(written: &str) -> anyhow::Result<[String; 3]> {
    let mut connection = PgConnection::connect(written).await?;
    let dossier: Vec<Option<String>> = row(
        &mut connection,
        "SELECT array[procedure_code, receiving_unit, competent_unit, channel::text, state::text, accepted_on::text,
                      applicant::text, steps::text, facet::text, version::text]
         FROM dossiers.dossier ORDER BY id DESC LIMIT 1",
    )
    .await?;
    let event: Vec<Option<String>> = row(
        &mut connection,
        "SELECT array[event_id::text, type, subject, org_code, traceparent, occurred_at::text, recorded_at::text, payload::text]
         FROM eventlog.log ORDER BY sequence DESC LIMIT 1",
    )
    .await?;
    let answer: Vec<Option<String>> = row(
        &mut connection,
        "SELECT array[scope, request_hash::text, response::text, created_at::text]
         FROM eventlog.idempotency ORDER BY created_at DESC LIMIT 1",
    )
    .await?;
    connection.close().await?;
    Ok([
        format!(
            "INSERT INTO dossiers.dossier (id, code, procedure_code, receiving_unit, competent_unit, channel, state,
                accepted_on, applicant, steps, facet, version) VALUES ({ID}, {CODE}, {})",
            literals(&dossier)
        ),
        format!(
            "INSERT INTO eventlog.outbox (event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload)
             VALUES ({})",
            literals(&event)
        ),
        format!(
            "INSERT INTO eventlog.idempotency (key, scope, request_hash, response, created_at) VALUES ({KEY}, {})",
            literals(&answer)
        ),
    ])
}

async fn row(
    connection: &mut PgConnection,
    sql: &'static str,
) -> anyhow::Result<Vec<Option<String>>> {
    sqlx::query_scalar(sql)
        .fetch_one(connection)
        .await
        .context("the service has written a row")
}

fn literals(values: &[Option<String>]) -> String {
    let literals: Vec<String> = values
        .iter()
        .map(|value| value.as_deref().map_or("NULL".to_owned(), literal))
        .collect();
    literals.join(", ")
}

/// A literal in which pgbench finds no `:variable`.
fn literal(text: &str) -> String {
    let text = text
        .replace('\\', "\\\\")
        .replace('\'', "''")
        .replace(':', "\\003A");
    format!("U&'{text}'")
}

fn migrations() -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for directory in MIGRATIONS {
        let entries = std::fs::read_dir(Path::new(directory)).context(directory)?;
        for entry in entries {
            files.push(entry?.path());
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_has_no_variables_and_no_loose_quotes() {
        assert_eq!(
            literal(r#"{"at":"2026-11-22T00:31:20Z"} 'x' \xff"#),
            r#"U&'{"at"\003A"2026-11-22T00\003A31\003A20Z"} ''x'' \\xff'"#
        );
        assert_eq!(literals(&[None, Some("a".to_owned())]), "NULL, U&'a'");
    }
}
