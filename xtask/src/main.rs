//! Chores that need code: `cargo xtask proto` writes the generated code of `crates/proto`, `cargo xtask deploy` what `deploy/` says
//! about each service.

mod deploy;
#[cfg(test)]
mod error_table;
mod proto;
mod service_blocks;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Chores of the Chiso workspace")]
struct Args {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Write what deploy/ says about each service from deploy/services.toml.
    Deploy,
    /// Generate crates/proto/src/generated from proto/.
    Proto,
}

fn main() -> anyhow::Result<()> {
    match Args::parse().chore {
        Chore::Deploy => deploy::generate(),
        Chore::Proto => proto::generate(),
    }
}
