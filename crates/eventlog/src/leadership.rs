use std::time::Duration;

use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{ConnectOptions, Connection};
use tokio_util::sync::CancellationToken;

use crate::backoff::Backoff;
use crate::store::leader;

const CANDIDATE_POLL: Duration = Duration::from_millis(250);

/// Waits until this process leads under `name`. Nothing is returned when cancelled.
///
/// The lead is a session lock on the connection that is returned, and the leader does its writing on that connection: who
/// loses it cannot write any more, so there is no moment with two leaders.
pub(crate) async fn campaign(
    pool: &PgPool,
    name: &str,
    cancel: &CancellationToken,
) -> Option<PgConnection> {
    let mut backoff = Backoff::new();
    while !cancel.is_cancelled() {
        match cancel.run_until_cancelled(elected(pool, name)).await {
            None => break,
            Some(Ok(conn)) => return Some(conn),
            Some(Err(error)) => {
                tracing::warn!(lock = name, error = %error, "no database to campaign in");
                backoff.pause(cancel).await;
            }
        }
    }
    None
}

async fn elected(pool: &PgPool, name: &str) -> Result<PgConnection, sqlx::Error> {
    // A numbered event must not be lost in a crash, whatever the database's default; and a leader that went away with its
    // machine must not keep the lock, nor a transaction, for as long as TCP allows.
    let options = (*pool.connect_options()).clone().options([
        ("synchronous_commit", "on"),
        ("idle_in_transaction_session_timeout", "60s"),
        ("tcp_keepalives_idle", "10"),
        ("tcp_keepalives_interval", "5"),
        ("tcp_keepalives_count", "3"),
    ]);
    let mut conn = options.connect().await?;
    loop {
        if leader::try_lock(&mut conn, name).await? {
            return Ok(conn);
        }
        tokio::time::sleep(CANDIDATE_POLL).await;
    }
}

/// Gives the lead up at once.
pub(crate) async fn resign(conn: PgConnection) {
    if let Err(error) = conn.close().await {
        tracing::debug!(error = %error, "leader's connection was gone already");
    }
}
