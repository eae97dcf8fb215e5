use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

use secrecy::SecretString;
use serde::Deserialize;

/// Where a service listens. Port 0 lets the system choose.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListenConfig {
    /// REST and gRPC.
    pub address: SocketAddr,
    /// Liveness, readiness and metrics; without authentication, so on a loopback or otherwise private address.
    pub management: SocketAddr,
}

impl Default for ListenConfig {
    fn default() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            management: SocketAddr::from((Ipv4Addr::LOCALHOST, 9080)),
        }
    }
}

/// What a service takes on at most.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsConfig {
    /// Connections at a time; one more displaces the one that has been without a request for longest.
    pub connections: usize,
    /// Connections at a time from one address; a reverse proxy is one address.
    pub connections_per_address: usize,
    /// Seconds that a connection may be without a request under way: silent, in the middle of a head, or between two requests.
    pub idle_seconds: u64,
    /// Requests at a time; more are answered with 503 or `UNAVAILABLE`.
    pub requests: usize,
    /// Requests at a time of one caller (subject of the token); more are answered with 429 or `RESOURCE_EXHAUSTED`.
    pub requests_per_caller: usize,
    /// Seconds until a request is answered with 504 or `DEADLINE_EXCEEDED`.
    pub request_seconds: u64,
    /// Seconds that a service waits for [`body_bytes`](Self::body_bytes) more of a body; then it answers 408 or `ABORTED`.
    pub body_seconds: u64,
    /// What has to come of a body in that time, unless it ends.
    pub body_bytes: usize,
    /// Requests a second of one caller, in the long run; more are answered with 429 or `RESOURCE_EXHAUSTED`. Services are not counted.
    pub caller_rate: NonZeroU32,
    /// Requests of one caller at once.
    pub caller_burst: NonZeroU32,
    /// Requests a second from one address without a good token, in the long run; more are answered with 429 or `RESOURCE_EXHAUSTED`.
    pub stranger_rate: NonZeroU32,
    /// Requests from one address without a good token at once.
    pub stranger_burst: NonZeroU32,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            connections: 1024,
            connections_per_address: 768,
            idle_seconds: 30,
            requests: 512,
            requests_per_caller: 384,
            request_seconds: 30,
            body_seconds: 30,
            body_bytes: 1024,
            caller_rate: const { NonZeroU32::new(5_000).unwrap() },
            caller_burst: const { NonZeroU32::new(20_000).unwrap() },
            stranger_rate: const { NonZeroU32::new(20).unwrap() },
            stranger_burst: const { NonZeroU32::new(200).unwrap() },
        }
    }
}

/// The database of a service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `postgres://` URL; holds a password.
    pub url: SecretString,
    /// Connections at most.
    #[serde(default = "DatabaseConfig::default_max_connections")]
    pub max_connections: u32,
}

impl DatabaseConfig {
    /// Ten connections keep a machine with few cores busy; more only add contention.
    const fn default_max_connections() -> u32 {
        10
    }
}

/// The bus.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NatsConfig {
    /// `nats://` URL, or several with commas between; may hold a password.
    pub url: SecretString,
    /// File with the seed of the user's nkey; none on a server without authentication.
    #[serde(default)]
    pub nkey_seed_file: Option<PathBuf>,
    /// Prefix of the inboxes that the user may subscribe to; `_INBOX` if left out.
    #[serde(default)]
    pub inbox_prefix: Option<String>,
}

/// Whose tokens a service accepts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthConfig {
    /// Required `iss` claim.
    pub issuer: String,
    /// Required member of the `aud` claim.
    pub audience: String,
    /// Public keys of the issuer (JWK set, RFC 7517): a path, or an `http://` or `https://` URL.
    pub jwks: String,
}

/// What a process tells about itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TelemetryConfig {
    /// Filter of log lines in the syntax of `RUST_LOG`.
    pub log: String,
    /// OTLP collector (gRPC) that gets the spans, e.g. `http://127.0.0.1:4317`; none: no spans leave the process.
    pub otlp_endpoint: Option<String>,
    /// Share of traces that are recorded when the caller has not decided: 0.0 to 1.0.
    pub sample_ratio: f64,
}

impl Default for TelemetryConfig {
    fn default() -> Self {
        Self {
            log: "info".to_owned(),
            otlp_endpoint: None,
            sample_ratio: 1.0,
        }
    }
}
