use std::path::{Path, PathBuf};
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
use crate::{catalogue, home, sample, say, table, token, watch};

/// Connections of each service to its database.
const CONNECTIONS: u32 = 10;
/// How long the token lives that is printed.
const DAY: TimeDelta = TimeDelta::hours(12);

/// Starts private servers and all services in this process, loads the sample on the first start, prints where to look, and
/// stays until it is stopped. A server that ends by itself is started again meanwhile.
pub async fn run(config: Config, lifecycle: Lifecycle) -> Result<(), BoxError> {
    let clock = Clock::system();
    say(&format!(
        "chiso: starting PostgreSQL and NATS, data in {}",
        config.home.display()
    ));
    let mut backing = Backing::start(&config.home, Durability::Durable).await?;
    let setup = Setup::of(&config, &backing, &clock)?;
    watch::begin();
    let ended = tokio::select! {
        ended = live(&config, setup, &lifecycle, clock) => ended,
        fault = backing.keep(|incident| watch::tell(&incident)) => Err(fault.into()),
    };
    if ended.is_err() {
        lifecycle.stop();
        lifecycle.until_stopped().await.ok();
    }
    backing.stop().await;
    say("chiso: stopped");
    ended
}

/// What the services need of the home.
struct Setup {
    dossiers: Stores,
    aggregator: Stores,
    issuer: DevIssuer,
    catalogue: PathBuf,
    data_keys: PathBuf,
    peer_token: PathBuf,
}

/// The servers as one service sees them.
struct Stores {
    database: DatabaseConfig,
    nats: NatsConfig,
}

impl Setup {
    fn of(config: &Config, backing: &Backing, clock: &Clock) -> Result<Self, BoxError> {
        let issuer = backing.dev_issuer()?;
        let own = config.home.join("catalogue");
        Ok(Self {
            dossiers: Stores::of(backing, Service::Dossiers)?,
            aggregator: Stores::of(backing, Service::Aggregator)?,
            catalogue: catalogue::directory(config.catalogue_dir.as_deref(), own)?,
            data_keys: home::data_keys(&config.home)?,
            peer_token: peer_token(&config.home, &issuer, clock)?,
            issuer,
        })
    }
}

impl Stores {
    fn of(backing: &Backing, service: Service) -> Result<Self, BoxError> {
        let login = backing.nats_login(service)?;
        Ok(Self {
            database: DatabaseConfig {
                url: backing.database_url(service)?.into(),
                max_connections: CONNECTIONS,
            },
            nats: NatsConfig {
                url: login.url.into(),
                nkey_seed_file: Some(login.seed_file),
                inbox_prefix: Some(login.inbox_prefix),
            },
        })
    }
}

async fn live(
    config: &Config,
    setup: Setup,
    lifecycle: &Lifecycle,
    clock: Clock,
) -> Result<(), BoxError> {
    let Setup {
        issuer, catalogue, ..
    } = setup;
    let addresses = Addresses::find();
    let dossiers = chiso_dossiers::Config {
        listen: addresses.dossiers.into(),
        limits: LimitsConfig::default(),
        database: setup.dossiers.database,
        nats: setup.dossiers.nats,
        auth: auth(&issuer),
        telemetry: config.telemetry.clone(),
        catalogue_dir: catalogue.clone(),
        data_keys_file: setup.data_keys,
    };
    let dossiers = chiso_dossiers::start(dossiers, lifecycle, clock.clone()).await?;
    let aggregator = chiso_aggregator::Config {
        listen: addresses.aggregator.into(),
        limits: LimitsConfig::default(),
        database: setup.aggregator.database,
        nats: setup.aggregator.nats,
        pools: chiso_aggregator::PoolsConfig::default(),
        auth: auth(&issuer),
        telemetry: config.telemetry.clone(),
        catalogue_dir: catalogue.clone(),
        sources: chiso_aggregator::SourcesConfig {
            dossiers: format!("http://{}", dossiers.address),
        },
        peer_token_file: setup.peer_token,
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
        shown = show(&config.home, &catalogue, &urls, &token) => {
            shown?;
            say(&welcome(&urls, &token, &config.home, &catalogue));
        }
        () = stopping(lifecycle) => {}
    }
    Ok(lifecycle.until_stopped().await?)
}

async fn stopping(lifecycle: &Lifecycle) {
    while !lifecycle.is_stopping() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Where the services listen.
pub struct Urls {
    pub dossiers: String,
    pub aggregator: String,
    pub dossiers_management: String,
    pub aggregator_management: String,
}

async fn show(home: &Path, catalogue: &Path, urls: &Urls, token: &str) -> anyhow::Result<()> {
    // Another part of the process may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::new();
    let loaded = home.join("sample-loaded");
    if !loaded.exists() {
        say("chiso: loading the sample of Từ Sơn through the bulk import");
        sample::load(&client, &urls.dossiers, token, catalogue)
            .await
            .context("load the sample")?;
        std::fs::write(&loaded, "").context("remember that the sample is loaded")?;
    }
    table::wait_until_current(&client, urls, token).await?;
    let table = table::of_sample(&client, &urls.aggregator, token)
        .await
        .context("read the figures of the sample")?;
    say(&table);
    Ok(())
}

fn welcome(urls: &Urls, token: &str, home: &Path, catalogue: &Path) -> String {
    let Urls {
        dossiers,
        aggregator,
        dossiers_management,
        aggregator_management,
    } = urls;
    format!(
        "dossiers    {dossiers}  (REST and gRPC, /openapi.json; health and metrics {dossiers_management})\n\
         aggregator  {aggregator}  (REST and gRPC, /openapi.json; health and metrics {aggregator_management})\n\
         data        {home}\n\
         catalogue   {catalogue}\n\n\
         A development token, signed with a key that was made for this directory, valid for 12 hours:\n\n\
         export CHISO_TOKEN={token}\n\n\
         curl -s -H \"Authorization: Bearer $CHISO_TOKEN\" \\\n  \
         '{aggregator}/v1/figures?unit_id=tp-tu-son&from_date=2022-01-01&until_date=2023-01-01'\n\n\
         Ctrl-C stops everything.",
        home = home.display(),
        catalogue = catalogue.display()
    )
}

fn auth(issuer: &DevIssuer) -> AuthConfig {
    AuthConfig {
        issuer: DevIssuer::ISSUER.to_owned(),
        audience: DevIssuer::AUDIENCE.to_owned(),
        jwks: issuer.jwks_file().display().to_string(),
    }
}

/// The token with which the aggregator reads the event log of the dossiers service, renewed at every start.
fn peer_token(home: &Path, issuer: &DevIssuer, clock: &Clock) -> anyhow::Result<PathBuf> {
    let path = home.join("secrets/aggregator-token");
    let token = issuer.mint(
        "aggregator",
        &[("peer", "tinh-bac-ninh-2025")],
        clock.now(),
        TimeDelta::days(365),
    );
    home::keep_secret(&path, &token)?;
    Ok(path)
}
