use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::account::Account;
use crate::backing::Durability;
use crate::child::{ChildProcess, Ending};
use crate::fault::BackingError;
use crate::home::{await_earlier_run, fresh_log, tail};
use crate::keep::Server;
use crate::login::NatsLogin;
use crate::program::Programs;
use crate::secrets::Secrets;
use crate::service::Service;

const SERVER: &str = include_str!("../../../deploy/nats/nats-server.conf");
const DURABILITY: &str = include_str!("../../../deploy/nats/durability.conf");
const USERS: &str = include_str!("../../../deploy/nats/users.conf");
const ADMIN: &str = "admin";
/// A large store is read through before the server listens.
const READY_WITHIN: Duration = Duration::from_mins(1);
const STOPS_WITHIN: Duration = Duration::from_secs(8);

/// A private NATS server and its JetStream store.
#[derive(Debug)]
pub(crate) struct Nats {
    programs: Programs,
    account: Account,
    secrets: Secrets,
    durability: Durability,
    /// `nats` in the home.
    directory: PathBuf,
    pub(crate) port: u16,
    child: Option<ChildProcess>,
}

impl Nats {
    pub(crate) fn new(
        programs: &Programs,
        account: &Account,
        secrets: &Secrets,
        durability: Durability,
        home: &Path,
    ) -> Self {
        Self {
            programs: programs.clone(),
            account: account.clone(),
            secrets: secrets.clone(),
            durability,
            directory: home.join("nats"),
            port: 0,
            child: None,
        }
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.directory.join("store")
    }

    fn settings(&self) -> PathBuf {
        self.directory.join("nats-server.conf")
    }

    fn pid_file(&self) -> PathBuf {
        self.directory.join("nats.pid")
    }

    pub(crate) async fn await_earlier_run(&self) -> Result<(), BackingError> {
        await_earlier_run(Self::NAME, &self.pid_file(), &self.settings()).await
    }

    fn write_settings(&self) -> Result<PathBuf, BackingError> {
        let sync =
            self.durability == Durability::Durable && self.programs.nats_knows_sync_interval()?;
        let durability = if sync { DURABILITY } else { "" };
        for (name, text) in [
            ("nats-server.conf", SERVER),
            ("durability.conf", durability),
            ("users.conf", USERS),
        ] {
            let path = self.directory.join(name);
            fs::write(&path, text).map_err(BackingError::io(&path, "written"))?;
        }
        Ok(self.settings())
    }

    async fn await_ready(&self, child: &ChildProcess) -> Result<(), BackingError> {
        let deadline = Instant::now() + READY_WITHIN;
        let admin = self.admin()?;
        // A login rather than a connection: a stranger who took the port in this moment would answer that too.
        while admin.connect().await.is_err() {
            if let Some(status) = child.exit_status() {
                return Err(BackingError::Ended {
                    server: Self::NAME,
                    status,
                    log: self.log(),
                    tail: tail(&self.log()),
                });
            }
            if Instant::now() > deadline {
                return Err(BackingError::NotReady {
                    server: Self::NAME,
                    seconds: READY_WITHIN.as_secs(),
                    log: self.log(),
                });
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }

    pub(crate) fn login(&self, service: Service) -> Result<NatsLogin, BackingError> {
        self.login_of(service.name())
    }

    pub(crate) fn admin(&self) -> Result<NatsLogin, BackingError> {
        self.login_of(ADMIN)
    }

    fn login_of(&self, user: &str) -> Result<NatsLogin, BackingError> {
        Ok(NatsLogin {
            url: format!("nats://127.0.0.1:{}", self.port),
            seed_file: self.secrets.nkey(user)?.0,
            inbox_prefix: format!("_INBOX_{user}"),
        })
    }

    pub(crate) async fn stop(&mut self) {
        if let Some(child) = self.child.take() {
            child.terminate(STOPS_WITHIN).await;
        }
    }

    pub(crate) async fn kill(&mut self) {
        if let Some(child) = self.child.take() {
            child.kill().await;
        }
    }

    /// Ends the server without a runtime.
    pub(crate) fn end_now(&mut self) {
        let signal = match self.durability {
            Durability::Durable => Ending::Terminate,
            Durability::Volatile => Ending::Kill,
        };
        if let Some(child) = self.child.take() {
            child.end_now(signal, STOPS_WITHIN);
        }
    }
}

impl Server for Nats {
    const NAME: &str = "nats-server";
    const VITAL: bool = false;

    /// Starts the server on its port and waits until it lets the administrator in.
    async fn start(&mut self) -> Result<(), BackingError> {
        self.account.directory(&self.directory, 0o700)?;
        self.account.directory(&self.store(), 0o700)?;
        let settings = self.write_settings()?;
        self.await_earlier_run().await?;

        let output = fresh_log(&self.log())?;
        let errors = output
            .try_clone()
            .map_err(BackingError::io(&self.log(), "shared"))?;
        let mut command = self
            .account
            .command(&self.programs.setpriv, Ending::Terminate);
        command
            .arg(&self.programs.nats_server)
            .arg("-c")
            .arg(&settings)
            .args(["-a", "127.0.0.1", "-p"])
            .arg(self.port.to_string())
            .arg("-sd")
            .arg(self.store())
            .arg("-P")
            .arg(self.pid_file())
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors);
        for user in [ADMIN].into_iter().chain(Service::ALL.map(Service::name)) {
            let (_, public_key) = self.secrets.nkey(user)?;
            let variable = format!("CHISO_NATS_{}_NKEY", user.to_uppercase());
            command.env(variable, public_key);
        }
        let child = ChildProcess::spawn(command)
            .map_err(BackingError::io(&self.programs.setpriv, "started"))?;
        self.await_ready(&child).await?;
        self.child = Some(child);
        Ok(())
    }

    fn child(&self) -> Option<&ChildProcess> {
        self.child.as_ref()
    }

    fn log(&self) -> PathBuf {
        self.directory.join("nats.log")
    }
}
