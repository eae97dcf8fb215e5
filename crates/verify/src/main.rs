//! `chiso-verify`: verifies the digital signatures (chữ ký số) of documents on the command line.

mod args;
mod batch;
mod input;
mod machine;
mod misuse;
mod outcome;
mod output;
mod people;
mod plain;
mod text;

use std::process::ExitCode;
use std::thread;

use chiso_clock::Clock;
use chiso_signature::Verifier;
use chrono::SubsecRound;
use clap::Parser;

use args::Args;
use input::{documents, material};
use misuse::Misuse;
use output::Output;
use text::Language;

fn main() -> ExitCode {
    let args = Args::parse();
    let language = args.lang.unwrap_or_else(Language::of_locale);
    match run(&args, language) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(misuse) => {
            if !misuse.is_silent() {
                eprintln!("chiso-verify: {}", misuse.in_words(language));
            }
            ExitCode::from(2)
        }
    }
}

/// Verifies all documents; the answer is whether every one is accepted.
fn run(args: &Args, language: Language) -> Result<bool, Misuse> {
    let at = (args.at).unwrap_or_else(|| Clock::system().now().trunc_subsecs(0));
    let verifier = Verifier::new(material::load(args)?, material::policy(args)?, at);
    let content = material::content(args)?;
    let documents = documents::list(&args.files)?;
    let threads = args
        .threads
        .or_else(|| thread::available_parallelism().ok())
        .map_or(1, usize::from);

    let mut output = Output::open(args, language, documents.len())?;
    batch::run(
        &documents,
        threads,
        |document| outcome::verify(&verifier, content.as_deref(), document),
        |outcome| output.take(&outcome),
    )
    .map_err(Misuse::Output)?;
    output.finish()
}
