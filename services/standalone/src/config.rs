use std::path::PathBuf;

use chiso_chassis::ServiceConfig;
use chiso_chassis::config::TelemetryConfig;
use serde::Deserialize;

/// Configuration of `chiso run`; everything else is found or made under the home.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Directory of all data: databases, streams, keys.
    #[serde(default = "crate::home::default")]
    pub home: PathBuf,
    /// Directory of the catalogue files; if left out, the catalogue that this program carries is written to the home.
    pub catalogue_dir: Option<PathBuf>,
    #[serde(default = "telemetry")]
    pub telemetry: TelemetryConfig,
}

impl ServiceConfig for Config {
    fn telemetry(&self) -> &TelemetryConfig {
        &self.telemetry
    }
}

/// The terminal belongs to the person in front of it: only warnings come between, and not those of connections that end
/// because the servers stop.
fn telemetry() -> TelemetryConfig {
    TelemetryConfig {
        log: "warn,sqlx=error".to_owned(),
        ..TelemetryConfig::default()
    }
}
