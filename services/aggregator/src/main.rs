//! The aggregator as a process of its own.

use std::process::ExitCode;

use chiso_aggregator::{Config, rebuild, start, verify};
use chiso_clock::Clock;
use clap::{Parser, Subcommand};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Figures and indicators of Chiso.
#[derive(Parser)]
#[command(name = "chiso-aggregator", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Clone, Copy, Subcommand)]
enum Command {
    /// Feeds the projection and answers queries (the default).
    Serve,
    /// Recomputes all sums from the facets that the sources hold; ends with 1 if one of them differs, or a source
    /// cannot be read.
    Verify {
        /// Prints JSON instead of a table.
        #[arg(long)]
        json: bool,
    },
    /// Builds a new generation of the projection from the logs of the sources and swaps it in.
    Rebuild,
}

fn main() -> ExitCode {
    let command = Arguments::parse().command.unwrap_or(Command::Serve);
    chiso_chassis::run(
        "aggregator",
        async move |config: Config, lifecycle| match command {
            Command::Serve => {
                start(config, &lifecycle, Clock::system()).await?;
                Ok(lifecycle.until_stopped().await?)
            }
            Command::Verify { json } => verify(config, Clock::system(), &lifecycle, json).await,
            Command::Rebuild => rebuild(config, Clock::system(), &lifecycle).await,
        },
    )
}
