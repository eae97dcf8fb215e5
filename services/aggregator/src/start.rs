use std::sync::Arc;

use arc_swap::ArcSwap;
use chiso_chassis::auth::Authenticator;
use chiso_chassis::health::Checks;
use chiso_chassis::jobs::Jobs;
use chiso_chassis::server::{self, Bound};
use chiso_chassis::shutdown::Lifecycle;
use chiso_chassis::{BoxError, bus, database};
use chiso_clock::Clock;
use chiso_eventlog::{Consumer, ConsumerStatus, LogClient, Source};
use chiso_measure::Measure;
use chiso_proto::aggregator::v1::indicator_service_server::IndicatorServiceServer;
use serde_json::json;
use sqlx::PgPool;
use tokio::sync::{Notify, watch};
use tonic::service::Routes;
use tonic::transport::Endpoint;

use crate::peer_token::PeerToken;
use crate::usecase::{Aggregator, Catalogue, KINDS, LIVE, Link, Projector};
use crate::{Config, grpc, rest, store};

/// Name of the service in metrics, spans and connections.
const SERVICE: &str = "aggregator";
/// The sources that there are.
const DOSSIERS: Source = Source { domain: "dossiers" };
/// Largest gRPC request; answers may be larger.
const MAX_MESSAGE: usize = 64 * 1024;

/// Starts the service: migrates its database, loads the catalogue, feeds the projection from all sources and serves REST and
/// gRPC until the end of `lifecycle`.
///
/// # Errors
/// Fails if the configuration or the catalogue cannot be used, or the database or an address is not there.
pub async fn start(config: Config, lifecycle: &Lifecycle, clock: Clock) -> Result<Bound, BoxError> {
    let aggregator = Arc::new(open(&config, clock.clone()).await?);
    let consumer_pool = pool(&config, "consumer", config.pools.consumer).await?;
    let jetstream = async_nats::jetstream::new(bus::connect(&config.nats, SERVICE).await?);
    let authenticator = Authenticator::start(&config.auth, clock.clone()).await?;
    let mut consumers = Vec::new();
    for link in &aggregator.links {
        let consumer = Consumer::new(
            consumer_pool.clone(),
            jetstream.clone(),
            link.log.clone(),
            Arc::new(Projector::live(consumer_pool.clone())),
            clock.clone(),
            LIVE,
            link.source,
        );
        consumers.push((link.source, consumer.status()));
        lifecycle.spawn("consumer", |stop| async move {
            consumer.run(stop).await;
            Ok::<(), BoxError>(())
        });
    }
    let tidying = Arc::clone(&aggregator);
    lifecycle.spawn("tidy", |stop| async move {
        tidying.keep_tidy(stop).await;
        Ok::<(), BoxError>(())
    });
    let jobs = aggregator.jobs.clone();
    lifecycle.spawn("jobs", |stop| async move {
        jobs.keep(stop).await;
        Ok::<(), BoxError>(())
    });
    let verified = Arc::clone(&aggregator);
    lifecycle.spawn("verifications", |stop| async move {
        verified.show_verifications(stop).await;
        Ok::<(), BoxError>(())
    });
    let (rest, document) = rest::router(Arc::clone(&aggregator));
    let token = PeerToken::new(config.peer_token_file.clone(), clock);
    let watched = token.clone();
    lifecycle.spawn("peer token", |stop| watched.watch(stop));
    let service = server::Api {
        service: SERVICE,
        rest,
        document,
        grpc: Routes::new(
            IndicatorServiceServer::new(grpc::Service(Arc::clone(&aggregator)))
                .max_decoding_message_size(MAX_MESSAGE),
        ),
        descriptors: chiso_proto::aggregator::DESCRIPTORS,
        without_deadline: &[],
        checks: checks(&aggregator, consumers).with("peer_token", move || {
            let details = token.details();
            async move { Ok(details) }
        }),
    };
    Ok(server::serve(
        service,
        &config.listen,
        &config.limits,
        authenticator,
        lifecycle,
    )
    .await?)
}

/// The use cases, on a database with all migrations and a live generation.
pub(crate) async fn open(config: &Config, clock: Clock) -> Result<Aggregator, BoxError> {
    let catalogue = Catalogue::read(&config.catalogue_dir)
        .map_err(|error| format!("in {}: {error}", config.catalogue_dir.display()))?;
    let operations = pool(config, "operations", config.pools.operations).await?;
    chiso_chassis::jobs::MIGRATOR.run(&operations).await?;
    chiso_eventlog::MIGRATOR.run(&operations).await?;
    store::MIGRATOR.run(&operations).await?;
    store::generation::ensure_live(&operations, clock.now()).await?;
    let token = PeerToken::new(config.peer_token_file.clone(), clock.clone());
    Ok(Aggregator {
        projector: Arc::new(Projector::live(operations.clone())),
        catalogue: ArcSwap::from_pointee(catalogue),
        catalogue_dir: config.catalogue_dir.clone(),
        links: vec![link(DOSSIERS, &config.sources.dossiers, &token)?],
        retired: Notify::new(),
        queries: pool(config, "queries", config.database.max_connections).await?,
        jobs: Jobs::new(operations.clone(), clock.clone(), &KINDS),
        clock,
        pool: operations,
    })
}

/// The connections of one part of the service.
async fn pool(config: &Config, part: &str, size: u32) -> Result<PgPool, sqlx::Error> {
    database::connect_pool(&config.database, &format!("{SERVICE}-{part}"), size).await
}

fn link(source: Source, url: &str, token: &PeerToken) -> Result<Link, BoxError> {
    let endpoint = Endpoint::from_shared(url.to_owned())?;
    let token = token.clone();
    Ok(Link {
        source,
        log: LogClient::new(endpoint, move || token.read()),
        measures: &Measure::ALL,
    })
}

/// Ready while the database answers. Lag, quarantine and a log that has diverged stop no query, so they are details.
fn checks(
    aggregator: &Arc<Aggregator>,
    consumers: Vec<(Source, watch::Receiver<ConsumerStatus>)>,
) -> Checks {
    let projection = Arc::clone(aggregator);
    Checks::new().with_database(aggregator.pool.clone()).with("projection", move || {
        let aggregator = Arc::clone(&projection);
        let consumers: Vec<_> = consumers.iter().map(|(source, status)| (source.uri(), *status.borrow())).collect();
        async move {
            let status = aggregator.projection_status().await.map_err(|error| error.to_string())?;
            let sources = status.sources.iter().map(|at| {
                let here = consumers.iter().find(|(uri, _)| *uri == at.source).map(|(_, status)| *status);
                json!({
                    "source": at.source,
                    "checkpoint": at.checkpoint,
                    "head": at.head,
                    "lag_events": at.lag_events,
                    "fault": at.fault,
                    "seen_time": at.seen_at,
                    "diverged": at.diverged,
                    "quarantined": at.quarantined,
                    "leading_here": here.is_some_and(|here| here.leading),
                    "bus_connected": here.is_some_and(|here| here.bus_connected),
                })
            });
            Ok(json!({ "generation": status.generation, "sources": sources.collect::<Vec<_>>() }))
        }
    })
}
