use std::sync::Arc;
use std::time::Duration;

use chiso_vault::Vault;
use metrics::gauge;
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// Gauge: 1 while the key file cannot be used, and the keys are those of before.
const KEY_FILE_UNUSABLE: &str = "vault_key_file_unusable";

/// How often the file is read.
const LOOK: Duration = Duration::from_secs(2);

/// Reads the key file again and again, and tells when it has other keys than before.
pub(super) async fn watch(vault: &Arc<Vault>, changed: &Notify, stop: &CancellationToken) {
    let mut usable = true;
    while !stop.is_cancelled() {
        let file = Arc::clone(vault);
        let Ok(read) = tokio::task::spawn_blocking(move || file.reload()).await else {
            // The runtime is at its end.
            return;
        };
        match &read {
            Ok(true) => {
                tracing::info!(vault.active = vault.keys().active().0, "data keys loaded");
                changed.notify_one();
            }
            Err(fault) if usable => tracing::error!(
                error = fault as &dyn std::error::Error,
                "the data keys stay as they were"
            ),
            Ok(false) | Err(_) => {}
        }
        usable = read.is_ok();
        gauge!(KEY_FILE_UNUSABLE).set(if usable { 0.0 } else { 1.0 });
        let _ = timeout(LOOK, stop.cancelled()).await;
    }
}
