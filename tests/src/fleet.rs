use std::net::SocketAddr;
use std::process::ExitStatus;
use std::time::Duration;

use chiso_testkit::Process;
use serde_json::Value;

use crate::front::Front;
use crate::programs::program;

/// How long a replica may take to listen, on a machine that is busy with other tests.
const START_TIME: Duration = Duration::from_mins(1);
/// The house's limit for an orderly end is ten seconds.
const STOP_TIME: Duration = Duration::from_secs(10);

/// The replicas of a service behind one address.
#[derive(Debug)]
pub struct Fleet {
    program: &'static str,
    settings: Vec<(String, String)>,
    front: Front,
    running: Vec<Replica>,
    ended: Vec<Process>,
}

/// A running replica.
#[derive(Debug)]
pub struct Replica {
    /// Its process.
    pub process: Process,
    /// URL of REST and gRPC.
    pub url: String,
    /// URL of health and metrics.
    pub management: String,
    address: SocketAddr,
}

impl Fleet {
    /// No replica yet. `settings` are those of every replica.
    pub(crate) fn new(
        program: &'static str,
        front: Front,
        settings: Vec<(String, String)>,
    ) -> Self {
        Self {
            program,
            settings,
            front,
            running: Vec::new(),
            ended: Vec::new(),
        }
    }

    /// URL of REST and gRPC, which stays the same whatever becomes of the replicas.
    pub fn url(&self) -> String {
        self.front.url()
    }

    /// The environment of a replica.
    pub fn settings(&self) -> &[(String, String)] {
        &self.settings
    }

    /// The replicas that run, oldest first.
    pub fn replicas(&self) -> &[Replica] {
        &self.running
    }

    /// Starts one more replica and waits until it listens.
    ///
    /// # Panics
    /// When it does not.
    pub async fn start(&mut self) {
        let process = Process::start(program(self.program), &[], self.settings.iter().cloned());
        let line = process.line("\"message\":\"listening\"", START_TIME).await;
        let line: Value = serde_json::from_str(&line).expect("log lines are JSON");
        let url = |key: &str| format!("http://{}", line[key].as_str().unwrap_or_default());
        let address = line["address"].as_str().unwrap_or_default();
        self.running.push(Replica {
            address: address.parse().expect("a replica says where it listens"),
            url: url("address"),
            management: url("management"),
            process,
        });
        self.point();
    }

    /// Kills the oldest replica (SIGKILL).
    ///
    /// # Panics
    /// When there is none.
    pub async fn kill(&mut self) {
        let replica = self.take_oldest();
        replica.process.kill().await;
        self.ended.push(replica.process);
    }

    /// Stops the oldest replica in order and gives its exit status.
    ///
    /// # Panics
    /// When there is none, or it does not end within ten seconds.
    pub async fn stop(&mut self) -> ExitStatus {
        let replica = self.take_oldest();
        let status = replica.process.terminate(STOP_TIME).await;
        assert!(
            status.success(),
            "{} ended with {status}:\n{}",
            self.program,
            replica.process.lines().join("\n")
        );
        self.ended.push(replica.process);
        status
    }

    /// Everything that all replicas ever wrote to standard output and error.
    pub fn lines(&self) -> Vec<String> {
        let running = self.running.iter().map(|replica| &replica.process);
        let processes = self.ended.iter().chain(running);
        processes.flat_map(Process::lines).collect()
    }

    fn take_oldest(&mut self) -> Replica {
        assert!(!self.running.is_empty(), "no {} is running", self.program);
        let replica = self.running.remove(0);
        self.point();
        replica
    }

    fn point(&self) {
        let addresses = self.running.iter().map(|replica| replica.address);
        self.front.point_to(addresses.collect());
    }
}
