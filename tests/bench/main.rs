//! `make bench`: what the services do, beside what their servers do without them, in one run on private servers.
//!
//! Figures of one machine drift; ratios of one run hold. Nothing here fails because something is slow.

mod bus;
mod connection;
mod events;
mod generator;
mod memory;
mod pgbench;
mod report;
mod stage;
mod stats;
mod visible;
mod writes;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, ValueEnum};
use report::Report;
use stage::Stage;

/// Measures Chiso against PostgreSQL and JetStream themselves, within about four minutes.
#[derive(Parser)]
struct Arguments {
    /// Also writes the figures as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Measures these only.
    #[arg(value_enum)]
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The write path over REST, against pgbench; the cost of tracing and tokens.
    Writes,
    /// Relay and aggregator, against the bare bus.
    Events,
    /// From the answer to the figure.
    Visible,
    /// Resident memory.
    Memory,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // What was started goes when the measurement is dropped.
    let ended = tokio::select! {
        ended = run(&arguments) => ended,
        _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("interrupted")),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let wanted = |part| arguments.parts.is_empty() || arguments.parts.contains(&part);
    let mut report = Report::default();
    let cores = std::thread::available_parallelism()?;
    report.note(format!(
        "{cores} cores for everything: services, PostgreSQL, nats-server and the generator of the load"
    ));
    report.note("servers as in production: fsync and synchronous_commit on; JetStream in files, synced as deploy/nats says");
    report.note("medians of runs that alternate with their baselines");
    let stage = Stage::start().await?;
    let mut most = None;
    if wanted(Part::Writes) {
        eprintln!("writes");
        most = Some(
            writes::measure(&stage, &mut report)
                .await
                .context("writes")?,
        );
    }
    if wanted(Part::Visible) {
        eprintln!("visible");
        let most = match most {
            Some(most) => most,
            None => writes::estimate(&stage).await?,
        };
        visible::measure(&stage, most, &mut report)
            .await
            .context("visible")?;
    }
    if wanted(Part::Events) {
        eprintln!("events");
        events::measure(&stage, &mut report)
            .await
            .context("events")?;
    }
    drop(stage);
    if wanted(Part::Memory) {
        eprintln!("memory");
        memory::measure(&mut report).await.context("memory")?;
    }
    println!("\n{report}");
    if let Some(path) = &arguments.json {
        let json = serde_json::to_vec_pretty(&report)?;
        std::fs::write(path, json).with_context(|| path.display().to_string())?;
    }
    Ok(())
}
