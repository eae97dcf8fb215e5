use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use chiso_chassis::auth::Authenticator;
use chiso_chassis::health::Checks;
use chiso_chassis::server::{self, Bound};
use chiso_chassis::shutdown::Lifecycle;
use chiso_chassis::{BoxError, Places, bus, database};
use chiso_clock::{Clock, Ids};
use chiso_eventlog::{LogService, LogStatus, Relay};
use chiso_proto::dossiers::v1::dossier_service_server::DossierServiceServer;
use chiso_proto::eventlog::v1::event_log_service_server::EventLogServiceServer;
use chiso_vault::Vault;
use serde_json::json;
use sqlx::PgPool;
use tokio::sync::Notify;
use tokio::time::timeout;
use tonic::service::Routes;

use crate::usecase::{Catalogue, Dossiers, SOURCE, Writer, keys};
use crate::{Api, Config, grpc, log, rest, store};

/// Name of the service in metrics, spans and connections.
const SERVICE: &str = "dossiers";
/// Imports that run at a time; more are answered as overload.
const IMPORTS: usize = 4;
/// Imports of one caller among them.
const IMPORTS_PER_CALLER: usize = 2;
/// Largest gRPC message: a dossier with 100 steps and long reasons fits.
const MAX_MESSAGE: usize = 256 * 1024;

/// How long readiness waits for details that stop nothing.
const DETAIL_TIME: Duration = Duration::from_secs(1);

/// Starts the service: migrates its database, loads the catalogue, relays its events and serves REST and gRPC until the end of
/// `lifecycle`.
///
/// # Errors
/// Fails if the configuration, the data keys or the catalogue cannot be used, or the database or an address is not there.
pub async fn start(config: Config, lifecycle: &Lifecycle, clock: Clock) -> Result<Bound, BoxError> {
    let vault = Arc::new(Vault::read(&config.data_keys_file)?);
    let catalogue = Catalogue::read(&config.catalogue_dir).map_err(|faults| {
        format!(
            "the catalogue in {} was not loaded: {}",
            config.catalogue_dir.display(),
            faults.join("; ")
        )
    })?;
    let pool = database::connect(&config.database, SERVICE).await?;
    chiso_eventlog::MIGRATOR.run(&pool).await?;
    store::MIGRATOR.run(&pool).await?;
    let jetstream = async_nats::jetstream::new(bus::connect(&config.nats, SERVICE).await?);
    let relay = Relay::new(&pool, jetstream, SOURCE, clock.clone());

    let dossiers = Arc::new(Dossiers {
        pool: pool.clone(),
        vault,
        catalogue: ArcSwap::from_pointee(catalogue),
        catalogue_dir: config.catalogue_dir,
        ids: Ids::random(clock.clone()),
        clock: clock.clone(),
        waker: relay.waker(),
        calendar_loaded: Notify::new(),
    });
    dossiers.publish_catalogue(&dossiers.catalogue()).await?;
    let authenticator = Authenticator::start(&config.auth, clock).await?;

    lifecycle.spawn("relay", |stop| async move {
        relay.run(stop).await;
        Ok::<(), BoxError>(())
    });
    let keeper = Arc::clone(&dossiers);
    lifecycle.spawn("due-times", |stop| async move {
        keeper.keep_due_times(stop).await;
        Ok::<(), BoxError>(())
    });
    let checks = checks(pool.clone(), Arc::clone(&dossiers));
    let writer = Writer::start(&dossiers, lifecycle);
    let kept = Arc::clone(&dossiers);
    let api = Arc::new(Api {
        dossiers,
        writer,
        imports: Places::new(IMPORTS, IMPORTS_PER_CALLER),
    });
    let log = LogService::new(pool.clone(), SOURCE, Arc::new(log::Facets), log::guard());
    let (rest, document) = rest::router(Arc::clone(&api));
    let service = server::Api {
        service: SERVICE,
        rest,
        document,
        grpc: Routes::new(
            DossierServiceServer::new(grpc::Service(api)).max_decoding_message_size(MAX_MESSAGE),
        )
        .add_service(EventLogServiceServer::new(log)),
        descriptors: chiso_proto::dossiers::DESCRIPTORS,
        without_deadline: &[
            "/v1/imports",
            "chiso.eventlog.v1.EventLogService/ReadEvents",
            "chiso.eventlog.v1.EventLogService/TakeSnapshot",
        ],
        checks,
    };
    let bound = server::serve(
        service,
        &config.listen,
        &config.limits,
        authenticator,
        lifecycle,
    )
    .await?;
    lifecycle.spawn("keys", |stop| async move {
        keys::keep(kept, stop).await;
        Ok::<(), BoxError>(())
    });
    Ok(bound)
}

/// Ready while the database answers. What the bus has not acknowledged stops nothing, so it is a detail.
fn checks(pool: PgPool, dossiers: Arc<Dossiers>) -> Checks {
    let log = pool.clone();
    let vault = Arc::clone(&dossiers.vault);
    Checks::new()
        .with_database(pool)
        .with("data_keys", move || {
            let keys = vault.keys();
            let ids: Vec<u8> = keys.ids().map(|id| id.0).collect();
            let details = json!({
                "active": keys.active().0, "keys": ids, "file_usable": vault.is_current(),
            });
            async move { Ok(details) }
        })
        .with("calendar", move || {
            let dossiers = Arc::clone(&dossiers);
            async move {
                Ok(
                    match timeout(DETAIL_TIME, dossiers.calendar_status()).await {
                        Ok(Ok(status)) => json!({
                            "covered_until_year": status.covered_year(),
                            "provisional_due_times": status.provisional,
                        }),
                        Ok(Err(_)) | Err(_) => json!({ "unknown": true }),
                    },
                )
            }
        })
        .with("event_log", move || {
            let pool = log.clone();
            async move {
                Ok(match timeout(DETAIL_TIME, LogStatus::load(&pool)).await {
                    Ok(Ok(LogStatus {
                        pending,
                        head,
                        published,
                    })) => {
                        json!({ "pending": pending, "head": head, "published": published })
                    }
                    Ok(Err(_)) | Err(_) => json!({ "unknown": true }),
                })
            }
        })
}
