use std::fs::{self, File, Permissions, TryLockError};
use std::io::{Read, Seek, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::fault::BackingError;

/// How long servers of an earlier run, which was killed, may take to end.
const EARLIER_RUN_ENDS_WITHIN: Duration = Duration::from_secs(30);

/// The directory that one run holds at a time.
#[derive(Debug)]
pub(crate) struct Home {
    path: PathBuf,
    /// Locked for as long as it is open.
    _lock: File,
}

/// Loopback ports of the servers, kept so that they stay the same across restarts.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ports {
    pub(crate) postgres: u16,
    pub(crate) nats: u16,
}

impl Home {
    pub(crate) fn open(
        path: &Path,
        account: &Account,
        setpriv: &Path,
    ) -> Result<Self, BackingError> {
        fs::create_dir_all(path).map_err(BackingError::io(path, "made"))?;
        let path = path
            .canonicalize()
            .map_err(BackingError::io(path, "resolved"))?;
        let lock = lock(&path)?;
        if let Account::Other { .. } = account {
            let mode = fs::metadata(&path)
                .map_err(BackingError::io(&path, "read"))?
                .permissions()
                .mode();
            fs::set_permissions(&path, Permissions::from_mode(mode | 0o011))
                .map_err(BackingError::io(&path, "opened to the servers"))?;
        }
        account.check_reach(setpriv, &path)?;
        Ok(Self { path, _lock: lock })
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.path
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The ports of the last run where they are still free, others where not.
    pub(crate) fn ports(&self) -> Result<Ports, BackingError> {
        let file = self.join("ports.toml");
        let last = match fs::read_to_string(&file) {
            Ok(text) => {
                Some(
                    toml::from_str::<Ports>(&text).map_err(|fault| BackingError::Damaged {
                        path: file,
                        source: fault.into(),
                    })?,
                )
            }
            Err(_) => None,
        };
        let keep = |port: Option<u16>| port.filter(|port| is_free(*port)).unwrap_or_else(free_port);
        Ok(Ports {
            postgres: keep(last.map(|ports| ports.postgres)),
            nats: keep(last.map(|ports| ports.nats)),
        })
    }

    pub(crate) fn remember(&self, ports: Ports) -> Result<(), BackingError> {
        let file = self.join("ports.toml");
        let text = toml::to_string(&ports).expect("two numbers have a form in TOML");
        fs::write(&file, text).map_err(BackingError::io(&file, "written"))
    }
}

impl Ports {
    /// Two ports that are free at this moment.
    pub(crate) fn free() -> Self {
        Self {
            postgres: free_port(),
            nats: free_port(),
        }
    }
}

fn lock(home: &Path) -> Result<File, BackingError> {
    let path = home.join("lock");
    let mut file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(BackingError::io(&path, "opened"))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            file.read_to_string(&mut holder).ok();
            return Err(BackingError::InUse {
                home: home.to_owned(),
                holder: holder.trim().to_owned(),
            });
        }
        Err(TryLockError::Error(fault)) => return Err(BackingError::io(&path, "locked")(fault)),
    }
    file.set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| writeln!(file, "{}", std::process::id()))
        .map_err(BackingError::io(&path, "written"))?;
    Ok(file)
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A free port below those that the kernel gives to outgoing connections, so that it is still free after a restart.
fn free_port() -> u16 {
    loop {
        let port = rand::random_range(20_000..32_000);
        if is_free(port) {
            return port;
        }
    }
}

/// Waits for the server of an earlier, killed run to end: it got its signal, but may still be writing.
///
/// It is known by the process id in the first line of `pid_file` and by `argument` among its arguments. A pid file whose
/// number belongs to another process by now is removed, because PostgreSQL would take that process for its own.
pub(crate) async fn await_earlier_run(
    server: &'static str,
    pid_file: &Path,
    argument: &Path,
) -> Result<(), BackingError> {
    let Some(pid) = fs::read_to_string(pid_file)
        .ok()
        .and_then(|text| text.lines().next().map(str::to_owned))
    else {
        return Ok(());
    };
    let command_line = PathBuf::from(format!("/proc/{pid}/cmdline"));
    let deadline = Instant::now() + EARLIER_RUN_ENDS_WITHIN;
    while let Ok(arguments) = fs::read(&command_line) {
        let is_it = arguments
            .split(|byte| *byte == 0)
            .any(|one| one == argument.as_os_str().as_encoded_bytes());
        if !is_it {
            fs::remove_file(pid_file).ok();
            return Ok(());
        }
        if Instant::now() > deadline {
            return Err(BackingError::StillRunning {
                server,
                pid,
                directory: argument.to_owned(),
            });
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// Opens a fresh log file for a server and keeps the one of its last run as `*.log.1`.
pub(crate) fn fresh_log(path: &Path) -> Result<File, BackingError> {
    fs::rename(path, path.with_extension("log.1")).ok();
    File::create(path).map_err(BackingError::io(path, "made"))
}

/// The last lines of a log.
pub(crate) fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(10)..].join("\n")
}
