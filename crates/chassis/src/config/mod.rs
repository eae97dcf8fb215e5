//! Configuration: `CHISO_*` environment variables over an optional TOML file.

mod fault;
mod fields;
mod load;
mod shared;

pub use fault::ConfigFault;
pub use load::load;
pub use shared::{
    AuthConfig, DatabaseConfig, LimitsConfig, ListenConfig, NatsConfig, TelemetryConfig,
};
