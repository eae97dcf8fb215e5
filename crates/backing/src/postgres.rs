use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};

use crate::account::Account;
use crate::backing::Durability;
use crate::child::{ChildProcess, Ending};
use crate::fault::BackingError;
use crate::home::{await_earlier_run, fresh_log, tail};
use crate::keep::Server;
use crate::program::Programs;
use crate::secrets::Secrets;

const SETTINGS: &str = include_str!("../../../deploy/postgres/postgresql.conf");
pub(crate) const SUPERUSER: &str = "postgres";
/// Crash recovery of a large write-ahead log takes its time.
const READY_WITHIN: Duration = Duration::from_mins(2);
/// Then the rest is left to crash recovery.
const STOPS_WITHIN: Duration = Duration::from_secs(8);
/// Paths of Unix sockets are limited to 107 bytes.
const LONGEST_SOCKET: usize = 100;
/// What the log says while processes of a killed server are still ending.
const PREDECESSOR_IS_ENDING: [&str; 2] = ["is still in use", "postmaster.pid"];
/// SQLSTATE of "the database system is starting up".
const CANNOT_CONNECT_NOW: &str = "57P03";

/// A private PostgreSQL server and its data directory.
#[derive(Debug)]
pub(crate) struct Postgres {
    programs: Programs,
    account: Account,
    secrets: Secrets,
    durability: Durability,
    /// `pg` in the home.
    directory: PathBuf,
    /// Where the Unix socket is, if its path is short enough.
    socket: Option<PathBuf>,
    pub(crate) port: u16,
    child: Option<ChildProcess>,
}

impl Postgres {
    pub(crate) fn new(
        programs: &Programs,
        account: &Account,
        secrets: &Secrets,
        durability: Durability,
        home: &Path,
    ) -> Self {
        let socket = home.join("run");
        let longest = socket.join(".s.PGSQL.65535");
        Self {
            programs: programs.clone(),
            account: account.clone(),
            secrets: secrets.clone(),
            durability,
            directory: home.join("pg"),
            socket: (longest.as_os_str().len() < LONGEST_SOCKET).then_some(socket),
            port: 0,
            child: None,
        }
    }

    fn data(&self) -> PathBuf {
        self.directory.join("data")
    }

    /// How it is ended where nobody can wait for long: a fast shutdown, or an immediate one where nothing needs to last.
    fn last_ending(&self) -> Ending {
        match self.durability {
            Durability::Durable => Ending::Interrupt,
            Durability::Volatile => Ending::Quit,
        }
    }

    pub(crate) async fn await_earlier_run(&self) -> Result<(), BackingError> {
        await_earlier_run(
            Self::NAME,
            &self.data().join("postmaster.pid"),
            &self.data(),
        )
        .await
    }

    fn spawn(&self, settings: &Path) -> Result<ChildProcess, BackingError> {
        let death = self.last_ending();
        let mut command = self.account.command(&self.programs.setpriv, death);
        command
            .arg(&self.programs.postgres)
            .arg("-D")
            .arg(self.data())
            .arg(format!("--config-file={}", settings.display()))
            .args(["-c", "listen_addresses=127.0.0.1", "-c"])
            .arg(format!("port={}", self.port))
            .arg("-c")
            .arg(match &self.socket {
                Some(socket) => format!("unix_socket_directories={}", socket.display()),
                None => "unix_socket_directories=".to_owned(),
            });
        if let Durability::Volatile = self.durability {
            // Shared memory in the data directory: nothing stays behind in /dev/shm when a test is killed.
            for setting in [
                "fsync=off",
                "full_page_writes=off",
                "shared_buffers=64MB",
                "dynamic_shared_memory_type=mmap",
            ] {
                command.args(["-c", setting]);
            }
        }
        self.run(command, &self.log())
    }

    /// Starts a command of this server with its output in a file.
    fn run(&self, mut command: Command, log: &Path) -> Result<ChildProcess, BackingError> {
        let output = fresh_log(log)?;
        let errors = output
            .try_clone()
            .map_err(BackingError::io(log, "shared"))?;
        command
            .current_dir(&self.directory)
            .stdin(std::process::Stdio::null())
            .stdout(output)
            .stderr(errors);
        ChildProcess::spawn(command).map_err(BackingError::io(&self.programs.setpriv, "started"))
    }

    async fn await_ready(
        &self,
        child: &ChildProcess,
        deadline: Instant,
    ) -> Result<(), BackingError> {
        loop {
            let refusal = match self.connect().await {
                Ok(connection) => {
                    connection.close().await.ok();
                    return Ok(());
                }
                Err(refusal) => refusal,
            };
            if let Some(status) = child.exit_status() {
                return Err(BackingError::Ended {
                    server: Self::NAME,
                    status,
                    log: self.log(),
                    tail: tail(&self.log()),
                });
            }
            let starting = match &refusal {
                sqlx::Error::Database(fault) => fault.code().as_deref() == Some(CANNOT_CONNECT_NOW),
                _ => true,
            };
            if !starting {
                return Err(refusal.into());
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
    }

    /// Makes the data directory beside its place and moves it there when it is whole.
    async fn initialise(&self) -> Result<(), BackingError> {
        let draft = self.directory.join("data.new");
        if draft.exists() {
            fs::remove_dir_all(&draft).map_err(BackingError::io(&draft, "removed"))?;
        }
        let password = self.directory.join("password");
        fs::write(&password, "").map_err(BackingError::io(&password, "made"))?;
        self.account.own(&password)?;
        fs::write(&password, self.secrets.password(SUPERUSER)?)
            .map_err(BackingError::io(&password, "written"))?;

        let mut command = self.account.command(&self.programs.setpriv, Ending::Kill);
        command
            .arg(&self.programs.initdb)
            .arg("-D")
            .arg(&draft)
            .args(["-U", SUPERUSER, "--auth=scram-sha-256"])
            .arg(format!("--pwfile={}", password.display()))
            .args(["--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8"])
            .arg("--data-checksums");
        if let Durability::Volatile = self.durability {
            command.args(["--no-sync", "--wal-segsize=1"]);
        }
        let log = self.directory.join("initdb.log");
        let status = self.run(command, &log)?.wait().await;
        fs::remove_file(&password).map_err(BackingError::io(&password, "removed"))?;
        if !status.success() {
            return Err(BackingError::Ended {
                server: "initdb",
                status,
                tail: tail(&log),
                log,
            });
        }
        let data = self.data();
        fs::rename(&draft, &data).map_err(BackingError::io(&data, "moved to its place"))
    }

    /// A database URL; through the Unix socket where there is one.
    pub(crate) fn url(&self, role: &str, database: &str) -> Result<String, BackingError> {
        let password = self.secrets.password(role)?;
        let mut url = format!(
            "postgres://{role}:{password}@127.0.0.1:{}/{database}?sslmode=disable",
            self.port
        );
        if let Some(socket) = &self.socket {
            url.push_str("&host=");
            for byte in socket.as_os_str().as_encoded_bytes() {
                match byte {
                    b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                        url.push(char::from(*byte));
                    }
                    other => {
                        write!(url, "%{other:02X}").expect("writing to a string does not fail");
                    }
                }
            }
        }
        Ok(url)
    }

    /// A connection as superuser.
    pub(crate) async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        let url = self
            .url(SUPERUSER, "postgres")
            .map_err(|fault| sqlx::Error::Configuration(fault.into()))?;
        PgConnectOptions::from_str(&url)?.connect().await
    }

    pub(crate) async fn stop(&mut self) {
        if let Some(child) = self.child.take() {
            child.end_with(Ending::Interrupt, STOPS_WITHIN).await;
        }
    }

    pub(crate) async fn kill(&mut self) {
        if let Some(child) = self.child.take() {
            child.kill().await;
        }
    }

    /// Ends the server without a runtime.
    pub(crate) fn end_now(&mut self) {
        let ending = self.last_ending();
        if let Some(child) = self.child.take() {
            child.end_now(ending, STOPS_WITHIN);
        }
    }
}

impl Server for Postgres {
    const NAME: &str = "PostgreSQL";
    const VITAL: bool = true;

    /// Starts the server on its port and waits until it answers.
    async fn start(&mut self) -> Result<(), BackingError> {
        self.account.directory(&self.directory, 0o700)?;
        if let Some(socket) = &self.socket {
            self.account.directory(socket, 0o711)?;
        }
        if !self.data().exists() {
            self.initialise().await?;
        }
        let settings = self.directory.join("postgresql.conf");
        fs::write(&settings, SETTINGS).map_err(BackingError::io(&settings, "written"))?;
        self.await_earlier_run().await?;

        let deadline = Instant::now() + READY_WITHIN;
        loop {
            let child = self.spawn(&settings)?;
            match self.await_ready(&child, deadline).await {
                Ok(()) => {
                    self.child = Some(child);
                    return Ok(());
                }
                Err(fault) if fault.says(&PREDECESSOR_IS_ENDING) && Instant::now() < deadline => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                Err(fault) => return Err(fault),
            }
        }
    }

    fn child(&self) -> Option<&ChildProcess> {
        self.child.as_ref()
    }

    fn log(&self) -> PathBuf {
        self.directory.join("postgres.log")
    }
}
