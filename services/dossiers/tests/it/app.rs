//! A running service with a clock that stands, and a client for it.

use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine as _;
use chiso_chassis::config::{
    AuthConfig, DatabaseConfig, LimitsConfig, ListenConfig, NatsConfig, TelemetryConfig,
};
use chiso_chassis::shutdown::Lifecycle;
use chiso_clock::Clock;
use chiso_dossiers::Config;
use chiso_proto::dossiers::v1::dossier_service_client::DossierServiceClient;
use chiso_testkit::{Service, TestBacking, Tokens, http_client};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use sqlx::PgPool;
use tonic::transport::Channel;

pub struct TestApp {
    pub tokens: Arc<Tokens>,
    pub pool: PgPool,
    /// URL of the service's database.
    pub database: String,
    pub address: String,
    /// Where the metrics are.
    management: String,
    /// The key file, which the test may change.
    pub data_keys: PathBuf,
    /// Catalogue files that the test may change.
    pub catalogue: PathBuf,
    pub client: Client,
    lifecycle: Lifecycle,
    _directory: tempfile::TempDir,
    backing: Arc<TestBacking>,
    clock: Clock,
}

/// An answer with what tests look at.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub etag: Option<String>,
    pub json: Value,
}

pub const CITY: &str = "tthcc-tu-son";
pub const WARD: &str = "p-dong-ngan";
pub const OTHER_WARD: &str = "p-tan-hong";

impl TestApp {
    /// A service at 9 o'clock of Monday 6/6/2022.
    pub async fn start() -> Self {
        Self::start_at("2022-06-06T09:00:00+07:00").await
    }

    pub async fn start_at(time: &str) -> Self {
        let (clock, _) = Clock::at(time.parse().unwrap());
        let tokens = Arc::new(Tokens::new(clock.clone()));
        let backing = TestBacking::shared().await;
        let database = backing.fresh_database(Service::Dossiers).await;
        Self::launch(clock, tokens, backing, database).await
    }

    /// A second replica, with the same database and a key file of its own.
    pub async fn beside(&self) -> Self {
        let clock = self.clock.clone();
        let (tokens, backing) = (Arc::clone(&self.tokens), Arc::clone(&self.backing));
        Self::launch(clock, tokens, backing, self.database.clone()).await
    }

    async fn launch(
        clock: Clock,
        tokens: Arc<Tokens>,
        backing: Arc<TestBacking>,
        database: String,
    ) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let catalogue = directory.path().join("catalogue");
        copy(
            &PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../catalogue"),
            &catalogue,
        );
        let data_keys_file = directory.path().join("data-keys.toml");
        std::fs::write(&data_keys_file, key_file(1, &[1])).unwrap();
        let login = backing.nats_login(Service::Dossiers).unwrap();
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
                issuer: "chiso-dev".to_owned(),
                audience: "chiso".to_owned(),
                jwks: tokens.jwks_file().display().to_string(),
            },
            telemetry: TelemetryConfig::default(),
            catalogue_dir: catalogue.clone(),
            data_keys_file: data_keys_file.clone(),
        };
        let lifecycle = Lifecycle::new();
        let bound = chiso_dossiers::start(config, &lifecycle, clock.clone())
            .await
            .unwrap();
        Self {
            tokens,
            pool: PgPool::connect(&database).await.unwrap(),
            database,
            address: format!("http://{}", bound.address),
            management: format!("http://{}", bound.management),
            data_keys: data_keys_file,
            clock,
            catalogue,
            client: http_client(),
            lifecycle,
            _directory: directory,
            backing,
        }
    }

    /// A clerk of the city's one-stop centre.
    pub fn clerk(&self) -> String {
        self.tokens.mint("clerk", &[("clerk", CITY)])
    }

    pub fn importer(&self) -> String {
        self.tokens.mint(
            "importer",
            &[("importer", "tinh-bac-ninh"), ("clerk", "tinh-bac-ninh")],
        )
    }

    pub fn request(&self, method: Method, path: &str, token: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.address))
            .bearer_auth(token)
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        Answer::of(self.request(Method::GET, path, token).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, token: &str, key: &str, body: Value) -> Answer {
        let request = self
            .request(Method::POST, path, token)
            .header("Idempotency-Key", key)
            .json(&body);
        Answer::of(request.send().await.unwrap()).await
    }

    /// Files a dossier at the city's one-stop and gives it back.
    pub async fn submitted(&self) -> Value {
        let key = uuid::Uuid::from_u128(rand_like(&self.pool).await).to_string();
        let answer = self
            .post("/v1/dossiers", &self.clerk(), &key, submission())
            .await;
        assert_eq!(answer.status, 201, "{:?}", answer.json);
        answer.json
    }

    /// Takes one step with the etag of `dossier`.
    pub async fn step(&self, dossier: &Value, verb: &str, body: Option<Value>) -> Answer {
        let id = dossier["id"].as_str().unwrap();
        let etag = dossier["etag"].as_str().unwrap();
        let mut request = self
            .request(
                Method::POST,
                &format!("/v1/dossiers/{id}/{verb}"),
                &self.clerk(),
            )
            .header(
                "Idempotency-Key",
                format!("{verb}-{id}-{}", etag.trim_matches('"')),
            )
            .header("If-Match", etag);
        if let Some(body) = body {
            request = request.json(&body);
        }
        Answer::of(request.send().await.unwrap()).await
    }

    pub async fn import(&self, lines: String) -> Value {
        let answer = self
            .request(Method::POST, "/v1/imports", &self.importer())
            .body(lines)
            .send()
            .await
            .unwrap();
        let answer = Answer::of(answer).await;
        assert_eq!(answer.status, 200, "{:?}", answer.json);
        answer.json
    }

    pub async fn grpc(&self) -> DossierServiceClient<Channel> {
        DossierServiceClient::connect(self.address.clone())
            .await
            .unwrap()
    }

    /// The value of a series as `/metrics` gives it, e.g. `name{table="dossier"}`.
    pub async fn metric(&self, series: &str) -> Option<f64> {
        let request = self.client.get(format!("{}/metrics", self.management));
        let text = request.send().await.unwrap().text().await.unwrap();
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        line.map(|value| value.parse().unwrap())
    }

    /// A check's details as `/readyz` gives them.
    pub async fn readiness(&self, check: &str) -> Value {
        let request = self.client.get(format!("{}/readyz", self.management));
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        answer["checks"][check]["details"].clone()
    }

    /// Rows of a count query.
    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.pool).await.unwrap()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.lifecycle.stop();
    }
}

impl Answer {
    pub async fn of(response: Response) -> Self {
        let status = response.status();
        let etag = response
            .headers()
            .get("etag")
            .map(|tag| tag.to_str().unwrap().to_owned());
        let text = response.text().await.unwrap();
        let json = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Self { status, etag, json }
    }

    /// The stable code of a problem.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }
}

/// What a clerk of the city files.
pub fn submission() -> Value {
    json!({
        "procedure_code": "1.004873",
        "receiving_unit_id": CITY,
        "channel": "in_person",
        "applicant": { "name": "Nguyễn Thị Minh Khai", "id_number": "027185001234" },
    })
}

/// The text of a key file; a key is its number 32 times.
pub fn key_file(active: u8, keys: &[u8]) -> String {
    let encode = |id: &u8| base64::engine::general_purpose::STANDARD.encode([*id; 32]);
    let lines = keys.iter().map(|id| format!("{id} = \"{}\"\n", encode(id)));
    format!("active = {active}\n[keys]\n{}", lines.collect::<String>())
}

/// A history of an import line.
pub fn history(code: &str, steps: &Value) -> Value {
    json!({
        "code": code,
        "procedure_code": "1.004873",
        "receiving_unit_id": WARD,
        "channel": "online",
        "applicant": { "name": "Trần Văn Đức" },
        "steps": steps,
    })
}

async fn rand_like(pool: &PgPool) -> u128 {
    let id: uuid::Uuid = sqlx::query_scalar("select gen_random_uuid()")
        .fetch_one(pool)
        .await
        .unwrap();
    id.as_u128()
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
