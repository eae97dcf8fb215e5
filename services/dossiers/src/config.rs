use std::path::PathBuf;

use chiso_chassis::ServiceConfig;
use chiso_chassis::config::{
    AuthConfig, DatabaseConfig, LimitsConfig, ListenConfig, NatsConfig, TelemetryConfig,
};
use serde::Deserialize;

/// Configuration of the dossiers service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    #[serde(default)]
    pub listen: ListenConfig,
    #[serde(default)]
    pub limits: LimitsConfig,
    pub database: DatabaseConfig,
    pub nats: NatsConfig,
    pub auth: AuthConfig,
    #[serde(default)]
    pub telemetry: TelemetryConfig,
    /// Directory with `org_units.toml`, `procedures.toml` and `calendars/`.
    pub catalogue_dir: PathBuf,
    /// Keys that seal personal data: TOML with `active = 1` and `[keys]` with `1 = "<base64 of 32 bytes>"`.
    pub data_keys_file: PathBuf,
}

impl ServiceConfig for Config {
    fn telemetry(&self) -> &TelemetryConfig {
        &self.telemetry
    }
}
