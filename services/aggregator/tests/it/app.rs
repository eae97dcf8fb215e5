//! A running aggregator with a source, servers of its own, and a client.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chiso_aggregator::{Config, SourcesConfig};
use chiso_chassis::config::{
    AuthConfig, DatabaseConfig, LimitsConfig, ListenConfig, NatsConfig, TelemetryConfig,
};
use chiso_chassis::shutdown::Lifecycle;
use chiso_clock::Clock;
use chiso_proto::aggregator::v1::indicator_service_client::IndicatorServiceClient;
use chiso_testkit::{DevIssuer, Service, TestBacking, Tokens, http_client, wait_for};
use reqwest::{Client, Method, StatusCode};
use serde_json::Value;
use sqlx::PgPool;
use tonic::transport::Channel;

use crate::source::{PEER_TOKEN, TestSource};

pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct TestApp {
    pub tokens: Tokens,
    pub source: TestSource,
    /// The aggregator's own database.
    pub pool: PgPool,
    pub config: Config,
    pub address: String,
    pub management: String,
    /// Catalogue files that the test may change.
    pub catalogue: PathBuf,
    client: Client,
    lifecycle: Lifecycle,
    _directory: tempfile::TempDir,
    _backing: TestBacking,
}

/// An answer with what tests look at.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub json: Value,
}

impl TestApp {
    pub async fn start() -> Self {
        let clock = Clock::system();
        let tokens = Tokens::new(clock.clone());
        let backing = TestBacking::fresh(false).await;
        let source = TestSource::start(&backing).await;
        let directory = tempfile::tempdir().unwrap();
        let catalogue = directory.path().to_owned();
        for file in ["org_units.toml", "indicators.toml"] {
            let original = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../../catalogue")
                .join(file);
            std::fs::copy(original, catalogue.join(file)).unwrap();
        }
        let peer_token_file = directory.path().join("peer-token");
        std::fs::write(&peer_token_file, format!("{PEER_TOKEN}\n")).unwrap();
        let database = backing.fresh_database(Service::Aggregator).await;
        let login = backing.nats_login(Service::Aggregator).unwrap();
        let free = "127.0.0.1:0".parse().unwrap();
        let config = Config {
            listen: ListenConfig {
                address: free,
                management: free,
            },
            limits: LimitsConfig::default(),
            database: DatabaseConfig {
                url: database.clone().into(),
                max_connections: 10,
            },
            nats: NatsConfig {
                url: login.url.into(),
                nkey_seed_file: Some(login.seed_file),
                inbox_prefix: Some(login.inbox_prefix),
            },
            auth: AuthConfig {
                issuer: DevIssuer::ISSUER.to_owned(),
                audience: DevIssuer::AUDIENCE.to_owned(),
                jwks: tokens.jwks_file().display().to_string(),
            },
            telemetry: TelemetryConfig::default(),
            catalogue_dir: catalogue.clone(),
            sources: SourcesConfig {
                dossiers: source.url.clone(),
            },
            peer_token_file,
        };
        let lifecycle = Lifecycle::new();
        let bound = chiso_aggregator::start(config.clone(), &lifecycle, clock)
            .await
            .unwrap();
        Self {
            tokens,
            source,
            pool: PgPool::connect(&database).await.unwrap(),
            config,
            address: format!("http://{}", bound.address),
            management: format!("http://{}", bound.management),
            catalogue,
            client: http_client(),
            lifecycle,
            _directory: directory,
            _backing: backing,
        }
    }

    pub fn reader(&self) -> String {
        self.tokens.mint("reader", &[("reader", "tinh-bac-ninh")])
    }

    pub fn operator(&self) -> String {
        self.tokens
            .mint("operator", &[("operator", "tinh-bac-ninh")])
    }

    async fn send(&self, method: Method, path: &str, token: &str) -> Answer {
        let request = self
            .client
            .request(method, format!("{}{path}", self.address))
            .bearer_auth(token);
        Answer::of(request.send().await.unwrap()).await
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        self.send(Method::GET, path, token).await
    }

    pub async fn post(&self, path: &str, token: &str) -> Answer {
        self.send(Method::POST, path, token).await
    }

    /// The figures of a query such as `unit_id=..&from_date=..&until_date=..`.
    pub async fn figures(&self, query: &str) -> Value {
        let answer = self
            .get(&format!("/v1/figures?{query}"), &self.reader())
            .await;
        assert_eq!(answer.status, 200, "{:?}", answer.json);
        answer.json
    }

    pub async fn verify(&self) -> Value {
        let answer = self.post("/v1/projection/verify", &self.operator()).await;
        assert_eq!(answer.status, 200, "{:?}", answer.json);
        answer.json
    }

    /// What the management port says at a path.
    pub async fn managed(&self, path: &str) -> Answer {
        let request = self.client.get(format!("{}{path}", self.management));
        Answer::of(request.send().await.unwrap()).await
    }

    pub async fn grpc(&self) -> IndicatorServiceClient<Channel> {
        IndicatorServiceClient::connect(self.address.clone())
            .await
            .unwrap()
    }

    /// The number of the last event that the live generation contains.
    pub async fn checkpoint(&self) -> i64 {
        sqlx::query_scalar("SELECT COALESCE(max(last_sequence), 0) FROM eventlog.checkpoint WHERE consumer = 'aggregator'")
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// Waits until everything that the source has committed is projected.
    pub async fn caught_up(&self) {
        wait_for("the projection", PATIENCE, async || {
            self.source.pending().await == 0 && self.checkpoint().await == self.source.head().await
        })
        .await;
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.lifecycle.stop();
    }
}

impl Answer {
    async fn of(response: reqwest::Response) -> Self {
        let status = response.status();
        let text = response.text().await.unwrap();
        Self {
            status,
            json: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        }
    }

    /// The stable code of a problem.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }
}

/// A request with a bearer token.
pub fn authorised<T>(message: T, token: &str) -> tonic::Request<T> {
    let mut request = tonic::Request::new(message);
    request
        .metadata_mut()
        .insert("authorization", format!("Bearer {token}").parse().unwrap());
    request
}
