use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::child::ChildProcess;
use crate::fault::BackingError;
use crate::login::NatsLogin;
use crate::provision::provision;
use crate::topology::Topology;

/// The pause before the first new start; it doubles with every further one.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A server that ran this long is well again: the next end is the first one.
const WELL_AFTER: Duration = Duration::from_mins(1);
/// New starts in a row after which a server is given up without which nothing works.
const STARTS: u32 = 10;
/// How often streams and consumers that are gone are made again.
const PROVISION_EVERY: Duration = Duration::from_secs(15);

/// What becomes of a server that ended although nobody asked it to.
#[derive(Debug)]
pub enum Incident {
    /// It ended; it is started again.
    Died(ServerDied),
    /// It runs again.
    Revived {
        /// Which one.
        server: &'static str,
    },
    /// It did not start; the next try is after a pause.
    Refused {
        /// Which one.
        server: &'static str,
        /// Why.
        fault: BackingError,
        /// How long the pause is.
        pause: Duration,
    },
}

/// A server ended although nobody asked it to.
#[derive(Clone, Debug)]
pub struct ServerDied {
    /// Which one.
    pub server: &'static str,
    /// How.
    pub status: ExitStatus,
    /// Where it may say why.
    pub log: PathBuf,
}

/// A server that can be started again.
pub(crate) trait Server {
    const NAME: &str;
    /// Whether nothing works without it.
    const VITAL: bool;

    async fn start(&mut self) -> Result<(), BackingError>;
    fn child(&self) -> Option<&ChildProcess>;
    fn log(&self) -> PathBuf;
}

/// Starts a server again whenever it ends by itself. Resolves when it is given up, with the reason.
pub(crate) async fn keep<S: Server>(
    server: &mut S,
    report: &impl Fn(Incident),
    revived: &Notify,
) -> BackingError {
    let mut starts = 0;
    let mut running_since = Instant::now();
    loop {
        let died = death(server).await;
        if running_since.elapsed() > WELL_AFTER {
            starts = 0;
        }
        if S::VITAL && starts >= STARTS {
            return BackingError::Died(died);
        }
        report(Incident::Died(died));
        tokio::time::sleep(pause_after(starts)).await;
        starts += 1;
        while let Err(fault) = server.start().await {
            if S::VITAL && starts >= STARTS {
                return fault;
            }
            let (server, pause) = (S::NAME, pause_after(starts));
            report(Incident::Refused {
                server,
                fault,
                pause,
            });
            tokio::time::sleep(pause).await;
            starts += 1;
        }
        running_since = Instant::now();
        revived.notify_one();
        report(Incident::Revived { server: S::NAME });
    }
}

/// Makes streams and consumers again that are gone: now and then, and whenever a server was started again.
pub(crate) async fn keep_provisioned(admin: &NatsLogin, revived: &Notify) -> BackingError {
    let topology = Topology::chiso();
    loop {
        let _ = tokio::time::timeout(PROVISION_EVERY, revived.notified()).await;
        if let Err(error) = provision(admin, &topology).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "streams and consumers could not be checked"
            );
        }
    }
}

/// Waits until a server ends, and keeps its log; one that was stopped ends no more.
async fn death<S: Server>(server: &S) -> ServerDied {
    let Some(child) = server.child() else {
        return std::future::pending().await;
    };
    let status = child.wait().await;
    // The next start begins a fresh log, and a start that fails another one.
    let log = server.log().with_extension("log.died");
    fs::rename(server.log(), &log).ok();
    ServerDied {
        server: S::NAME,
        status,
        log,
    }
}

fn pause_after(starts: u32) -> Duration {
    FIRST_PAUSE
        .saturating_mul(2_u32.saturating_pow(starts))
        .min(LONGEST_PAUSE)
}

impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Died(died) => write!(f, "{died}; it is started again"),
            Self::Revived { server } => write!(f, "{server} runs again"),
            Self::Refused {
                server,
                fault,
                pause,
            } => write!(
                f,
                "{server} did not start, next try in {} s: {fault}",
                pause.as_secs_f32()
            ),
        }
    }
}

impl fmt::Display for ServerDied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            server,
            status,
            log,
        } = self;
        write!(
            f,
            "{server} ended by itself ({status}); see {}",
            log.display()
        )
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// A server that has ended and does not start again.
    struct Broken<const VITAL: bool>(ChildProcess);

    impl<const VITAL: bool> Server for Broken<VITAL> {
        const NAME: &str = "broken";
        const VITAL: bool = VITAL;

        async fn start(&mut self) -> Result<(), BackingError> {
            Err(BackingError::NoAccount)
        }

        fn child(&self) -> Option<&ChildProcess> {
            Some(&self.0)
        }

        fn log(&self) -> PathBuf {
            PathBuf::from("/nowhere/broken.log")
        }
    }

    fn ended() -> ChildProcess {
        let mut command = ChildProcess::command().unwrap();
        command.arg("true");
        ChildProcess::spawn(command).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_vital_server_is_given_up_after_ten_starts_and_another_one_never() {
        let told = Mutex::new(Vec::new());
        let report = |incident: Incident| told.lock().unwrap().push(incident.to_string());
        let revived = Notify::new();
        let fault = keep(&mut Broken::<true>(ended()), &report, &revived).await;
        assert!(matches!(fault, BackingError::NoAccount), "{fault}");
        let lines = std::mem::take(&mut *told.lock().unwrap());
        assert_eq!(lines.len(), 10, "{lines:?}");
        assert_eq!(
            lines[0],
            "broken ended by itself (exit status: 0); see /nowhere/broken.log.died; it is started again"
        );
        assert!(
            lines[9].starts_with("broken did not start, next try in 30 s: the machine has neither"),
            "{lines:?}"
        );

        let mut another = Broken::<false>(ended());
        // The clock runs ahead while nothing but a real process is waited for.
        another.0.wait().await;
        let hour = Duration::from_hours(1);
        let kept = tokio::time::timeout(hour, keep(&mut another, &report, &revived)).await;
        assert!(kept.is_err());
        assert!(told.lock().unwrap().len() > 100);
    }

    #[test]
    fn pauses_grow_up_to_a_limit() {
        let pauses = [0, 1, 2, 6, 7, 10, 99].map(|starts| pause_after(starts).as_millis());
        assert_eq!(pauses, [250, 500, 1000, 16_000, 30_000, 30_000, 30_000]);
    }
}
