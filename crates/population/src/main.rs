//! `chiso-population`: writes an invented population register, records of sectors about its people, and the truth.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use chiso_population::{Difficulty, Plan, write};
use clap::{Parser, ValueEnum};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Writes a population register, records of sectors and the truth about both. The people do not exist.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// Entries of the register.
    #[arg(long, default_value_t = 190_000)]
    people: u64,
    /// Records of all sectors together.
    #[arg(long, default_value_t = 100_000)]
    records: u64,
    /// How bad the records are.
    #[arg(long, value_enum, default_value_t = Level::Normal)]
    difficulty: Level,
    /// Another seed gives other people.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// The directory to write to; it is made if it is not there.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    Normal,
    Hard,
}

fn main() -> Result<()> {
    let args = Args::parse();
    ensure!(args.people > 0, "--people must be at least 1");
    ensure!(
        args.people <= 50_000_000,
        "--people must be at most 50000000: there are no more numbers"
    );
    ensure!(
        args.records <= args.people,
        "--records must be at most --people"
    );
    std::fs::create_dir_all(&args.out).with_context(|| args.out.display().to_string())?;
    let plan = Plan {
        people: args.people,
        records: args.records,
        difficulty: match args.difficulty {
            Level::Normal => Difficulty::Normal,
            Level::Hard => Difficulty::Hard,
        },
        seed: args.seed,
    };
    write(&plan, &args.out).with_context(|| args.out.display().to_string())
}
