use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use async_nats::jetstream;
use chiso_backing::{Backing, BackingError, Durability, Service};
use sqlx::{Connection, PgConnection};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

#[tokio::test]
async fn a_second_start_finds_data_streams_and_ports() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let first = Backing::start(home.path(), Durability::Durable).await?;
    let ports = (first.postgres_port(), first.nats_port());
    let mut connection = PgConnection::connect(&first.database_url(Service::Dossiers)?).await?;
    sqlx::raw_sql("CREATE TABLE kept AS SELECT 42 AS answer")
        .execute(&mut connection)
        .await?;
    publish(&first, "chiso.dossiers.v1.dossier_received.H05.26").await?;
    first.stop().await;

    let second = Backing::start(home.path(), Durability::Durable).await?;
    assert_eq!((second.postgres_port(), second.nats_port()), ports);
    let mut connection = PgConnection::connect(&second.database_url(Service::Dossiers)?).await?;
    let answer: i32 = sqlx::query_scalar("SELECT answer FROM kept")
        .fetch_one(&mut connection)
        .await?;
    assert_eq!(answer, 42);
    assert_eq!(messages(&second).await?, 1);
    second.stop().await;
    Ok(())
}

#[tokio::test]
async fn killed_servers_start_again_with_what_they_confirmed() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let mut backing = Backing::start(home.path(), Durability::Volatile).await?;
    publish(&backing, "chiso.dossiers.v1.dossier_received.H05.26").await?;
    backing.kill_nats().await;
    backing.start_nats().await?;
    assert_eq!(messages(&backing).await?, 1);

    let url = backing.database_url(Service::Aggregator)?;
    let mut connection = PgConnection::connect(&url).await?;
    sqlx::raw_sql("CREATE TABLE kept AS SELECT 42 AS answer")
        .execute(&mut connection)
        .await?;
    backing.kill_postgres().await;
    backing.start_postgres().await?;
    let mut connection = PgConnection::connect(&url).await?;
    let answer: i32 = sqlx::query_scalar("SELECT answer FROM kept")
        .fetch_one(&mut connection)
        .await?;
    assert_eq!(answer, 42);

    backing.kill_nats().await;
    fs::remove_dir_all(backing.jetstream_store())?;
    backing.start_nats().await?;
    backing.provision().await?;
    assert_eq!(messages(&backing).await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_home_is_held_by_one_run_and_two_homes_run_side_by_side() -> anyhow::Result<()> {
    let (one, other) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let (first, second) = tokio::try_join!(
        Backing::start(one.path(), Durability::Volatile),
        Backing::start(other.path(), Durability::Volatile),
    )?;
    assert_ne!(first.postgres_port(), second.postgres_port());
    assert_ne!(first.nats_port(), second.nats_port());
    let refusal = Backing::start(one.path(), Durability::Volatile)
        .await
        .unwrap_err();
    assert!(
        matches!(&refusal, BackingError::InUse { holder, .. }
            if *holder == std::process::id().to_string()),
        "{refusal}"
    );
    Ok(())
}

#[tokio::test]
async fn a_stranger_on_the_port_is_not_taken_for_the_server() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let mut backing = Backing::start(home.path(), Durability::Volatile).await?;
    backing.kill_nats().await;
    let stranger = TcpListener::bind(("127.0.0.1", backing.nats_port())).await?;
    tokio::spawn(async move { while stranger.accept().await.is_ok() {} });
    let refusal = backing.start_nats().await.unwrap_err();
    assert!(
        matches!(&refusal, BackingError::Ended { tail, .. } if tail.contains("address already in use")),
        "{refusal}"
    );
    Ok(())
}

#[tokio::test]
async fn servers_that_die_by_themselves_are_started_again_with_their_streams() -> anyhow::Result<()>
{
    let home = tempfile::tempdir()?;
    let mut backing = Backing::start(home.path(), Durability::Volatile).await?;
    let database = backing.database_url(Service::Dossiers)?;
    let bus = backing.nats_admin()?;
    let store = backing.jetstream_store();
    let (report, mut incidents) = mpsc::unbounded_channel();
    let killed = async {
        let mut told = Vec::new();
        for pid_file in ["nats/nats.pid", "pg/data/postmaster.pid"] {
            kill(&home.path().join(pid_file))?;
            told.push(incidents.recv().await.context("an incident is told")?);
            told.push(incidents.recv().await.context("an incident is told")?);
        }
        PgConnection::connect(&database).await?;
        // Provisioned again as well, even where nothing is left of the store.
        jetstream::new(bus.connect().await?)
            .delete_stream("CHISO_DOSSIERS")
            .await?;
        fs::remove_dir_all(&store).ok();
        kill(&home.path().join("nats/nats.pid"))?;
        let stream = async || {
            let client = bus.connect().await.ok()?;
            jetstream::new(client)
                .get_stream("CHISO_DOSSIERS")
                .await
                .ok()
        };
        while stream().await.is_none() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        anyhow::Ok(told)
    };
    let told = tokio::select! {
        told = killed => told?,
        fault = backing.keep(|incident| report.send(incident.to_string()).expect("somebody listens")) => return Err(fault.into()),
        () = tokio::time::sleep(Duration::from_mins(1)) => anyhow::bail!("a server was not started again"),
    };
    for (server, told) in ["nats-server", "PostgreSQL"].iter().zip(told.chunks(2)) {
        assert!(
            told[0].starts_with(&format!(
                "{server} ended by itself (signal: 9 (SIGKILL)); see /"
            )),
            "{told:?}"
        );
        assert_eq!(told[1], format!("{server} runs again"));
    }
    Ok(())
}

#[tokio::test]
async fn a_bus_that_does_not_start_is_tried_again_until_it_does() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let mut backing = Backing::start(home.path(), Durability::Volatile).await?;
    let bus = backing.nats_admin()?;
    let port = backing.nats_port();
    backing.kill_nats().await;
    backing.start_nats().await?;
    let (report, mut incidents) = mpsc::unbounded_channel();
    let in_the_way = async {
        kill(&home.path().join("nats/nats.pid"))?;
        let stranger = loop {
            if let Ok(stranger) = TcpListener::bind(("127.0.0.1", port)).await {
                break stranger;
            }
        };
        loop {
            let told: String = incidents.recv().await.context("an incident is told")?;
            if told.contains("nats-server did not start, next try in") {
                anyhow::ensure!(told.contains("address already in use"), "{told}");
                break;
            }
        }
        drop(stranger);
        while bus.connect().await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        anyhow::Ok(())
    };
    tokio::select! {
        seen = in_the_way => seen,
        fault = backing.keep(|incident| report.send(incident.to_string()).expect("somebody listens")) => Err(fault.into()),
        () = tokio::time::sleep(Duration::from_mins(1)) => anyhow::bail!("the bus was not started again"),
    }
}

#[tokio::test]
async fn a_home_behind_a_closed_directory_names_the_directory() -> anyhow::Result<()> {
    let closed = tempfile::tempdir()?;
    if fs::metadata(closed.path())?.uid() != 0 {
        // An ordinary user runs the servers as itself and is never in its own way.
        return Ok(());
    }
    fs::set_permissions(closed.path(), fs::Permissions::from_mode(0o700))?;
    let refusal = Backing::start(&closed.path().join("in/home"), Durability::Volatile)
        .await
        .unwrap_err();
    assert!(
        matches!(&refusal, BackingError::Unreachable { directory, .. }
            if directory == closed.path()),
        "{refusal}"
    );
    Ok(())
}

#[tokio::test]
async fn secrets_and_data_are_closed_to_others() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let _backing = Backing::start(home.path(), Durability::Volatile).await?;
    let mode = |path: &str| -> anyhow::Result<u32> {
        Ok(fs::metadata(home.path().join(path))?.permissions().mode() & 0o777)
    };
    for directory in ["secrets", "pg", "nats"] {
        assert_eq!(mode(directory)?, 0o700, "{directory}");
    }
    for secret in fs::read_dir(home.path().join("secrets"))? {
        assert_eq!(secret?.metadata()?.permissions().mode() & 0o777, 0o600);
    }
    Ok(())
}

/// Kills the process that a file names (SIGKILL).
fn kill(pid_file: &Path) -> anyhow::Result<()> {
    let pid = fs::read_to_string(pid_file)?;
    let pid = pid.lines().next().context("the file names a process")?;
    let killed = std::process::Command::new("kill")
        .args(["-9", pid.trim()])
        .status()?;
    anyhow::ensure!(killed.success());
    Ok(())
}

/// Publishes as the dossiers service and waits for the acknowledgement.
async fn publish(backing: &Backing, subject: &str) -> anyhow::Result<()> {
    let client = backing.nats_login(Service::Dossiers)?.connect().await?;
    jetstream::new(client)
        .publish(subject.to_owned(), "event".into())
        .await?
        .await?;
    Ok(())
}

/// How many messages the stream of the dossiers holds.
async fn messages(backing: &Backing) -> anyhow::Result<u64> {
    let client = backing.nats_admin()?.connect().await?;
    let stream = jetstream::new(client).get_stream("CHISO_DOSSIERS").await?;
    Ok(stream.cached_info().state.messages)
}
