//! Data keys change while the service works: their file is watched, and what is sealed under old keys comes under the active one.

mod rest;
mod rounds;
mod watch;

use std::sync::Arc;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::Dossiers;

/// Watches the key file and seals rows anew until `stop`.
pub async fn keep(dossiers: Arc<Dossiers>, stop: CancellationToken) {
    let changed = Notify::new();
    let watching = watch::watch(&dossiers.vault, &changed, &stop);
    let sealing = rounds::go(&dossiers, &changed, &stop);
    tokio::join!(watching, sealing);
}
