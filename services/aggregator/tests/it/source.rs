//! A small source: facets in a table, events in its log, the log on a port of its own.

use std::sync::Arc;

use chiso_clock::{Clock, Ids};
use chiso_eventlog::{
    FacetSink, FacetSource, LogService, MIGRATOR, NewEvent, Relay, SnapshotError, Source, Waker,
    append,
};
use chiso_proto::dossiers::v1::{DossierChanged, DossierFacet, ProcedureChanged, ProcedureFacet};
use chiso_proto::eventlog::v1::FacetRecord;
use chiso_proto::eventlog::v1::event_log_service_server::EventLogServiceServer;
use chiso_testkit::{Service, TestBacking};
use chrono::{DateTime, Utc};
use prost::Message;
use sqlx::{PgConnection, PgPool};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Status};

use crate::life::{Life, Step};

pub const SOURCE: Source = Source { domain: "dossiers" };
pub const PEER_TOKEN: &str = "peer";

pub struct TestSource {
    pub pool: PgPool,
    pub url: String,
    ids: Ids,
    clock: Clock,
    waker: Waker,
    relay: CancellationToken,
}

impl TestSource {
    pub async fn start(backing: &TestBacking) -> Self {
        let pool = PgPool::connect(&backing.fresh_database(Service::Dossiers).await)
            .await
            .unwrap();
        MIGRATOR.run(&pool).await.unwrap();
        sqlx::query("CREATE TABLE facet (subject text PRIMARY KEY, type text NOT NULL, facet bytea NOT NULL)")
            .execute(&pool)
            .await
            .unwrap();
        let clock = Clock::system();
        let bus = backing
            .nats_login(Service::Dossiers)
            .unwrap()
            .connect()
            .await
            .unwrap();
        let relay = Relay::new(
            &pool,
            async_nats::jetstream::new(bus),
            SOURCE,
            clock.clone(),
        );
        let (waker, stop) = (relay.waker(), CancellationToken::new());
        tokio::spawn(relay.run(stop.clone()));
        Self {
            url: serve_log(pool.clone()).await,
            pool,
            ids: Ids::random(clock.clone()),
            clock,
            waker,
            relay: stop,
        }
    }

    /// What is committed from now on stays without a number.
    pub fn stop_relay(&self) {
        self.relay.cancel();
    }

    /// Commits all steps of lives, as a service does: facets and events together.
    pub async fn live(&self, lives: impl IntoIterator<Item = &Life>) {
        let steps: Vec<&Step> = lives.into_iter().flat_map(|life| &life.steps).collect();
        for steps in steps.chunks(500) {
            let mut tx = self.pool.begin().await.unwrap();
            for step in steps {
                let (facet_type, facet) = &step.facet;
                put(&mut tx, &step.subject, facet_type, facet).await;
            }
            let events: Vec<NewEvent> = steps
                .iter()
                .map(|step| {
                    self.event(
                        step.event,
                        &step.subject,
                        step.occurred,
                        step.payload.clone(),
                    )
                })
                .collect();
            append(&mut tx, &SOURCE, &events).await.unwrap();
            tx.commit().await.unwrap();
            self.waker.wake();
        }
    }

    /// Publishes a procedure that units offer from a day on.
    pub async fn publish(&self, facet: ProcedureFacet) {
        let subject = format!("{}/{}", facet.procedure_code, facet.version);
        let mut tx = self.pool.begin().await.unwrap();
        put(
            &mut tx,
            &subject,
            "chiso.dossiers.v1.ProcedureFacet",
            &facet.encode_to_vec(),
        )
        .await;
        let payload = ProcedureChanged {
            after: Some(facet),
            ..ProcedureChanged::default()
        }
        .encode_to_vec();
        let event = self.event("ProcedurePublished", &subject, self.clock.now(), payload);
        append(&mut tx, &SOURCE, &[event]).await.unwrap();
        tx.commit().await.unwrap();
        self.waker.wake();
    }

    /// Commits an event about a dossier, with the facets that it has as before and after, and the facet that the source has then.
    pub async fn change(
        &self,
        event: &'static str,
        subject: &str,
        (before, after, present): (Option<&DossierFacet>, &DossierFacet, &DossierFacet),
        corrects: Vec<i64>,
    ) {
        let mut tx = self.pool.begin().await.unwrap();
        let facet = present.encode_to_vec();
        put(&mut tx, subject, "chiso.dossiers.v1.DossierFacet", &facet).await;
        let payload = DossierChanged {
            before: before.cloned(),
            after: Some(after.clone()),
            ..DossierChanged::default()
        };
        let event = NewEvent {
            corrects,
            ..self.event(event, subject, self.clock.now(), payload.encode_to_vec())
        };
        append(&mut tx, &SOURCE, &[event]).await.unwrap();
        tx.commit().await.unwrap();
        self.waker.wake();
    }

    /// Commits an event of any kind that changes no facet.
    pub async fn emit(&self, event: &'static str, payload: Vec<u8>) {
        let event = self.event(event, "somebody", self.clock.now(), payload);
        append(&mut self.pool.acquire().await.unwrap(), &SOURCE, &[event])
            .await
            .unwrap();
        self.waker.wake();
    }

    fn event(
        &self,
        event: &'static str,
        subject: &str,
        occurred_at: DateTime<Utc>,
        payload: Vec<u8>,
    ) -> NewEvent {
        NewEvent {
            event_id: self.ids.issue(),
            event,
            subject: subject.to_owned(),
            org_code: "H05.26".to_owned(),
            traceparent: None,
            occurred_at,
            recorded_at: self.clock.now(),
            payload: payload.into(),
            corrects: Vec::new(),
        }
    }

    /// Takes the log back to when it ended with `head`. The relay must be away.
    pub async fn restore(&self, head: i64) {
        let mut tx = self.pool.begin().await.unwrap();
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

    /// The number of the last event.
    pub async fn head(&self) -> i64 {
        sqlx::query_scalar("SELECT COALESCE(max(sequence), 0) FROM eventlog.log")
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// Events that have no number yet.
    pub async fn pending(&self) -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM eventlog.outbox")
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }
}

async fn put(conn: &mut PgConnection, subject: &str, facet_type: &str, facet: &[u8]) {
    sqlx::query("INSERT INTO facet VALUES ($1, $2, $3) ON CONFLICT (subject) DO UPDATE SET facet = EXCLUDED.facet")
        .bind(subject)
        .bind(facet_type)
        .bind(facet)
        .execute(conn)
        .await
        .unwrap();
}

async fn serve_log(pool: PgPool) -> String {
    let guard = Arc::new(|extensions: &tonic::Extensions| {
        extensions
            .get::<Peer>()
            .map(|_| ())
            .ok_or_else(|| Status::permission_denied("peers only"))
    });
    let log = LogService::new(pool, SOURCE, Arc::new(Facets), guard);
    let log = EventLogServiceServer::with_interceptor(log, |mut request: Request<()>| {
        let token = request.metadata().get("authorization").cloned();
        if token.is_some_and(|token| token == format!("Bearer {PEER_TOKEN}").as_str()) {
            request.extensions_mut().insert(Peer);
        }
        Ok(request)
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tonic::transport::Server::builder().add_service(log);
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    url
}

#[derive(Clone)]
struct Peer;

struct Facets;

#[tonic::async_trait]
impl FacetSource for Facets {
    async fn facets(
        &self,
        conn: &mut PgConnection,
        sink: &mut FacetSink,
    ) -> Result<(), SnapshotError> {
        let rows: Vec<(String, Vec<u8>)> = sqlx::query_as("SELECT type, facet FROM facet")
            .fetch_all(conn)
            .await?;
        for (facet_type, facet) in rows {
            sink.send(FacetRecord {
                r#type: facet_type,
                facet: facet.into(),
            })
            .await?;
        }
        Ok(())
    }
}
