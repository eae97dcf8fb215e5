use chiso_backing::{Backing, Durability, Service};
use sqlx::{Connection, PgConnection};

#[tokio::test]
async fn a_service_reads_no_database_but_its_own() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let backing = Backing::start(home.path(), Durability::Volatile).await?;
    let own = backing.database_url(Service::Aggregator)?;
    PgConnection::connect(&own).await?;

    for database in ["dossiers", "postgres"] {
        let foreign = own.replace("/aggregator?", &format!("/{database}?"));
        assert_ne!(foreign, own);
        let refusal = PgConnection::connect(&foreign).await.unwrap_err();
        let code = refusal
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        // insufficient_privilege
        assert_eq!(code.as_deref(), Some("42501"), "{database}: {refusal}");
    }
    Ok(())
}

#[tokio::test]
async fn the_socket_and_loopback_both_want_the_password() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let backing = Backing::start(home.path(), Durability::Volatile).await?;
    let socket = backing.database_url(Service::Dossiers)?;
    assert!(socket.contains("host=/"), "{socket}");
    let (loopback, _) = socket.split_once("&host=").expect("it has a socket");
    PgConnection::connect(loopback).await?;

    for url in [socket.as_str(), loopback] {
        let (before, after) = url.split_once('@').expect("it has a password");
        let (role, _) = before.rsplit_once(':').expect("it has a password");
        let refusal = PgConnection::connect(&format!("{role}:guess@{after}"))
            .await
            .unwrap_err();
        let code = refusal
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        // invalid_password
        assert_eq!(code.as_deref(), Some("28P01"), "{refusal}");
    }
    Ok(())
}

#[tokio::test]
async fn text_is_compared_by_bytes_and_knows_vietnamese_letters() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let backing = Backing::start(home.path(), Durability::Volatile).await?;
    let url = backing.create_database(Service::Dossiers, "fresh").await?;
    let mut connection = PgConnection::connect(&url).await?;
    let (lower, ordered, checksums): (String, bool, String) =
        sqlx::query_as("SELECT lower('ĐỒNG NGÀN'), 'Z' < 'a', current_setting('data_checksums')")
            .fetch_one(&mut connection)
            .await?;
    assert_eq!(
        (lower.as_str(), ordered, checksums.as_str()),
        ("đồng ngàn", true, "on")
    );
    Ok(())
}

#[tokio::test]
async fn a_home_with_a_path_too_long_for_a_socket_is_served_over_loopback() -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let home = directory.path().join("long".repeat(30));
    let backing = Backing::start(&home, Durability::Volatile).await?;
    let url = backing.database_url(Service::Dossiers)?;
    assert!(!url.contains("host="), "{url}");
    PgConnection::connect(&url).await?;
    Ok(())
}

#[tokio::test]
async fn the_log_of_the_server_holds_no_data() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let backing = Backing::start(home.path(), Durability::Volatile).await?;
    let mut connection = PgConnection::connect(&backing.database_url(Service::Dossiers)?).await?;
    sqlx::raw_sql("CREATE TABLE person (name text CONSTRAINT one_of_a_name UNIQUE)")
        .execute(&mut connection)
        .await?;
    let mut refused = 0;
    for _ in 0..2 {
        let inserted = sqlx::query("INSERT INTO person VALUES ($1)")
            .bind("Nguyễn Văn Dấu")
            .execute(&mut connection)
            .await;
        refused += u32::from(inserted.is_err());
    }
    assert_eq!(refused, 1);
    // Written before the refusal was sent.
    let log = std::fs::read_to_string(home.path().join("pg/postgres.log"))?;
    assert!(log.contains("one_of_a_name"), "{log}");
    assert!(!log.contains("Dấu"), "{log}");
    assert!(!log.contains("INSERT"), "{log}");
    Ok(())
}
