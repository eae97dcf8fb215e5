use std::sync::Arc;
use std::time::Duration;

use chiso_testkit::{Service, TestBacking, wait_for};
use sqlx::{Connection, PgConnection};

#[tokio::test]
async fn tests_of_a_process_share_servers_but_no_database() -> anyhow::Result<()> {
    let (one, other) = tokio::join!(TestBacking::shared(), TestBacking::shared());
    assert!(Arc::ptr_eq(&one, &other));
    let first = one.fresh_database(Service::Dossiers).await;
    let second = other.fresh_database(Service::Dossiers).await;
    let mut connection = PgConnection::connect(&first).await?;
    sqlx::raw_sql("CREATE TABLE mine ()")
        .execute(&mut connection)
        .await?;
    let mut connection = PgConnection::connect(&second).await?;
    let tables: Option<String> = sqlx::query_scalar("SELECT to_regclass('mine')::text")
        .fetch_one(&mut connection)
        .await?;
    assert_eq!(tables, None);
    Ok(())
}

#[tokio::test]
async fn dropped_servers_leave_nothing() {
    let backing = TestBacking::fresh(true).await;
    let (home, port) = (backing.home().to_owned(), backing.postgres_port());
    drop(backing);
    assert!(!home.exists());
    wait_for(
        "the port to be closed",
        Duration::from_secs(10),
        async || std::net::TcpStream::connect(("127.0.0.1", port)).is_err(),
    )
    .await;
}

#[tokio::test]
async fn servers_of_one_test_can_be_killed_and_started() -> anyhow::Result<()> {
    let mut backing = TestBacking::fresh(false).await;
    let url = backing.fresh_database(Service::Aggregator).await;
    backing.kill_postgres().await;
    assert!(PgConnection::connect(&url).await.is_err());
    backing.start_postgres().await?;
    PgConnection::connect(&url).await?;
    Ok(())
}
