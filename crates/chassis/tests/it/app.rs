use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Extension, Router};
use chiso_chassis::auth::{AuthConfig, Authenticator, Caller};
use chiso_chassis::config::{LimitsConfig, ListenConfig, TelemetryConfig};
use chiso_chassis::error::ApiError;
use chiso_chassis::extract::{Day, IdempotencyKey, IfMatch, Json, Lines, Path, Query};
use chiso_chassis::health::Checks;
use chiso_chassis::server::{Api, Bound, serve};
use chiso_chassis::shutdown::Lifecycle;
use chiso_chassis::telemetry;
use chiso_clock::{Clock, ClockHand};
use futures::StreamExt as _;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Notify, Semaphore};
use utoipa::OpenApi;
use uuid::Uuid;

pub const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
pub const NOW: i64 = 1_700_000_000;

/// A service of nothing but corner cases, and what is needed to call it.
pub struct App {
    pub bound: Bound,
    pub life: Lifecycle,
    pub clock: ClockHand,
    pub gate: Arc<DoorKeeper>,
    home: TempDir,
}

/// Lets a test hold requests inside of their handler.
pub struct DoorKeeper {
    pub entered: Semaphore,
    pub leave: Notify,
    /// Handlers that were dropped before their end.
    pub gone: Semaphore,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dossier {
    code: String,
    #[serde(rename = "pages")]
    _pages: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    page_size: u16,
    #[serde(default)]
    from_date: Option<Day>,
}

async fn hold(Extension(gate): Extension<Arc<DoorKeeper>>) -> &'static str {
    gate.entered.add_permits(1);
    gate.leave.notified().await;
    "let go"
}

/// Bytes of the lines that came.
async fn count_lines(mut lines: Lines) -> Result<String, ApiError> {
    let mut bytes = 0;
    while let Some(chunk) = lines.next().await? {
        bytes += chunk.len();
    }
    Ok(bytes.to_string())
}

/// An answer that breaks off by a panic after its first part.
async fn stream() -> Body {
    Body::from_stream(futures::stream::iter(0..2).map(|part| match part {
        0 => Ok::<_, std::io::Error>("first "),
        _ => panic!("secret"),
    }))
}

/// Tells when it is dropped.
struct Gone(Arc<DoorKeeper>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.gone.add_permits(1);
    }
}

async fn forever(Extension(gate): Extension<Arc<DoorKeeper>>) {
    let _gone = Gone(Arc::clone(&gate));
    gate.entered.add_permits(1);
    std::future::pending::<()>().await;
}

fn routes(gate: Arc<DoorKeeper>) -> Router {
    Router::new()
        .route(
            "/v1/me",
            get(async |caller: Caller| caller.subject().to_owned()),
        )
        .route(
            "/v1/dossiers",
            post(async |_: IdempotencyKey, Json(dossier): Json<Dossier>| dossier.code)
                .get(async |Query(page): Query<Page>| {
                    format!("{} {:?}", page.page_size, page.from_date.map(|day| day.0))
                })
                .layer(DefaultBodyLimit::max(1000)),
        )
        .route(
            "/v1/dossiers/{id}",
            get(async |Path(id): Path<Uuid>| id.to_string())
                .patch(async |IfMatch(version): IfMatch| version.to_string()),
        )
        .route(
            "/v1/by-code/{code}",
            get(async |Path(code): Path<String>| code),
        )
        .route("/v1/hold", get(hold))
        .route("/v1/forever", get(forever))
        .route("/v1/import", get(hold).post(count_lines))
        .route("/v1/stream", get(stream))
        .route(
            "/v1/panic",
            get(async || panic!("secret") as Result<(), ApiError>),
        )
        .layer(Extension(gate))
}

/// Names the operations that metrics are looked at of.
#[derive(OpenApi)]
#[openapi(paths(get_dossier))]
struct Document;

#[utoipa::path(get, path = "/v1/dossiers/{id}", params(("id" = Uuid, Path)), responses((status = 200)))]
#[expect(dead_code, reason = "only its document is looked at")]
fn get_dossier() {}

impl App {
    pub async fn start() -> Self {
        Self::with(LimitsConfig::default()).await
    }

    pub async fn with(limits: LimitsConfig) -> Self {
        // An error means that another test has installed it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        telemetry::start("test", &TelemetryConfig::default()).unwrap();
        let home = tempfile::tempdir().unwrap();
        let (clock, hand) = Clock::at(chrono::DateTime::from_timestamp(NOW, 0).unwrap());
        write_keys(&home, &[("one", &key(1))]);
        let config = AuthConfig {
            issuer: "chiso-test".to_owned(),
            audience: "chiso".to_owned(),
            jwks: home.path().join("jwks.json").to_str().unwrap().to_owned(),
        };
        let authenticator = Authenticator::start(&config, clock).await.unwrap();
        let gate = Arc::new(DoorKeeper {
            entered: Semaphore::new(0),
            leave: Notify::new(),
            gone: Semaphore::new(0),
        });
        let api = Api {
            service: "corner",
            rest: routes(Arc::clone(&gate)),
            document: Document::openapi(),
            grpc: tonic::service::Routes::default(),
            descriptors: &[],
            without_deadline: &["/v1/import"],
            checks: Checks::new().with("sky", || async { Ok(json!({ "clouds": 3 })) }),
        };
        let listen = ListenConfig {
            address: "127.0.0.1:0".parse().unwrap(),
            management: "127.0.0.1:0".parse().unwrap(),
        };
        let life = Lifecycle::new();
        let bound = serve(api, &listen, &limits, authenticator, &life)
            .await
            .unwrap();
        Self {
            bound,
            life,
            clock: hand,
            gate,
            home,
        }
    }

    pub fn keys_file(&self) -> PathBuf {
        self.home.path().join("jwks.json")
    }

    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        reqwest::Client::new()
            .request(
                method.parse().unwrap(),
                format!("http://{}{path}", self.bound.address),
            )
            .header("traceparent", format!("00-{TRACE}-b7ad6b7169203331-01"))
    }

    pub fn signed(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.request(method, path).bearer_auth(token())
    }

    pub async fn operations(&self, path: &str) -> (u16, String) {
        let response = reqwest::get(format!("http://{}{path}", self.bound.management))
            .await
            .unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Asks the port for operations until the answer is as expected.
    pub async fn eventually(&self, path: &str, expected: impl Fn(&str) -> bool) -> String {
        let asked = async {
            loop {
                let (_, answer) = self.operations(path).await;
                if expected(&answer) {
                    return answer;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let answer = tokio::time::timeout(Duration::from_secs(30), asked).await;
        answer.expect("the answer comes to be as expected")
    }

    /// Waits until a handler has been dropped.
    pub async fn gone(&self) {
        let gone = tokio::time::timeout(Duration::from_secs(10), self.gate.gone.acquire()).await;
        gone.expect("a handler is dropped").unwrap().forget();
    }

    /// Waits until a request is held inside of its handler.
    pub async fn held(&self) {
        let entered = self.gate.entered.acquire();
        let entered = tokio::time::timeout(Duration::from_secs(10), entered).await;
        entered.expect("a request is held").unwrap().forget();
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.life.abort();
    }
}

/// An Ed25519 key out of a seed, as PKCS #8 (RFC 8410, 7).
pub fn key(seed: u8) -> EncodingKey {
    let head = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
    EncodingKey::from_ed_der(&[&head[..], &[seed; 32]].concat())
}

pub fn write_keys(home: &TempDir, keys: &[(&str, &EncodingKey)]) {
    write_keys_to(&home.path().join("jwks.json"), keys);
}

pub fn write_keys_to(file: &FilePath, keys: &[(&str, &EncodingKey)]) {
    let keys: Vec<Value> = keys
        .iter()
        .map(|(id, key)| {
            let mut jwk = Jwk::from_encoding_key(key, Algorithm::EdDSA).unwrap();
            jwk.common.key_id = Some((*id).to_owned());
            serde_json::to_value(jwk).unwrap()
        })
        .collect();
    let json = json!({ "keys": keys }).to_string();
    std::fs::write(file, json).unwrap();
}

pub fn claims() -> Value {
    json!({
        "iss": "chiso-test",
        "aud": ["chiso", "other"],
        "sub": "clerk-7",
        "nbf": NOW - 60,
        "exp": NOW + 600,
        "grants": [
            { "role": "clerk", "unit": "p-dong-ngan" },
            { "role": "of-the-future", "unit": "p-dong-ngan" },
        ],
    })
}

pub fn sign(claims: &Value, id: &str, key: &EncodingKey) -> String {
    let header = Header {
        kid: Some(id.to_owned()),
        ..Header::new(Algorithm::EdDSA)
    };
    encode(&header, claims, key).unwrap()
}

pub fn token() -> String {
    token_of("clerk-7")
}

pub fn token_of(subject: &str) -> String {
    let mut claims = claims();
    claims["sub"] = json!(subject);
    sign(&claims, "one", &key(1))
}

/// Status and pretty body of an answer that is a problem.
pub async fn problem(request: reqwest::RequestBuilder) -> String {
    let response = request.send().await.unwrap();
    let status = response.status();
    assert_eq!(
        response.headers()["content-type"],
        "application/problem+json"
    );
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["status"], status.as_u16());
    serde_json::to_string_pretty(&body).unwrap()
}

/// Status and code of an answer that is a problem.
pub async fn refusal(request: reqwest::RequestBuilder) -> String {
    let body: Value = serde_json::from_str(&problem(request).await).unwrap();
    let faults = body["fields"].as_array().into_iter().flatten();
    let faults = faults.map(|fault| {
        let (field, code) = (&fault["field"], &fault["code"]);
        format!(" {}:{}", field.as_str().unwrap(), code.as_str().unwrap())
    });
    let (status, code) = (&body["status"], body["code"].as_str().unwrap());
    format!("{status} {code}{}", faults.collect::<String>())
}
