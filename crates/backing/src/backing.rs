use std::path::{Path, PathBuf};

use tokio::sync::Notify;

use crate::account::Account;
use crate::databases;
use crate::fault::BackingError;
use crate::home::{Home, Ports};
use crate::issuer::DevIssuer;
use crate::keep::{Incident, Server, keep, keep_provisioned};
use crate::login::NatsLogin;
use crate::nats::Nats;
use crate::postgres::{self, Postgres};
use crate::program::Programs;
use crate::provision::provision;
use crate::secrets::Secrets;
use crate::service::Service;
use crate::topology::Topology;

/// How often other ports are tried when a stranger took one between the choice and the start.
const ATTEMPTS: u32 = 5;
/// What the log of either server says then.
const PORT_TAKEN: [&str; 2] = ["Address already in use", "address already in use"];

/// The names of the servers.
pub const SERVERS: [&str; 2] = [Postgres::NAME, Nats::NAME];

/// What the servers promise of what they confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// It survives a power cut, as far as the server can promise it.
    Durable,
    /// It survives the kill of a server, not a power cut. Faster; for tests.
    Volatile,
}

/// A private PostgreSQL and a private NATS server with their data under one directory, the home.
///
/// They listen on loopback only and end with this process, however it ends. Dropping it ends them too; [`Backing::stop`] is the
/// orderly way.
#[derive(Debug)]
pub struct Backing {
    // Declared before the home: the servers end before its lock is released.
    postgres: Postgres,
    nats: Nats,
    secrets: Secrets,
    home: Home,
}

impl Backing {
    /// Starts both servers with their data under `home`, which is made on first use with the databases and roles of the
    /// services and the streams and consumers of the bus. A home has the durability that it was first started with.
    ///
    /// # Errors
    /// See [`BackingError`]: programs missing, the home held by another process or out of reach for the user that the servers
    /// run as, a server that does not start.
    pub async fn start(home: &Path, durability: Durability) -> Result<Self, BackingError> {
        let programs = Programs::find()?;
        let account = Account::of_servers()?;
        let home = Home::open(home, &account, &programs.setpriv)?;
        let secrets = Secrets::open(home.join("secrets"))?;
        let directory = home.directory();
        let mut backing = Self {
            postgres: Postgres::new(&programs, &account, &secrets, durability, directory),
            nats: Nats::new(&programs, &account, &secrets, durability, directory),
            secrets,
            home,
        };
        // A run that was killed holds its ports until its servers have ended.
        tokio::try_join!(
            backing.postgres.await_earlier_run(),
            backing.nats.await_earlier_run()
        )?;
        backing.take(backing.home.ports()?);
        backing.start_servers().await?;
        backing.home.remember(Ports {
            postgres: backing.postgres.port,
            nats: backing.nats.port,
        })?;
        tokio::try_join!(
            databases::prepare(&backing.postgres, &backing.secrets),
            backing.provision()
        )?;
        tracing::info!(
            postgres.port = backing.postgres.port,
            nats.port = backing.nats.port,
            home = %backing.home.directory().display(),
            "private servers are ready"
        );
        Ok(backing)
    }

    fn take(&mut self, ports: Ports) {
        self.postgres.port = ports.postgres;
        self.nats.port = ports.nats;
    }

    async fn start_servers(&mut self) -> Result<(), BackingError> {
        for _ in 1..ATTEMPTS {
            match tokio::try_join!(self.postgres.start(), self.nats.start()) {
                Ok(_) => return Ok(()),
                Err(fault) if fault.says(&PORT_TAKEN) => {
                    tokio::join!(self.postgres.kill(), self.nats.kill());
                    self.take(Ports::free());
                }
                Err(fault) => return Err(fault),
            }
        }
        tokio::try_join!(self.postgres.start(), self.nats.start()).map(drop)
    }

    /// The URL of a service's own database, with its own role.
    ///
    /// # Errors
    /// When the secrets of the home cannot be read.
    pub fn database_url(&self, service: Service) -> Result<String, BackingError> {
        self.postgres.url(service.name(), service.name())
    }

    /// The URL of the maintenance database as superuser.
    ///
    /// # Errors
    /// When the secrets of the home cannot be read.
    pub fn superuser_url(&self) -> Result<String, BackingError> {
        self.postgres.url(postgres::SUPERUSER, "postgres")
    }

    /// Makes another database for a service and gives its URL; for tests. `name` must be a plain SQL identifier.
    ///
    /// # Errors
    /// When it exists already, or PostgreSQL does not answer.
    pub async fn create_database(
        &self,
        service: Service,
        name: &str,
    ) -> Result<String, BackingError> {
        let mut connection = self.postgres.connect().await?;
        databases::create(&mut connection, name, service.name()).await?;
        self.postgres.url(service.name(), name)
    }

    /// The bus login of a service.
    ///
    /// # Errors
    /// When the secrets of the home cannot be read.
    pub fn nats_login(&self, service: Service) -> Result<NatsLogin, BackingError> {
        self.nats.login(service)
    }

    /// The bus login that may make, change and delete streams and consumers, but not publish an event.
    ///
    /// # Errors
    /// When the secrets of the home cannot be read.
    pub fn nats_admin(&self) -> Result<NatsLogin, BackingError> {
        self.nats.admin()
    }

    /// The issuer of development tokens whose key the home keeps.
    ///
    /// # Errors
    /// When the secrets of the home cannot be read.
    pub fn dev_issuer(&self) -> Result<DevIssuer, BackingError> {
        DevIssuer::open(self.secrets.directory())
    }

    /// Makes the streams and consumers of Chiso where they are missing, and updates them where not.
    ///
    /// # Errors
    /// When the bus cannot be reached or refuses one.
    pub async fn provision(&self) -> Result<(), BackingError> {
        Ok(provision(&self.nats.admin()?, &Topology::chiso()).await?)
    }

    /// The loopback port of PostgreSQL.
    pub fn postgres_port(&self) -> u16 {
        self.postgres.port
    }

    /// The loopback port of NATS.
    pub fn nats_port(&self) -> u16 {
        self.nats.port
    }

    /// The directory of the JetStream store, to be copied, damaged or deleted while NATS is down.
    pub fn jetstream_store(&self) -> PathBuf {
        self.nats.store()
    }

    /// Starts PostgreSQL again on the same port and data.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_postgres(&mut self) -> Result<(), BackingError> {
        self.postgres.start().await
    }

    /// Stops PostgreSQL: open transactions are rolled back, connections are closed.
    pub async fn stop_postgres(&mut self) {
        self.postgres.stop().await;
    }

    /// Kills PostgreSQL (SIGKILL).
    pub async fn kill_postgres(&mut self) {
        self.postgres.kill().await;
    }

    /// Starts NATS again on the same port and store. Streams of a store that was deleted need [`Backing::provision`].
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_nats(&mut self) -> Result<(), BackingError> {
        self.nats.start().await
    }

    /// Stops NATS.
    pub async fn stop_nats(&mut self) {
        self.nats.stop().await;
    }

    /// Kills NATS (SIGKILL).
    pub async fn kill_nats(&mut self) {
        self.nats.kill().await;
    }

    /// Keeps both servers running, and the streams and consumers made. A server that ends by itself is started again on its port
    /// and data, after pauses that grow to half a minute; `report` hears of it. Dossiers are taken without NATS, so it is never
    /// given up; PostgreSQL is, after ten starts in a row, and only then does this end, with the reason.
    ///
    /// Dropping the future leaves the servers as they are.
    pub async fn keep(&mut self, report: impl Fn(Incident)) -> BackingError {
        let admin = match self.nats.admin() {
            Ok(admin) => admin,
            Err(fault) => return fault,
        };
        let revived = Notify::new();
        tokio::select! {
            fault = keep(&mut self.postgres, &report, &revived) => fault,
            fault = keep(&mut self.nats, &report, &revived) => fault,
            fault = keep_provisioned(&admin, &revived) => fault,
        }
    }

    /// Stops both servers in order, within about ten seconds.
    pub async fn stop(mut self) {
        tokio::join!(self.postgres.stop(), self.nats.stop());
    }
}

impl Drop for Backing {
    fn drop(&mut self) {
        self.nats.end_now();
        self.postgres.end_now();
    }
}
