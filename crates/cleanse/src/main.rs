//! `chiso-cleanse`: checks citizen records and matches them with the population register on the command line.

mod args;
mod columns;
mod command;
mod input;
mod interrupt;
mod language;
mod memory;
mod misuse;
mod output;
mod profile;
mod progress;
mod shell;
mod today;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use misuse::Misuse;
use shell::Shell;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a command ended that did its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// Everything was in order.
    Clean,
    /// Something was refused or found wrong.
    WithFaults,
}

impl Done {
    pub(crate) const fn clean_if(clean: bool) -> Self {
        if clean { Self::Clean } else { Self::WithFaults }
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    let language = args.lang.unwrap_or_else(language::of_locale);
    match run(&args, language) {
        Ok(Done::Clean) => ExitCode::SUCCESS,
        Ok(Done::WithFaults) => ExitCode::from(1),
        Err(misuse) => {
            if !misuse.is_silent() {
                eprintln!("chiso-cleanse: {}", misuse.in_words(language));
            }
            ExitCode::from(misuse.exit_code())
        }
    }
}

fn run(args: &Args, language: chiso_linkage::Language) -> Result<Done, Misuse> {
    let shell = Shell::open(args, language)?;
    match &args.command {
        Command::Profile(args) => command::profile::run(args, &shell),
        Command::Check(args) => command::check::run(args, &shell),
        Command::Link(args) => command::link::run(args, &shell),
        Command::Explain(args) => command::explain::run(args, &shell),
        Command::Train(args) => command::train::run(args, &shell),
        Command::Evaluate(args) => command::evaluate::run(args, &shell),
        Command::Dedupe(args) => command::dedupe::run(args, &shell),
    }
}
