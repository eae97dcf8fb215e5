use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::rest::Rest;
use crate::store::damaged::register_metric;
use crate::store::keys::reseal;
use crate::usecase::Dossiers;

/// How often rows under old keys are looked for while the keys stay as they are: another replica may still make some.
const ROUND: Duration = Duration::from_mins(1);
/// Rows that are sealed anew in one transaction, and the pause after it: requests go first.
const STEP: i64 = 200;
const PAUSE: Duration = Duration::from_millis(50);

/// Seals rows under old keys anew, at once when keys have changed and every minute.
pub(super) async fn go(dossiers: &Dossiers, changed: &Notify, stop: &CancellationToken) {
    register_metric();
    let mut rest = Rest::default();
    while !stop.is_cancelled() {
        if let Err(error) = round(dossiers, &mut rest, stop).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "rows under old keys are left for later"
            );
        }
        rest.tell(dossiers).await;
        tokio::select! {
            () = stop.cancelled() => {}
            _ = timeout(ROUND, changed.notified()) => {}
        }
    }
}

async fn round(
    dossiers: &Dossiers,
    rest: &mut Rest,
    stop: &CancellationToken,
) -> Result<(), sqlx::Error> {
    let mut position = (-1, Uuid::nil());
    let mut unopenable = 0;
    let mut told = Instant::now();
    while !stop.is_cancelled() {
        let keys = dossiers.vault.keys();
        let Some(done) = reseal(&dossiers.pool, &keys, position, STEP).await? else {
            break;
        };
        position = done.last;
        unopenable += done.unopenable;
        if told.elapsed() >= ROUND {
            rest.tell(dossiers).await;
            told = Instant::now();
        }
        let _ = timeout(PAUSE, stop.cancelled()).await;
    }
    if unopenable > 0 {
        tracing::error!(
            rows = unopenable,
            "rows stay under old keys because they do not open"
        );
    }
    Ok(())
}
