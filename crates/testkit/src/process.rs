use std::io::{BufRead, BufReader, PipeReader, pipe};
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use chiso_backing::ChildProcess;

use crate::wait::wait_for;

/// Environment variables with these beginnings come from the test only.
const SETTINGS: [&str; 2] = ["CHISO_", "OTEL_"];

/// A real program in a process of its own, with every line that it wrote. Killed when dropped, and when the test process ends.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: ChildProcess,
    output: Arc<Mutex<Output>>,
}

#[derive(Debug, Default)]
struct Output {
    lines: Vec<String>,
    /// Nobody writes any more.
    complete: bool,
}

impl Process {
    /// Starts `program` with `arguments`, and with `settings` in place of all `CHISO_*` and `OTEL_*` variables.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn start(
        program: impl AsRef<Path>,
        arguments: &[&str],
        settings: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<str>)>,
    ) -> Self {
        let program = program.as_ref();
        let (reader, writer) = pipe().expect("a pipe can be made");
        let mut command = ChildProcess::command().expect("util-linux is installed");
        command
            .arg(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(writer.try_clone().expect("a pipe end can be copied"))
            .stderr(writer);
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if SETTINGS.iter().any(|beginning| name.starts_with(beginning)) {
                command.env_remove(name.as_ref());
            }
        }
        for (name, value) in settings {
            command.env(name.as_ref(), value.as_ref());
        }
        let child = ChildProcess::spawn(command).expect("setpriv can be started");
        let output = Arc::<Mutex<Output>>::default();
        collect(reader, Arc::clone(&output));
        Self {
            name: program.display().to_string(),
            child,
            output,
        }
    }

    /// Every line of its standard output and error up to now.
    pub fn lines(&self) -> Vec<String> {
        output(&self.output).lines.clone()
    }

    /// Waits for a line that contains `part` and gives it.
    ///
    /// # Panics
    /// When the process ends without it, or the time is over before.
    pub async fn line(&self, part: &str, timeout: Duration) -> String {
        let find = || {
            let output = output(&self.output);
            let line = output.lines.iter().find(|line| line.contains(part));
            (line.cloned(), output.complete)
        };
        let what = format!("{} to say \"{part}\"", self.name);
        wait_for(&what, timeout, async || {
            let (line, complete) = find();
            line.is_some() || complete
        })
        .await;
        let (line, _) = find();
        assert!(
            line.is_some(),
            "{} ended without saying \"{part}\", but:\n{}",
            self.name,
            self.lines().join("\n")
        );
        line.unwrap_or_default()
    }

    /// Its process id.
    pub fn pid(&self) -> i32 {
        self.child.pid()
    }

    /// How it ended, if it has.
    pub fn exit_status(&self) -> Option<ExitStatus> {
        self.child.exit_status()
    }

    /// Waits until it ends by itself.
    ///
    /// # Panics
    /// When it does not within `timeout`.
    pub async fn ended(&self, timeout: Duration) -> ExitStatus {
        let what = format!("{} to end", self.name);
        wait_for(&what, timeout, async || self.exit_status().is_some()).await;
        self.child.wait().await
    }

    /// Kills it (SIGKILL) and waits for its end.
    pub async fn kill(&self) -> ExitStatus {
        self.child.kill().await
    }

    /// Asks it to end (SIGTERM) and waits; it is killed if it has not ended `within` that time, which its status shows.
    pub async fn terminate(&self, within: Duration) -> ExitStatus {
        self.child.terminate(within).await
    }
}

fn output(shared: &Mutex<Output>) -> MutexGuard<'_, Output> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads lines until every writer has ended.
fn collect(reader: PipeReader, shared: Arc<Mutex<Output>>) {
    thread::spawn(move || {
        for line in BufReader::new(reader).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            output(&shared).lines.push(line);
        }
        output(&shared).complete = true;
    });
}
