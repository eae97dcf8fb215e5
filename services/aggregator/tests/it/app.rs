//! A running aggregator with a source, servers of its own, and a client.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chiso_aggregator::{Config, PoolsConfig, SourcesConfig};
use chiso_chassis::config::{
    AuthConfig, DatabaseConfig, LimitsConfig, ListenConfig, NatsConfig, TelemetryConfig,
};
use chiso_chassis::shutdown::Lifecycle;
use chiso_clock::Clock;
use chiso_proto::aggregator::v1::indicator_service_client::IndicatorServiceClient;
use chiso_testkit::{DevIssuer, Service, TestBacking, Tokens, http_client, wait_for};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
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
    pub location: Option<String>,
    pub json: Value,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    /// With another configuration.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::start_at(Clock::system(), change).await
    }

    /// In June 2022, before the units of today.
    pub async fn start_in_2022() -> Self {
        let (clock, _) = Clock::at("2022-06-06T09:00:00+07:00".parse().unwrap());
        Self::start_at(clock, |_| ()).await
    }

    async fn start_at(clock: Clock, change: impl FnOnce(&mut Config)) -> Self {
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
        let mut config = Config {
            listen: ListenConfig {
                address: free,
                management: free,
            },
            limits: LimitsConfig::default(),
            database: DatabaseConfig {
                url: database.clone().into(),
                max_connections: 10,
            },
            pools: PoolsConfig::default(),
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
        change(&mut config);
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

    /// The address of another replica, which ends with the test.
    pub async fn replica(&self) -> String {
        let bound = chiso_aggregator::start(self.config.clone(), &self.lifecycle, Clock::system());
        format!("http://{}", bound.await.unwrap().address)
    }

    pub fn reader(&self) -> String {
        self.tokens
            .mint("reader", &[("reader", "tinh-bac-ninh-2025")])
    }

    pub fn operator(&self) -> String {
        self.tokens
            .mint("operator", &[("operator", "tinh-bac-ninh-2025")])
    }

    pub fn request(&self, method: Method, path: &str, token: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.address))
            .bearer_auth(token)
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        Answer::to(self.request(Method::GET, path, token)).await
    }

    /// Calls with a key that was never used.
    pub async fn post(&self, path: &str, token: &str) -> Answer {
        static KEYS: AtomicUsize = AtomicUsize::new(0);
        let key = format!("key-{}", KEYS.fetch_add(1, Ordering::SeqCst));
        self.post_with_key(path, token, &key).await
    }

    pub async fn post_with_key(&self, path: &str, token: &str, key: &str) -> Answer {
        let request = self.request(Method::POST, path, token);
        Answer::to(request.header("Idempotency-Key", key)).await
    }

    /// Starts a job and gives it when it has ended.
    pub async fn job(&self, path: &str) -> Value {
        let started = self.post(path, &self.operator()).await;
        assert_eq!(started.status, 202, "{:?}", started.json);
        self.ended(started.json["id"].as_str().unwrap()).await
    }

    /// A job, when it has ended.
    pub async fn ended(&self, id: &str) -> Value {
        let path = format!("/v1/jobs/{id}");
        let mut job = Value::Null;
        wait_for("the job to end", PATIENCE, async || {
            job = self.get(&path, &self.operator()).await.json;
            job["state"] != "running"
        })
        .await;
        job
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
        let mut job = self.job("/v1/projection/verify").await;
        assert_eq!(job["state"], "succeeded", "{job}");
        job["result"].take()
    }

    /// What the management port says at a path.
    pub async fn managed(&self, path: &str) -> Answer {
        Answer::to(self.client.get(format!("{}{path}", self.management))).await
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
        wait_for("the source to be seen", PATIENCE, async || {
            let status = self.get("/v1/projection", &self.operator()).await;
            status.json["sources"][0]["lag_events"] == 0
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
    async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let status = response.status();
        let location = response.headers().get("location");
        let location = location.map(|at| at.to_str().unwrap().to_owned());
        let text = response.text().await.unwrap();
        Self {
            status,
            location,
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

/// A page token that nobody has given out.
pub fn page_token(position: &Value) -> String {
    chiso_chassis::page::encode(position)
}
