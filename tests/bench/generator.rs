use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, ensure};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use crate::connection::Connection;

/// Wards of today; the load spreads over them.
const DESKS: [&str; 3] = ["p-tu-son", "p-tam-son-2025", "p-dong-nguyen-2025"];
/// A procedure of every ward.
const PROCEDURE: &str = "1.001193";
/// Stands where the idempotency key of a prepared request goes.
const NO_KEY: &str = "00000000-0000-0000-0000-000000000000";

/// No two runs of a process send the same idempotency keys.
static RUNS: AtomicU64 = AtomicU64::new(0);

/// A load of `POST /v1/dossiers` from one thread.
#[derive(Clone, Debug)]
pub struct Load {
    pub address: SocketAddr,
    pub tokens: Bearers,
    pub connections: u32,
    /// Requests a second, sent on schedule; as many as are answered where absent.
    pub rate: Option<f64>,
    /// Before it is counted.
    pub warm: Duration,
    /// While it is counted.
    pub counted: Duration,
}

/// The bearer tokens of a load.
#[derive(Clone, Debug)]
pub enum Bearers {
    One(String),
    /// Each request has one that was never seen before, as long as they last.
    Fresh(Arc<Vec<String>>),
}

/// What a load saw.
#[derive(Clone, Debug)]
pub struct Served {
    /// Answers 201 a second.
    pub rate: f64,
    /// From the first byte sent to the last byte read, ascending.
    pub latencies: Vec<Duration>,
}

impl Load {
    /// Runs it to the end on a thread of its own.
    pub async fn run(self) -> anyhow::Result<Served> {
        let (done, served) = oneshot::channel();
        thread::spawn(move || {
            // Nobody waits any more if the measurement was given up.
            let _ = done.send(self.on_this_thread());
        });
        served.await?
    }

    fn on_this_thread(self) -> anyhow::Result<Served> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let run = RUNS.fetch_add(1, Ordering::Relaxed) << 16;
        runtime.block_on(async {
            let counted = self.counted;
            let begin = Instant::now();
            let load = Arc::new(self);
            let mut connections = JoinSet::new();
            for number in 0..load.connections {
                let load = Arc::clone(&load);
                connections.spawn(async move { load.connection(run, number, begin).await });
            }
            let mut latencies = Vec::new();
            while let Some(of_one) = connections.join_next().await {
                latencies.extend(of_one??);
            }
            latencies.sort_unstable();
            let rate = count(&latencies) / counted.as_secs_f64();
            Ok(Served { rate, latencies })
        })
    }

    async fn connection(
        &self,
        run: u64,
        number: u32,
        begin: Instant,
    ) -> anyhow::Result<Vec<Duration>> {
        let mut dice = Xoshiro256PlusPlus::seed_from_u64(run + u64::from(number));
        let mut connection = Connection::open(self.address).await?;
        let mut request = self.request(number, number)?;
        let (from, until) = (begin + self.warm, begin + self.warm + self.counted);
        let mut latencies = Vec::new();
        for turn in 0.. {
            if let Some(due) = self.due(number, turn, begin) {
                sleep_until(due).await;
            }
            if let Bearers::Fresh(_) = self.tokens {
                request = self.request(number, number + turn * self.connections)?;
            }
            request.stamp(Uuid::from_u128(dice.random()));
            let sent = Instant::now();
            let status = connection.exchange(&request.bytes).await?;
            let answered = Instant::now();
            ensure!(status == 201, "a dossier was answered with {status}");
            if answered >= until {
                break;
            }
            if answered >= from {
                latencies.push(answered - sent);
            }
        }
        Ok(latencies)
    }

    /// When a connection sends its next request, if the load has a rate.
    fn due(&self, number: u32, turn: u32, begin: Instant) -> Option<Instant> {
        let interval = Duration::from_secs_f64(f64::from(self.connections) / self.rate?);
        let offset = interval * number / self.connections;
        Some(begin + offset + interval * turn)
    }

    fn request(&self, number: u32, token: u32) -> anyhow::Result<Prepared> {
        let (number, token) = (usize::try_from(number)?, usize::try_from(token)?);
        let token = match &self.tokens {
            Bearers::One(token) => token,
            Bearers::Fresh(tokens) => tokens.get(token).context("too few tokens were minted")?,
        };
        Prepared::submission(self.address, token, DESKS[number % DESKS.len()])
    }
}

/// A request as bytes; its idempotency key is written over in place.
struct Prepared {
    bytes: Vec<u8>,
    key: usize,
}

impl Prepared {
    fn submission(host: SocketAddr, token: &str, unit: &str) -> anyhow::Result<Self> {
        let body = serde_json::json!({
            "procedure_code": PROCEDURE,
            "receiving_unit_id": unit,
            "channel": "in_person",
            "applicant": { "name": "Nguyễn Thị Minh Khai", "id_number": "027185001234", "phone": "0104785213" },
        })
        .to_string();
        let request = format!(
            "POST /v1/dossiers HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nIdempotency-Key: {NO_KEY}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let key = request.find(NO_KEY).context("the key has its place")?;
        Ok(Self {
            bytes: request.into_bytes(),
            key,
        })
    }

    fn stamp(&mut self, key: Uuid) {
        let place = &mut self.bytes[self.key..self.key + NO_KEY.len()];
        key.hyphenated().encode_lower(place);
    }
}

/// A count as a figure to reckon with.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^53")]
pub fn count<T>(things: &[T]) -> f64 {
    things.len() as f64
}
