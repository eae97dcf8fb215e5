use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use chiso_clock::Clock;
use chiso_testkit::{NatsLogin, Process, Service, TestBacking, Tokens};
use chiso_tests::{Catalogue, program};
use serde::Deserialize;
use tempfile::TempDir;

/// Only for this run; seals invented applicants.
const DATA_KEYS: &str =
    "active = 1\n[keys]\n1 = \"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\"\n";
/// The top of the tree before and since 1/7/2025.
const TOP: [&str; 2] = ["tinh-bac-ninh", "tinh-bac-ninh-2025"];
const START: Duration = Duration::from_secs(30);
const STOP: Duration = Duration::from_secs(15);

/// Private servers with production settings, and what is needed to start services on them. All goes when it is dropped.
pub struct Stage {
    pub backing: TestBacking,
    pub tokens: Tokens,
    pub clock: Clock,
    directory: TempDir,
}

/// A service in a process of its own.
pub struct Running {
    process: Process,
    pub address: SocketAddr,
}

/// How a service traces.
#[derive(Clone, Debug)]
pub struct Tracing {
    pub endpoint: String,
    pub ratio: f64,
}

/// The log line of a service that has started.
#[derive(Deserialize)]
struct Listening {
    address: SocketAddr,
}

impl Stage {
    pub async fn start() -> anyhow::Result<Self> {
        let clock = Clock::system();
        let tokens = Tokens::new(clock.clone());
        let directory = tempfile::tempdir()?;
        std::fs::write(directory.path().join("data-keys.toml"), DATA_KEYS)?;
        let peer = tokens.mint("aggregator", &TOP.map(|unit| ("peer", unit)));
        std::fs::write(directory.path().join("peer-token"), peer)?;
        Ok(Self {
            backing: TestBacking::fresh(true).await,
            tokens,
            clock,
            directory,
        })
    }

    /// A token that may do everything that people may.
    pub fn token(&self, subject: &str) -> String {
        let roles = ["clerk", "importer", "reader", "operator"];
        let grants = roles.iter().flat_map(|role| TOP.map(|unit| (*role, unit)));
        self.tokens.mint(subject, &grants.collect::<Vec<_>>())
    }

    pub async fn dossiers(
        &self,
        database: &str,
        tracing: Option<&Tracing>,
    ) -> anyhow::Result<Running> {
        let mut settings = self.settings(Service::Dossiers, database)?;
        let keys = self.directory.path().join("data-keys.toml");
        settings.push(("CHISO_DATA_KEYS_FILE", text(&keys)));
        if let Some(Tracing { endpoint, ratio }) = tracing {
            settings.push(("CHISO_TELEMETRY__OTLP_ENDPOINT", endpoint.clone()));
            settings.push(("CHISO_TELEMETRY__SAMPLE_RATIO", ratio.to_string()));
        }
        Running::start("chiso-dossiers", settings).await
    }

    pub async fn aggregator(&self, database: &str, source: &Running) -> anyhow::Result<Running> {
        let mut settings = self.settings(Service::Aggregator, database)?;
        let url = format!("http://{}", source.address);
        settings.push(("CHISO_SOURCES__DOSSIERS", url));
        let token = self.directory.path().join("peer-token");
        settings.push(("CHISO_PEER_TOKEN_FILE", text(&token)));
        Running::start("chiso-aggregator", settings).await
    }

    fn settings(
        &self,
        service: Service,
        database: &str,
    ) -> anyhow::Result<Vec<(&'static str, String)>> {
        let NatsLogin {
            url,
            seed_file,
            inbox_prefix,
        } = self.backing.nats_login(service)?;
        Ok(vec![
            ("CHISO_LISTEN__ADDRESS", "127.0.0.1:0".to_owned()),
            ("CHISO_LISTEN__MANAGEMENT", "127.0.0.1:0".to_owned()),
            ("CHISO_DATABASE__URL", database.to_owned()),
            ("CHISO_NATS__URL", url),
            ("CHISO_NATS__NKEY_SEED_FILE", text(&seed_file)),
            ("CHISO_NATS__INBOX_PREFIX", inbox_prefix),
            ("CHISO_AUTH__ISSUER", "chiso-dev".to_owned()),
            ("CHISO_AUTH__AUDIENCE", "chiso".to_owned()),
            ("CHISO_AUTH__JWKS", text(self.tokens.jwks_file())),
            ("CHISO_CATALOGUE_DIR", text(&Catalogue::directory())),
            ("CHISO_TELEMETRY__LOG", "warn,chiso_chassis=info".to_owned()),
        ])
    }
}

impl Running {
    async fn start(name: &str, settings: Vec<(&'static str, String)>) -> anyhow::Result<Self> {
        let process = Process::start(program(name), &[], settings);
        let line = process.line("\"listening\"", START).await;
        let Listening { address } = serde_json::from_str(&line)
            .with_context(|| format!("{name} does not say where it listens: {line}"))?;
        Ok(Self { process, address })
    }

    /// Ends it in order, so that nothing is left half done for the next one.
    pub async fn stop(self) -> anyhow::Result<()> {
        let status = self.process.terminate(STOP).await;
        ensure!(
            status.success(),
            "a service ended with {status}:\n{}",
            self.process.lines().join("\n")
        );
        Ok(())
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
