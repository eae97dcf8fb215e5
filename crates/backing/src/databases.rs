use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::fault::BackingError;
use crate::postgres::{Postgres, SUPERUSER};
use crate::secrets::Secrets;
use crate::service::Service;

/// Makes the roles and databases of the services that are missing. Each database belongs to its service and is closed to others.
pub(crate) async fn prepare(postgres: &Postgres, secrets: &Secrets) -> Result<(), BackingError> {
    let mut connection = postgres.connect().await?;
    let roles: Vec<String> = sqlx::query_scalar("SELECT rolname::text FROM pg_roles")
        .fetch_all(&mut connection)
        .await?;
    let databases: Vec<String> = sqlx::query_scalar("SELECT datname::text FROM pg_database")
        .fetch_all(&mut connection)
        .await?;
    for service in Service::ALL {
        let role = service.name();
        if !roles.iter().any(|there| there == role) {
            let password = secrets.password(role)?;
            let create = format!("CREATE ROLE {role} LOGIN PASSWORD '{password}'");
            execute(&mut connection, create).await?;
        }
        if !databases.iter().any(|there| there == role) {
            create(&mut connection, role, role).await?;
        }
        // Again, in case an earlier start ended between the two statements.
        close_to_others(&mut connection, role).await?;
    }
    close_to_others(&mut connection, SUPERUSER).await?;
    connection.close().await?;
    Ok(())
}

/// Makes a database that belongs to `role` and is closed to others. Both are plain SQL identifiers.
pub(crate) async fn create(
    connection: &mut PgConnection,
    database: &str,
    role: &str,
) -> Result<(), sqlx::Error> {
    execute(
        connection,
        format!("CREATE DATABASE {database} OWNER {role}"),
    )
    .await?;
    close_to_others(connection, database).await
}

async fn close_to_others(connection: &mut PgConnection, database: &str) -> Result<(), sqlx::Error> {
    execute(
        connection,
        format!("REVOKE ALL ON DATABASE {database} FROM PUBLIC"),
    )
    .await
}

/// Runs a statement about roles or databases, which take no parameters. Names and passwords in it are made by this crate.
async fn execute(connection: &mut PgConnection, statement: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(connection)
        .await
        .map(drop)
}
