use std::path::PathBuf;

use chiso_chassis::ServiceConfig;
use chiso_chassis::config::{
    AuthConfig, DatabaseConfig, LimitsConfig, ListenConfig, NatsConfig, TelemetryConfig,
};
use serde::Deserialize;

/// Configuration of the aggregator.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    #[serde(default)]
    pub listen: ListenConfig,
    #[serde(default)]
    pub limits: LimitsConfig,
    /// Its `max_connections` are those of the questions for figures.
    pub database: DatabaseConfig,
    #[serde(default)]
    pub pools: PoolsConfig,
    pub nats: NatsConfig,
    pub auth: AuthConfig,
    #[serde(default)]
    pub telemetry: TelemetryConfig,
    /// Directory with `org_units.toml` and `indicators.toml`.
    pub catalogue_dir: PathBuf,
    pub sources: SourcesConfig,
    /// Token with the role `peer`, with which the event logs of the sources are read. Read again at every call.
    pub peer_token_file: PathBuf,
}

/// Connections of the parts that slow questions must not starve.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PoolsConfig {
    /// Of the live consumers, beside the one on which each of them writes.
    pub consumer: u32,
    /// Of jobs, status, quarantine and readiness.
    pub operations: u32,
}

impl Default for PoolsConfig {
    fn default() -> Self {
        Self {
            consumer: 2,
            operations: 4,
        }
    }
}

/// Where the event log of each source is served.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourcesConfig {
    /// URL of the dossiers service, e.g. `http://127.0.0.1:8080`.
    pub dossiers: String,
}

impl ServiceConfig for Config {
    fn telemetry(&self) -> &TelemetryConfig {
        &self.telemetry
    }
}
