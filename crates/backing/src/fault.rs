use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use crate::keep::ServerDied;
use crate::provision::ProvisionError;

/// Why the private servers could not be started or used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackingError {
    /// A program is not installed.
    #[error("{program} was not found: install the Debian package {package}")]
    NotInstalled {
        /// The program.
        program: &'static str,
        /// The Debian package that has it.
        package: &'static str,
    },
    /// Another live process holds the same home.
    #[error("{} is in use by process {holder}: stop it, or choose another home", home.display())]
    InUse {
        /// The home.
        home: PathBuf,
        /// The process id that the lock file names.
        holder: String,
    },
    /// The servers of an earlier run did not end.
    #[error("{server} of an earlier run (process {pid}) still holds {} and does not end", directory.display())]
    StillRunning {
        /// The server.
        server: &'static str,
        /// Its process id.
        pid: String,
        /// Its data directory.
        directory: PathBuf,
    },
    /// The user that the servers run as cannot reach the home.
    #[error(
        "user {user}, as whom the servers must run because they refuse to run as root, cannot pass through {}: \
         run `chmod o+x {}`, or choose a home elsewhere, such as /var/lib/chiso",
        directory.display(), directory.display()
    )]
    Unreachable {
        /// The user.
        user: String,
        /// The outermost directory that stands in the way.
        directory: PathBuf,
    },
    /// The home was made by a run as another user.
    #[error("{} belongs to the user with id {owner}: run as that user, or choose another home", directory.display())]
    Foreign {
        /// The data directory.
        directory: PathBuf,
        /// The numeric id of its owner.
        owner: u32,
    },
    /// Neither `postgres` nor `nobody` exists, but the servers refuse to run as root.
    #[error("the machine has neither a user postgres nor a user nobody to run the servers as")]
    NoAccount,
    /// A server ended instead of becoming ready.
    #[error("{server} ended while starting ({status}); the end of {} is:\n{tail}", log.display())]
    Ended {
        /// The server.
        server: &'static str,
        /// How it ended.
        status: ExitStatus,
        /// Its log file.
        log: PathBuf,
        /// The last lines of the log.
        tail: String,
    },
    /// A server ended again and again.
    #[error("{0}, again and again")]
    Died(ServerDied),
    /// A server did not become ready in time.
    #[error("{server} was not ready after {seconds} s; see {}", log.display())]
    NotReady {
        /// The server.
        server: &'static str,
        /// How long was waited.
        seconds: u64,
        /// Its log file.
        log: PathBuf,
    },
    /// A file that the home keeps does not have the content that was written there.
    #[error("{} is damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The roles and databases could not be made.
    #[error("the roles and databases could not be prepared")]
    Database(#[from] sqlx::Error),
    /// The streams and consumers could not be made.
    #[error("the bus could not be provisioned")]
    Provision(#[from] ProvisionError),
    /// A file, directory or process could not be handled.
    #[error("{} could not be {what}", path.display())]
    Io {
        /// The file, directory or program.
        path: PathBuf,
        /// What was tried, as a participle.
        what: &'static str,
        /// Why not.
        source: io::Error,
    },
}

impl BackingError {
    /// For `map_err`: what was done to `path` when the system refused.
    pub(crate) fn io(path: &Path, what: &'static str) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, what, source }
    }

    /// Whether a server ended at start because of something that its log says in one of these words.
    pub(crate) fn says(&self, words: &[&str]) -> bool {
        match self {
            Self::Ended { tail, .. } => words.iter().any(|words| tail.contains(words)),
            _ => false,
        }
    }
}
