use std::fs;
use std::path::Path;
use std::process::Command;

use chiso_backing::{Backing, Durability, Service};
use sqlx::{Connection, PgConnection};

/// What compose runs in the container of PostgreSQL.
const SCRIPT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../deploy/postgres/init/databases.sh"
);

#[tokio::test]
async fn the_script_of_compose_makes_roles_and_renews_their_passwords() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let backing = Backing::start(home.path(), Durability::Volatile).await?;
    let secrets = home.path().join("of-compose");
    fs::create_dir(&secrets)?;
    fs::copy(
        home.path().join("secrets/postgres-postgres.password"),
        secrets.join("postgres.password"),
    )?;
    for password in ["first", "second"] {
        for role in ["dossiers", "aggregator", "watcher"] {
            let file = secrets.join(format!("postgres-{role}.password"));
            fs::write(file, format!("{password}-of-{role}\n"))?;
        }
        run(&backing, home.path(), &secrets)?;
        for service in Service::ALL {
            let own = url(&backing, service.name(), password, service.name());
            PgConnection::connect(&own).await?;
        }
        // It sees who is connected, and gets into no database of a service.
        let mut watcher =
            PgConnection::connect(&url(&backing, "watcher", password, "postgres")).await?;
        let connections: i64 = sqlx::query_scalar("SELECT sum(numbackends) FROM pg_stat_database")
            .fetch_one(&mut watcher)
            .await?;
        assert!(connections > 0);
        let foreign = url(&backing, "watcher", password, "dossiers");
        PgConnection::connect(&foreign).await.unwrap_err();
    }
    let old = url(&backing, "dossiers", "first", "dossiers");
    PgConnection::connect(&old).await.unwrap_err();
    Ok(())
}

fn run(backing: &Backing, home: &Path, secrets: &Path) -> anyhow::Result<()> {
    let output = Command::new("bash")
        .arg(SCRIPT)
        .env("SECRETS", secrets)
        .env("PGHOST", home.join("run"))
        .env("PGPORT", backing.postgres_port().to_string())
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    anyhow::ensure!(output.status.success(), "{said}");
    Ok(())
}

fn url(backing: &Backing, role: &str, password: &str, database: &str) -> String {
    let port = backing.postgres_port();
    format!("postgres://{role}:{password}-of-{role}@127.0.0.1:{port}/{database}?sslmode=disable")
}
