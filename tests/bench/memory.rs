//! What the process of `chiso run` takes: all services, without the servers beside it.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use chiso_testkit::Process;
use chiso_tests::{Catalogue, program};

use crate::generator::{Bearers, Load};
use crate::report::{Report, Row};
use crate::writes::CONNECTIONS;

const START: Duration = Duration::from_mins(2);
const STOP: Duration = Duration::from_secs(20);
const SETTLE: Duration = Duration::from_secs(3);
const LOOK: Duration = Duration::from_millis(200);
const TIME: Duration = Duration::from_secs(8);

pub async fn measure(report: &mut Report) -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let settings = [
        ("CHISO_HOME", home.path().join("home").display().to_string()),
        (
            "CHISO_CATALOGUE_DIR",
            Catalogue::directory().display().to_string(),
        ),
    ];
    let process = start(&settings).await?;
    let loaded = resident(process.pid())?;
    process.terminate(STOP).await;
    let process = start(&settings).await?;
    let idle = resident(process.pid())?;
    let address = word_after(&process, "http://").await?;
    let token = word_after(&process, "CHISO_TOKEN=").await?;
    let load = Load {
        address: address.parse::<SocketAddr>()?,
        tokens: Bearers::One(token),
        connections: CONNECTIONS,
        rate: None,
        warm: Duration::ZERO,
        counted: TIME,
    };
    let running = load.run();
    let (served, most) = tokio::join!(running, async {
        let mut most = idle;
        for _ in 0..TIME.as_millis() / LOOK.as_millis() {
            tokio::time::sleep(LOOK).await;
            most = most.max(resident(process.pid()).unwrap_or_default());
        }
        most
    });
    report.add(Row::of("standalone, resident, idle", "MiB", idle));
    for (what, resident) in [
        ("standalone, resident, most under load", most),
        ("standalone, resident, sample just loaded", loaded),
    ] {
        report.add(Row::of(what, "MiB", resident).against("idle", idle));
    }
    report.add(Row::of(
        "standalone, all services, POST /v1/dossiers",
        "req/s",
        served?.rate,
    ));
    process.terminate(STOP).await;
    Ok(())
}

/// Starts it and waits until it has come to rest. The first start in a home loads the sample.
async fn start(settings: &[(&str, String)]) -> anyhow::Result<Process> {
    let settings = settings.iter().map(|(name, value)| (name, value));
    let process = Process::start(program("chiso"), &["run"], settings);
    process.line("Ctrl-C stops everything", START).await;
    tokio::time::sleep(SETTLE).await;
    Ok(process)
}

/// The first word of the output that stands after `mark`.
async fn word_after(process: &Process, mark: &str) -> anyhow::Result<String> {
    let line = process.line(mark, START).await;
    let rest = line.split_once(mark).map(|(_, rest)| rest);
    let word = rest.and_then(|rest| rest.split_whitespace().next());
    word.map(str::to_owned)
        .with_context(|| format!("nothing after {mark}"))
}

/// `VmRSS` of a process in MiB.
fn resident(pid: i32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: f64 = line
        .and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok())
        .context("the process has no resident memory")?;
    Ok(kib / 1024.0)
}
