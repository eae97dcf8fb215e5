//! One source and one consumer with servers of their own.

use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream;
use chiso_clock::{Clock, Ids};
use chiso_eventlog::{
    Consumer, FacetSink, FacetSource, LogClient, LogService, MIGRATOR, NewEvent, Relay,
    SnapshotError, Source, Waker, append,
};
use chiso_proto::eventlog::v1::FacetRecord;
use chiso_proto::eventlog::v1::event_log_service_server::{EventLogService, EventLogServiceServer};
use chiso_testkit::{Service, TestBacking, wait_for};
use sqlx::{PgConnection, PgPool};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use tonic::transport::Endpoint;
use tonic::{Request, Status};

use crate::tally::Tally;

pub const SOURCE: Source = Source { domain: "dossiers" };
pub const CONSUMER: &str = "aggregator";
pub const PATIENCE: Duration = Duration::from_mins(1);
/// Longer than any test: what happens before it was not the timer's doing.
pub const NEVER: Duration = Duration::from_hours(1);
/// Long enough for the bus to bring an event first, short enough for tests.
const CHECK_EVERY: Duration = Duration::from_millis(300);

pub struct House {
    pub source: PgPool,
    pub target: PgPool,
    pub clock: Clock,
    pub ids: Ids,
    pub backing: TestBacking,
    pub log: LogServer,
    pub tally: Arc<Tally>,
}

/// The log of the source on a port of its own.
pub struct LogServer {
    pub endpoint: Endpoint,
    server: JoinHandle<()>,
}

/// A task that is stopped in order or killed.
pub struct Running {
    pub cancel: CancellationToken,
    pub task: JoinHandle<()>,
}

impl Running {
    pub fn start<F: Future<Output = ()> + Send + 'static>(
        run: impl FnOnce(CancellationToken) -> F,
    ) -> Self {
        let cancel = CancellationToken::new();
        Self {
            task: tokio::spawn(run(cancel.clone())),
            cancel,
        }
    }

    pub async fn stop(self) {
        self.cancel.cancel();
        tokio::time::timeout(PATIENCE, self.task)
            .await
            .unwrap()
            .unwrap();
    }

    pub async fn kill(self) {
        self.task.abort();
        assert!(self.task.await.unwrap_err().is_cancelled());
    }
}

impl House {
    pub async fn build() -> Self {
        let backing = TestBacking::fresh(false).await;
        let source = database(&backing, Service::Dossiers).await;
        let target = database(&backing, Service::Aggregator).await;
        Tally::prepare(&target).await;
        let clock = Clock::system();
        Self {
            log: LogServer::start(source.clone()).await,
            ids: Ids::random(clock.clone()),
            clock,
            source,
            target,
            backing,
            tally: Arc::default(),
        }
    }

    pub async fn bus(&self, service: Service) -> jetstream::Context {
        jetstream::new(
            self.backing
                .nats_login(service)
                .unwrap()
                .connect()
                .await
                .unwrap(),
        )
    }

    pub async fn admin(&self) -> jetstream::Context {
        jetstream::new(self.backing.nats_admin().unwrap().connect().await.unwrap())
    }

    pub async fn relay(&self) -> (Waker, Running) {
        let relay = self.new_relay().await;
        (relay.waker(), Running::start(|cancel| relay.run(cancel)))
    }

    pub async fn new_relay(&self) -> Relay {
        let bus = self.bus(Service::Dossiers).await;
        Relay::new(&self.source, bus, SOURCE, self.clock.clone())
    }

    /// A relay that does nothing unless it is woken.
    pub async fn sleepy_relay(&self) -> (Waker, Running) {
        let relay = self.new_relay().await.poll_every(NEVER);
        (relay.waker(), Running::start(|cancel| relay.run(cancel)))
    }

    pub fn log_client(&self) -> LogClient {
        LogClient::new(self.log.endpoint.clone(), || "peer".to_owned())
    }

    pub async fn new_consumer(&self) -> Consumer<Tally> {
        self.consumer_with(self.log_client()).await
    }

    /// A consumer as in a process of its own, with connections that it shares with nobody.
    pub async fn consumer_with(&self, log: LogClient) -> Consumer<Tally> {
        let pool = PgPool::connect_with((*self.target.connect_options()).clone());
        Consumer::new(
            pool.await.unwrap(),
            self.bus(Service::Aggregator).await,
            log,
            Arc::clone(&self.tally),
            self.clock.clone(),
            CONSUMER,
            SOURCE,
        )
        .check_every(CHECK_EVERY)
    }

    pub async fn consumer(&self) -> Running {
        let consumer = self.new_consumer().await;
        Running::start(|cancel| consumer.run(cancel))
    }

    pub fn event(&self, payload: impl Into<Vec<u8>>) -> NewEvent {
        let now = self.clock.now();
        NewEvent {
            event_id: self.ids.issue(),
            event: "NumberDrawn",
            subject: "urn".into(),
            org_code: "H05.26".into(),
            traceparent: None,
            occurred_at: now,
            recorded_at: now,
            payload: payload.into().into(),
            corrects: Vec::new(),
        }
    }

    pub fn number(&self, number: i64) -> NewEvent {
        self.event(number.to_le_bytes())
    }

    /// Commits an event for each number.
    pub async fn write(&self, numbers: impl IntoIterator<Item = i64>) {
        let events: Vec<_> = numbers
            .into_iter()
            .map(|number| self.number(number))
            .collect();
        self.write_events(&events).await;
    }

    pub async fn write_events(&self, events: &[NewEvent]) {
        let mut tx = self.source.begin().await.unwrap();
        append(&mut tx, &SOURCE, events).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Head and watermark.
    pub async fn head(&self) -> (i64, i64) {
        sqlx::query_as(
            "SELECT COALESCE((SELECT max(sequence) FROM eventlog.log), 0), published FROM eventlog.head",
        )
            .fetch_one(&self.source)
            .await
            .unwrap()
    }

    pub async fn checkpoint(&self) -> i64 {
        sqlx::query_scalar(
            "SELECT COALESCE(max(last_sequence), 0) FROM eventlog.checkpoint WHERE consumer = $1",
        )
        .bind(CONSUMER)
        .fetch_one(&self.target)
        .await
        .unwrap()
    }

    pub async fn numbered(&self, sequence: i64) {
        wait_for("the numbers", PATIENCE, async || {
            self.head().await.0 == sequence
        })
        .await;
    }

    pub async fn published(&self, sequence: i64) {
        wait_for("the bus to have it all", PATIENCE, async || {
            self.head().await == (sequence, sequence)
        })
        .await;
    }

    pub async fn applied(&self, sequence: i64) {
        wait_for("the checkpoint", PATIENCE, async || {
            self.checkpoint().await == sequence
        })
        .await;
    }

    pub async fn tally(&self) -> (i64, i64) {
        Tally::read(&self.target, 0).await
    }

    /// Takes the source back to when its log ended with `head`. The relay must be away.
    pub async fn restore(&self, head: i64) {
        let mut tx = self.source.begin().await.unwrap();
        sqlx::query("DELETE FROM eventlog.log WHERE sequence > $1")
            .bind(head)
            .execute(&mut *tx)
            .await
            .unwrap();
        sqlx::query("UPDATE eventlog.head SET published = $1")
            .bind(head)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// The numbers of the log, in its order.
    pub async fn sequences(&self) -> Vec<i64> {
        sqlx::query_scalar("SELECT sequence FROM eventlog.log ORDER BY sequence")
            .fetch_all(&self.source)
            .await
            .unwrap()
    }
}

async fn database(backing: &TestBacking, service: Service) -> PgPool {
    let pool = PgPool::connect(&backing.fresh_database(service).await)
        .await
        .unwrap();
    MIGRATOR.run(&pool).await.unwrap();
    pool
}

impl LogServer {
    pub async fn start(pool: PgPool) -> Self {
        Self::start_service(log_service(pool)).await
    }

    /// Serves a log of the test's own on a port of its own.
    pub async fn start_service(service: impl EventLogService) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        Self {
            endpoint: Endpoint::from_shared(endpoint).unwrap(),
            server: Self::serve_service(service, listener),
        }
    }

    fn serve_service(service: impl EventLogService, listener: TcpListener) -> JoinHandle<()> {
        let service =
            EventLogServiceServer::with_interceptor(service, |mut request: Request<()>| {
                if request
                    .metadata()
                    .get("authorization")
                    .is_some_and(|token| token == "Bearer peer")
                {
                    request.extensions_mut().insert(Peer);
                }
                Ok(request)
            });
        tokio::spawn(async move {
            tonic::transport::Server::builder()
                .add_service(service)
                .serve_with_incoming(TcpListenerStream::new(listener))
                .await
                .unwrap();
        })
    }

    /// Ends the server and its connections.
    pub fn kill(&self) {
        self.server.abort();
    }

    /// Serves again on the same port.
    pub async fn restart(&mut self, pool: PgPool) {
        let uri = self.endpoint.uri();
        let address = format!("{}:{}", uri.host().unwrap(), uri.port_u16().unwrap());
        let mut listener = None;
        wait_for("the port", PATIENCE, async || {
            listener = TcpListener::bind(&address).await.ok();
            listener.is_some()
        })
        .await;
        self.server = Self::serve_service(log_service(pool), listener.unwrap());
    }
}

/// The log of a source, for peers.
pub fn log_service(pool: PgPool) -> LogService {
    let guard = Arc::new(
        |extensions: &tonic::Extensions| match extensions.get::<Peer>() {
            Some(Peer) => Ok(()),
            None => Err(Status::permission_denied("peers only")),
        },
    );
    LogService::new(pool, SOURCE, Arc::new(TwoFacets), guard)
}

#[derive(Clone)]
struct Peer;

struct TwoFacets;

#[tonic::async_trait]
impl FacetSource for TwoFacets {
    async fn facets(
        &self,
        conn: &mut PgConnection,
        sink: &mut FacetSink,
    ) -> Result<(), SnapshotError> {
        let isolation: String = sqlx::query_scalar("SHOW transaction_isolation")
            .fetch_one(conn)
            .await?;
        for text in [isolation, "second".to_owned()] {
            sink.send(FacetRecord {
                r#type: "test.Text".into(),
                facet: text.into_bytes().into(),
            })
            .await?;
        }
        Ok(())
    }
}
