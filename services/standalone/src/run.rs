use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chiso_backing::{Backing, DevIssuer, Durability, Service};
use chiso_chassis::BoxError;
use chiso_chassis::config::{AuthConfig, DatabaseConfig, LimitsConfig, NatsConfig};
use chiso_chassis::shutdown::Lifecycle;
use chiso_clock::Clock;
use chrono::TimeDelta;
use reqwest::Client;

use crate::addresses::Addresses;
use crate::config::Config;
use crate::{home, sample, table, token};

/// Connections of each service to its database.
const CONNECTIONS: u32 = 10;
/// How long the token lives that is printed.
const DAY: TimeDelta = TimeDelta::hours(12);
/// How often streams and consumers that are gone are made again.
const RECONCILE_EVERY: Duration = Duration::from_secs(15);

/// Starts private servers and all services in this process, loads the sample on the first start, prints where to look, and
/// stays until it is stopped.
pub async fn run(config: Config, lifecycle: Lifecycle) -> Result<(), BoxError> {
    let clock = Clock::system();
    println!(
        "chiso: starting PostgreSQL and NATS, data in {}",
        config.home.display()
    );
    let backing = Arc::new(Backing::start(&config.home, Durability::Durable).await?);
    let ended = serve(&config, &backing, &lifecycle, clock).await;
    if ended.is_err() {
        lifecycle.stop();
    }
    let drained = lifecycle.until_stopped().await;
    if let Ok(backing) = Arc::try_unwrap(backing) {
        backing.stop().await;
    }
    println!("chiso: stopped");
    ended?;
    Ok(drained?)
}

async fn serve(
    config: &Config,
    backing: &Arc<Backing>,
    lifecycle: &Lifecycle,
    clock: Clock,
) -> Result<(), BoxError> {
    supervise(backing, lifecycle);
    let issuer = backing.dev_issuer()?;
    let addresses = Addresses::find();
    let dossiers = chiso_dossiers::Config {
        listen: addresses.dossiers.into(),
        limits: LimitsConfig::default(),
        database: database(backing, Service::Dossiers)?,
        nats: nats(backing, Service::Dossiers)?,
        auth: auth(&issuer),
        telemetry: config.telemetry.clone(),
        catalogue_dir: config.catalogue_dir.clone(),
        data_keys_file: home::data_keys(&config.home)?,
    };
    let dossiers = chiso_dossiers::start(dossiers, lifecycle, clock.clone()).await?;
    let aggregator = chiso_aggregator::Config {
        listen: addresses.aggregator.into(),
        limits: LimitsConfig::default(),
        database: database(backing, Service::Aggregator)?,
        nats: nats(backing, Service::Aggregator)?,
        auth: auth(&issuer),
        telemetry: config.telemetry.clone(),
        catalogue_dir: config.catalogue_dir.clone(),
        sources: chiso_aggregator::SourcesConfig {
            dossiers: format!("http://{}", dossiers.address),
        },
        peer_token_file: peer_token(&config.home, &issuer, &clock)?,
    };
    let aggregator = chiso_aggregator::start(aggregator, lifecycle, clock.clone()).await?;

    let urls = Urls {
        dossiers: format!("http://{}", dossiers.address),
        aggregator: format!("http://{}", aggregator.address),
        dossiers_management: format!("http://{}", dossiers.management),
        aggregator_management: format!("http://{}", aggregator.management),
    };
    let token = issuer.mint("developer", &token::everything(), clock.now(), DAY);
    tokio::select! {
        shown = show(config, &urls, &token) => shown?,
        () = async { while !lifecycle.is_stopping() { tokio::time::sleep(Duration::from_millis(100)).await } } => return Ok(()),
    }
    println!("{}", welcome(&urls, &token, &config.home));
    Ok(())
}

/// Where the services listen.
pub struct Urls {
    pub dossiers: String,
    pub aggregator: String,
    pub dossiers_management: String,
    pub aggregator_management: String,
}

async fn show(config: &Config, urls: &Urls, token: &str) -> anyhow::Result<()> {
    // Another part of the process may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::new();
    let loaded = config.home.join("sample-loaded");
    if !loaded.exists() {
        println!("chiso: loading the sample of Từ Sơn through the bulk import");
        sample::load(&client, &urls.dossiers, token, &config.catalogue_dir)
            .await
            .context("load the sample")?;
        std::fs::write(&loaded, "").context("remember that the sample is loaded")?;
    }
    table::wait_until_current(&client, urls, token).await?;
    println!(
        "{}",
        table::of_sample(&client, &urls.aggregator, token)
            .await
            .context("read the figures of the sample")?
    );
    Ok(())
}

fn welcome(urls: &Urls, token: &str, home: &Path) -> String {
    let Urls {
        dossiers,
        aggregator,
        dossiers_management,
        aggregator_management,
    } = urls;
    format!(
        "dossiers    {dossiers}  (REST and gRPC, /openapi.json; health and metrics {dossiers_management})\n\
         aggregator  {aggregator}  (REST and gRPC, /openapi.json; health and metrics {aggregator_management})\n\
         data        {home}\n\n\
         A development token, signed with a key that was made for this directory, valid for 12 hours:\n\n\
         export CHISO_TOKEN={token}\n\n\
         curl -s -H \"Authorization: Bearer $CHISO_TOKEN\" \\\n  \
         '{aggregator}/v1/figures?unit_id=tp-tu-son&from_date=2022-01-01&until_date=2023-01-01'\n\n\
         Ctrl-C stops everything.",
        home = home.display()
    )
}

/// Ends the process if a server dies, and makes streams and consumers again that are gone.
fn supervise(backing: &Arc<Backing>, lifecycle: &Lifecycle) {
    let servers = Arc::clone(backing);
    lifecycle.spawn("servers", |stop| async move {
        tokio::select! {
            died = servers.failure() => Err(BoxError::from(died.to_string())),
            () = stop.cancelled() => Ok(()),
        }
    });
    let servers = Arc::clone(backing);
    lifecycle.spawn("streams", |stop| async move {
        while stop
            .run_until_cancelled(tokio::time::sleep(RECONCILE_EVERY))
            .await
            .is_some()
        {
            if let Err(error) = servers.provision().await {
                tracing::warn!(%error, "streams and consumers could not be checked");
            }
        }
        Ok::<(), BoxError>(())
    });
}

fn database(backing: &Backing, service: Service) -> Result<DatabaseConfig, BoxError> {
    Ok(DatabaseConfig {
        url: backing.database_url(service)?.into(),
        max_connections: CONNECTIONS,
    })
}

fn nats(backing: &Backing, service: Service) -> Result<NatsConfig, BoxError> {
    let login = backing.nats_login(service)?;
    let (nkey_seed_file, inbox_prefix) = (Some(login.seed_file), Some(login.inbox_prefix));
    Ok(NatsConfig {
        url: login.url.into(),
        nkey_seed_file,
        inbox_prefix,
    })
}

fn auth(issuer: &DevIssuer) -> AuthConfig {
    AuthConfig {
        issuer: DevIssuer::ISSUER.to_owned(),
        audience: DevIssuer::AUDIENCE.to_owned(),
        jwks: issuer.jwks_file().display().to_string(),
    }
}

/// The token with which the aggregator reads the event log of the dossiers service, renewed at every start.
fn peer_token(
    home: &Path,
    issuer: &DevIssuer,
    clock: &Clock,
) -> anyhow::Result<std::path::PathBuf> {
    let path = home.join("secrets/aggregator-token");
    let token = issuer.mint(
        "aggregator",
        &[("peer", "tinh-bac-ninh")],
        clock.now(),
        TimeDelta::days(365),
    );
    home::keep_secret(&path, &token)?;
    Ok(path)
}
