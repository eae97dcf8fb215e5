//! `chiso`: all services in one process on private PostgreSQL and NATS servers, and the chores of an operator.

mod addresses;
mod catalogue;
mod config;
mod home;
mod provision;
mod run;
mod sample;
mod table;
mod token;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures the digital transformation of a province from the work itself.
#[derive(Parser)]
#[command(name = "chiso", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start private servers and all services, with the sample loaded, until Ctrl-C. `CHISO_HOME` names the data directory.
    Run,
    /// Print a development token of the servers under `CHISO_HOME`.
    Token(token::Arguments),
    /// Print a part of the sample as lines for the bulk import.
    Sample(sample::Arguments),
    /// Make or update the streams and consumers of a NATS server (`CHISO_NATS_URL`, `CHISO_NATS_ADMIN_SEED_FILE`).
    Provision(provision::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Run => return chiso_chassis::run("chiso", run::run),
        Command::Token(arguments) => token::print(&arguments),
        Command::Sample(arguments) => sample::print(&arguments),
        Command::Provision(arguments) => provision::provision(arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Prints a line for the person in front of the terminal, who may have closed it: then the services go on without.
fn say(text: &str) {
    chiso_chassis::print(format!("{text}\n")).ok();
}
