//! Chores that need code: `cargo xtask proto` writes the generated code of `crates/proto`.

mod proto;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Chores of the Chiso workspace")]
struct Args {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Generate crates/proto/src/generated from proto/.
    Proto,
}

fn main() -> anyhow::Result<()> {
    match Args::parse().chore {
        Chore::Proto => proto::generate(),
    }
}
