use std::io::{IsTerminal, stderr, stdin};
use std::time::Instant;

use chiso_linkage::Language;
use tracing_subscriber::fmt;

use crate::args::Args;
use crate::interrupt::Interrupt;
use crate::misuse::Misuse;

/// What all commands share: the language, whether somebody sits there, and whether they want to stop.
#[derive(Debug)]
pub(crate) struct Shell {
    pub(crate) language: Language,
    pub(crate) json: bool,
    pub(crate) interrupt: Interrupt,
    pub(crate) started: Instant,
    /// Guesses are taken without a question.
    pub(crate) yes: bool,
    /// Somebody reads standard error on a terminal: a bar instead of a log.
    pub(crate) watched: bool,
}

impl Shell {
    pub(crate) fn open(args: &Args, language: Language) -> Result<Self, Misuse> {
        let threads = args.threads.map_or(0, usize::from);
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .map_err(|fault| Misuse::System(fault.to_string()))?;
        let watched = stderr().is_terminal();
        if !watched {
            fmt()
                .json()
                .flatten_event(true)
                .with_target(false)
                .with_writer(stderr)
                .init();
        }
        Ok(Self {
            language,
            json: args.json,
            interrupt: Interrupt::watch().map_err(|fault| Misuse::System(fault.to_string()))?,
            started: Instant::now(),
            yes: args.yes,
            watched,
        })
    }

    /// Whether somebody can be asked.
    pub(crate) fn can_ask(&self) -> bool {
        self.watched && stdin().is_terminal()
    }

    /// The text in the language of this run.
    pub(crate) const fn say<'a>(&self, vi: &'a str, en: &'a str) -> &'a str {
        self.language.of(vi, en)
    }
}
