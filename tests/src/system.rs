use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chiso_clock::Clock;
use chiso_testkit::{Service, TestBacking, Tokens, http_client, wait_for};
use reqwest::Client;
use serde_json::Value;
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use crate::caller::{Answer, Caller};
use crate::catalogue::Catalogue;
use crate::fleet::Fleet;
use crate::front::Front;

/// How long figures may take to catch up, on a machine that is busy with other tests.
const CATCH_UP: Duration = Duration::from_mins(2);
/// Units at the top of the tree, before and since 1/7/2025.
const TOP: [&str; 2] = ["tinh-bac-ninh", "tinh-bac-ninh-2025"];
/// Roles of people.
const ROLES: [&str; 4] = ["clerk", "importer", "reader", "operator"];

/// How a system is set up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The servers sync what they confirm to the disk.
    pub durable: bool,
    /// Filter of the services' log lines.
    pub log: String,
    /// Where the services send their spans, if anywhere.
    pub otlp_endpoint: Option<String>,
}

/// Private servers and all services on them, each a process of its own. All end with it.
#[derive(Debug)]
pub struct System {
    /// The dossiers service.
    pub dossiers: Fleet,
    /// The aggregator.
    pub aggregator: Fleet,
    /// PostgreSQL and NATS.
    pub backing: TestBacking,
    /// Whoever makes tokens.
    pub tokens: Tokens,
    http: Client,
    _directory: TempDir,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            durable: false,
            log: "info".to_owned(),
            otlp_endpoint: None,
        }
    }
}

impl System {
    /// Starts one replica of each service.
    ///
    /// # Panics
    /// When something does not start.
    pub async fn start() -> Self {
        Self::start_with(Setup::default()).await
    }

    /// The same, set up in another way.
    ///
    /// # Panics
    /// When something does not start.
    pub async fn start_with(setup: Setup) -> Self {
        let backing = TestBacking::fresh(setup.durable).await;
        let tokens = Tokens::new(Clock::system());
        let directory = tempfile::tempdir().expect("the temporary directory can be written to");
        let file = |name: &str, text: &str| {
            let path = directory.path().join(name);
            fs::write(&path, text).expect("the temporary directory can be written to");
            path.display().to_string()
        };
        let key = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
        let keys = file(
            "data-keys.toml",
            &format!("active = 1\n[keys]\n1 = \"{key}\"\n"),
        );
        let peer = tokens.mint("aggregator", &[("peer", TOP[0])]);
        let peer = file("peer-token", &peer);

        let (front, second) = (Front::open().await, Front::open().await);
        let mut settings = common(&setup, &backing, &tokens, Service::Aggregator);
        settings.push(("CHISO_SOURCES__DOSSIERS".to_owned(), front.url()));
        settings.push(("CHISO_PEER_TOKEN_FILE".to_owned(), peer));
        let aggregator = Fleet::new("chiso-aggregator", second, settings);
        let mut settings = common(&setup, &backing, &tokens, Service::Dossiers);
        settings.push(("CHISO_DATA_KEYS_FILE".to_owned(), keys));
        let dossiers = Fleet::new("chiso-dossiers", front, settings);
        let mut system = Self {
            dossiers,
            aggregator,
            backing,
            tokens,
            http: http_client(),
            _directory: directory,
        };
        tokio::join!(system.dossiers.start(), system.aggregator.start());
        system
    }

    /// A caller with these roles, each for the subtree of a unit.
    pub fn caller(&self, grants: &[(&str, &str)]) -> Caller {
        self.caller_with(self.tokens.mint("somebody", grants))
    }

    /// A caller with a token of any kind.
    pub fn caller_with(&self, token: String) -> Caller {
        Caller::new(self.http.clone(), token)
    }

    /// A caller who may do everything that people may.
    pub fn everything(&self) -> Caller {
        let grants = ROLES.iter().flat_map(|role| TOP.map(|unit| (*role, unit)));
        self.caller(&grants.collect::<Vec<_>>())
    }

    /// Sends lines to the bulk import and gives its report.
    ///
    /// # Panics
    /// When the import as a whole is refused.
    pub async fn import(&self, lines: String) -> Value {
        let request = self.everything().import(&self.dossiers.url(), lines);
        Answer::to(request).await.ok()
    }

    /// A connection to the database of a service, as its operator has it.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn database(&self, service: Service) -> PgConnection {
        let url = self.backing.database_url(service);
        let url = url.expect("the private servers keep their secrets");
        PgConnection::connect(&url)
            .await
            .expect("the database answers")
    }

    /// Waits until every event that is committed by now is in the figures; gives the number of the last.
    ///
    /// # Panics
    /// When it takes too long.
    pub async fn settled(&self) -> i64 {
        let mut head = None;
        wait_for("the figures to catch up", CATCH_UP, async || {
            if head.is_none() {
                head = self.head_without_pending().await;
            }
            let checkpoint = self.checkpoint().await;
            head.is_some_and(|head| checkpoint.is_some_and(|checkpoint| checkpoint >= head))
        })
        .await;
        head.unwrap_or_default()
    }

    /// What `readyz` of the oldest replica of a fleet says, if it answers.
    pub async fn readiness(&self, fleet: &Fleet) -> Option<Value> {
        let url = format!("{}/readyz", fleet.replicas().first()?.management);
        let answer = self.http.get(url).send().await.ok()?;
        answer.json().await.ok()
    }

    /// The metrics page of the oldest replica of a fleet.
    ///
    /// # Panics
    /// When there is none.
    pub async fn metrics(&self, fleet: &Fleet) -> String {
        let url = format!("{}/metrics", fleet.replicas()[0].management);
        let answer = self.http.get(url).send().await;
        let answer = answer.expect("the management port answers");
        answer.text().await.expect("the answer is whole")
    }

    /// Recomputes the projection through REST.
    ///
    /// # Panics
    /// When it cannot be done.
    pub async fn verify(&self) -> Value {
        let mut job = self.job("/v1/projection/verify").await;
        assert_eq!(job["state"], "succeeded", "{job}");
        job["result"].take()
    }

    /// Starts a job of the aggregator and gives it when it has ended.
    ///
    /// # Panics
    /// When it is refused, or takes too long.
    pub async fn job(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.aggregator.url());
        let everything = self.everything();
        let started = Answer::to(everything.write(&url, &new_key(), None, None)).await;
        let mut job = started.ok();
        let id = job["id"].as_str().expect("a job has an id");
        let url = format!("{}/v1/jobs/{id}", self.aggregator.url());
        wait_for("the job to end", CATCH_UP, async || {
            job = everything.get(&url).await.ok();
            job["state"] != "running"
        })
        .await;
        job
    }

    async fn head_without_pending(&self) -> Option<i64> {
        let ready = self.readiness(&self.dossiers).await?;
        let log = &ready["checks"]["event_log"]["details"];
        (log["pending"].as_i64()? == 0).then(|| log["head"].as_i64())?
    }

    async fn checkpoint(&self) -> Option<i64> {
        let url = format!("{}/v1/projection", self.aggregator.url());
        let request = self.everything().request(reqwest::Method::GET, &url);
        let status: Value = request.send().await.ok()?.json().await.ok()?;
        status["sources"][0]["checkpoint"].as_i64()
    }
}

/// A key that this process has not used.
fn new_key() -> String {
    static KEYS: AtomicU64 = AtomicU64::new(0);
    format!("job-{}", KEYS.fetch_add(1, Ordering::SeqCst))
}

/// What both services are told.
fn common(
    setup: &Setup,
    backing: &TestBacking,
    tokens: &Tokens,
    service: Service,
) -> Vec<(String, String)> {
    let login = backing.nats_login(service);
    let login = login.expect("the private servers keep their secrets");
    let database = backing.database_url(service);
    let database = database.expect("the private servers keep their secrets");
    let anywhere = "127.0.0.1:0".to_owned();
    let mut settings = vec![
        ("CHISO_LISTEN__ADDRESS", anywhere.clone()),
        ("CHISO_LISTEN__MANAGEMENT", anywhere),
        ("CHISO_DATABASE__URL", database),
        ("CHISO_NATS__URL", login.url),
        (
            "CHISO_NATS__NKEY_SEED_FILE",
            login.seed_file.display().to_string(),
        ),
        ("CHISO_NATS__INBOX_PREFIX", login.inbox_prefix),
        ("CHISO_AUTH__ISSUER", "chiso-dev".to_owned()),
        ("CHISO_AUTH__AUDIENCE", "chiso".to_owned()),
        ("CHISO_AUTH__JWKS", tokens.jwks_file().display().to_string()),
        (
            "CHISO_CATALOGUE_DIR",
            Catalogue::directory().display().to_string(),
        ),
        ("CHISO_TELEMETRY__LOG", setup.log.clone()),
    ];
    if let Some(endpoint) = &setup.otlp_endpoint {
        settings.push(("CHISO_TELEMETRY__OTLP_ENDPOINT", endpoint.clone()));
    }
    settings
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}
