//! The connection to NATS.

use std::path::PathBuf;
use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event, ServerAddr};
use secrecy::ExposeSecret;

use crate::config::NatsConfig;

/// Why the client could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BusFault {
    /// The file with the nkey cannot be read.
    #[error("nkey seed file {path} cannot be read")]
    Seed {
        /// The path.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The URL is not one of NATS.
    #[error("nats url is not valid")]
    Url(#[source] std::io::Error),
    /// The client gave up.
    #[error("nats client could not be started")]
    Connect(#[from] async_nats::ConnectError),
}

/// Makes a client that connects in the background and reconnects for ever: a service starts and takes requests while the bus is down.
///
/// # Errors
/// [`BusFault`], if the configuration cannot be used.
pub async fn connect(config: &NatsConfig, service: &str) -> Result<Client, BusFault> {
    let mut options = ConnectOptions::new()
        .name(format!("chiso-{service}"))
        .retry_on_initial_connect()
        .ping_interval(Duration::from_secs(10))
        .event_callback(|event| async move { record(&event) });
    if let Some(path) = &config.nkey_seed_file {
        let seed = tokio::fs::read_to_string(path).await;
        let seed = seed.map_err(|source| BusFault::Seed {
            path: path.clone(),
            source,
        })?;
        options = options.nkey(seed.trim().to_owned());
    }
    if let Some(prefix) = &config.inbox_prefix {
        options = options.custom_inbox_prefix(prefix);
    }
    let servers = config.url.expose_secret().split(',');
    let servers: Vec<ServerAddr> = servers
        .map(|url| url.trim().parse())
        .collect::<Result<_, _>>()
        .map_err(BusFault::Url)?;
    Ok(options.connect(servers).await?)
}

fn record(event: &Event) {
    match event {
        Event::Connected => tracing::info!("connected to nats"),
        Event::Closed | Event::Draining => tracing::debug!(%event, "nats client is closing"),
        _ => tracing::warn!(%event, "nats connection"),
    }
}
