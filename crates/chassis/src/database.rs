//! The connection pool of a service.

use std::ops::{Deref, DerefMut};
use std::str::FromStr as _;
use std::time::Duration;

use secrecy::ExposeSecret;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, PgPool, Postgres};
use tokio::time::{Instant, sleep};

use crate::config::DatabaseConfig;
use crate::error::ErrorKind;

/// How long a database may take to start.
const START_TIME: Duration = Duration::from_secs(30);

/// How long a request waits for a free connection.
const ACQUIRE_TIME: Duration = Duration::from_secs(5);

/// Limits of every connection, so that no statement outlives the request that it serves; a transaction that needs longer says `SET LOCAL`.
/// A connection that is closed while it serves a statement ends it.
const SETTINGS: [(&str, &str); 5] = [
    ("statement_timeout", "30s"),
    ("lock_timeout", "5s"),
    ("idle_in_transaction_session_timeout", "60s"),
    ("client_connection_check_interval", "500ms"),
    ("TimeZone", "UTC"),
];

/// Connects to the database, and waits up to 30 seconds for it while it starts.
///
/// # Errors
/// If the URL is not valid, the database refuses the user, or it is not there in time.
pub async fn connect(config: &DatabaseConfig, service: &str) -> Result<PgPool, sqlx::Error> {
    connect_pool(config, service, config.max_connections).await
}

/// The same with a name and a size of its own, for a service whose parts must not take each other's connections.
///
/// # Errors
/// As [`connect`].
pub async fn connect_pool(
    config: &DatabaseConfig,
    name: &str,
    max_connections: u32,
) -> Result<PgPool, sqlx::Error> {
    let options = PgConnectOptions::from_str(config.url.expose_secret())?
        .application_name(&format!("chiso-{name}"))
        .options(SETTINGS);
    wait_for(&options).await?;
    Ok(PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(ACQUIRE_TIME)
        .connect_lazy_with(options))
}

/// A connection for somebody who may go away: dropped before [`done`](Self::done), it is closed, and the database gives its
/// statement up. Put back into the pool, it would be busy until the statement has ended.
#[derive(Debug)]
pub struct Attended(Option<PoolConnection<Postgres>>);

impl Attended {
    /// A connection of the pool.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn acquire(pool: &PgPool) -> Result<Self, sqlx::Error> {
        pool.acquire().await.map(|conn| Self(Some(conn)))
    }

    /// Puts the connection back: no statement is under way.
    pub fn done(mut self) {
        self.0 = None;
    }
}

impl Deref for Attended {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.0.as_deref().expect("only `done` takes it, at the end")
    }
}

impl DerefMut for Attended {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.0
            .as_deref_mut()
            .expect("only `done` takes it, at the end")
    }
}

impl Drop for Attended {
    fn drop(&mut self) {
        if let Some(conn) = self.0.take() {
            drop(conn.detach());
        }
    }
}

async fn wait_for(options: &PgConnectOptions) -> Result<(), sqlx::Error> {
    let deadline = Instant::now() + START_TIME;
    let mut pause = Duration::from_millis(50);
    loop {
        match options.connect().await {
            Ok(connection) => return connection.close().await,
            Err(error) if is_starting(&error) && Instant::now() + pause < deadline => {
                tracing::info!(%error, "waiting for the database");
                sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(2));
            }
            Err(error) => return Err(error),
        }
    }
}

fn is_starting(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        // cannot_connect_now, too_many_connections
        sqlx::Error::Database(error) => {
            matches!(error.code().as_deref(), Some("57P03" | "53300"))
        }
        _ => false,
    }
}

/// The kind of an error of the database that no domain rule explains.
pub fn kind_of(error: &sqlx::Error) -> ErrorKind {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => ErrorKind::Unavailable,
        sqlx::Error::Database(error) => match error.code().as_deref() {
            // query_canceled by statement_timeout, lock_not_available
            Some("57014" | "55P03") => ErrorKind::Timeout,
            // serialization_failure, deadlock_detected, disk_full and other lacks of resources, shutdown and crash, lost connections
            Some(code)
                if ["40001", "40P01"].contains(&code)
                    || ["53", "57P", "08"]
                        .iter()
                        .any(|class| code.starts_with(class)) =>
            {
                ErrorKind::Unavailable
            }
            _ => ErrorKind::Internal,
        },
        _ => ErrorKind::Internal,
    }
}
