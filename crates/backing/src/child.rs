use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::io::retry_on_intr;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use tokio::sync::watch;

use crate::account::guarded;
use crate::fault::BackingError;
use crate::program::setpriv;

/// A child process in a process group of its own, so that Ctrl-C reaches only us, which ends when we end, however we end.
///
/// Dropping it kills the process at once (SIGKILL).
#[derive(Debug)]
pub struct ChildProcess {
    pid: Pid,
    ended: watch::Receiver<Option<ExitStatus>>,
}

/// A signal that ends a process.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ending {
    Kill,
    Terminate,
    Interrupt,
    Quit,
}

impl Ending {
    const fn signal(self) -> Signal {
        match self {
            Self::Kill => Signal::KILL,
            Self::Terminate => Signal::TERM,
            Self::Interrupt => Signal::INT,
            Self::Quit => Signal::QUIT,
        }
    }

    /// As setpriv(1) calls it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Kill => "KILL",
            Self::Terminate => "TERM",
            Self::Interrupt => "INT",
            Self::Quit => "QUIT",
        }
    }
}

impl ChildProcess {
    /// A command that runs what is appended to it with SIGKILL as the end that follows ours.
    ///
    /// # Errors
    /// [`BackingError::NotInstalled`] without util-linux.
    pub fn command() -> Result<Command, BackingError> {
        let mut command = guarded(&setpriv()?, Ending::Kill);
        command.arg("--");
        Ok(command)
    }

    /// Starts `command`, which must come from [`ChildProcess::command`].
    ///
    /// # Errors
    /// When the system cannot start the program.
    pub fn spawn(mut command: Command) -> io::Result<Self> {
        command.process_group(0);
        let (report, started) = mpsc::channel();
        let (end, ended) = watch::channel(None);
        // The kernel signals the child when the thread that spawned it ends, not when the process does: so a thread of its own
        // that lives as long as the child. It also reaps it.
        thread::Builder::new()
            .name("child".to_owned())
            .spawn(move || {
                let mut child = match command.spawn() {
                    Ok(child) => child,
                    Err(refusal) => {
                        report.send(Err(refusal)).ok();
                        return;
                    }
                };
                // Its copies of the pipe ends that the child writes to: they would keep the readers waiting.
                drop(command);
                let pid = Pid::from_child(&child);
                report.send(Ok(pid)).ok();
                // The number of the process stays taken until it is reaped, and that happens under the lock of the channel:
                // so `signal` never reaches a stranger.
                let end_unreaped = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
                retry_on_intr(|| waitid(WaitId::Pid(pid), end_unreaped)).ok();
                end.send_modify(|status| *status = Some(child.wait().unwrap_or_default()));
            })?;
        let pid = started
            .recv()
            .map_err(|_| io::Error::other("the thread of the child ended"))??;
        Ok(Self { pid, ended })
    }

    /// Its process id.
    pub fn pid(&self) -> i32 {
        self.pid.as_raw_nonzero().get()
    }

    /// Sends a signal, unless it has ended.
    pub(crate) fn signal(&self, ending: Ending) {
        let ended = self.ended.borrow();
        if ended.is_none() {
            // It may have ended in this moment: nothing to do then.
            kill_process(self.pid, ending.signal()).ok();
        }
    }

    /// How it ended, if it has.
    pub fn exit_status(&self) -> Option<ExitStatus> {
        *self.ended.borrow()
    }

    /// Waits until it ends by itself.
    pub async fn wait(&self) -> ExitStatus {
        let mut ended = self.ended.clone();
        ended
            .wait_for(Option::is_some)
            .await
            .ok()
            .and_then(|status| *status)
            .unwrap_or_default()
    }

    /// Kills it (SIGKILL) and waits for its end.
    pub async fn kill(&self) -> ExitStatus {
        self.signal(Ending::Kill);
        self.wait().await
    }

    /// Asks it to end (SIGTERM) and kills it if it has not ended `within` that time.
    pub async fn terminate(&self, within: Duration) -> ExitStatus {
        self.end_with(Ending::Terminate, within).await
    }

    pub(crate) async fn end_with(&self, ending: Ending, within: Duration) -> ExitStatus {
        self.signal(ending);
        match tokio::time::timeout(within, self.wait()).await {
            Ok(status) => status,
            Err(_) => self.kill().await,
        }
    }

    /// The same without a runtime, for use in `drop`.
    pub(crate) fn end_now(&self, ending: Ending, within: Duration) {
        self.signal(ending);
        let deadline = Instant::now() + within;
        while self.exit_status().is_none() {
            if Instant::now() > deadline {
                self.signal(Ending::Kill);
            }
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for ChildProcess {
    fn drop(&mut self) {
        self.signal(Ending::Kill);
    }
}
