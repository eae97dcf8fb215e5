use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::shell::Shell;

/// How often the log hears of work that goes on.
const INTERVAL: Duration = Duration::from_secs(5);

/// A kind of work: its name in the log, and in both languages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stage {
    pub(crate) key: &'static str,
    pub(crate) vi: &'static str,
    pub(crate) en: &'static str,
}

/// A piece of work that takes a while: a bar on a terminal, lines in the log otherwise.
#[derive(Debug)]
pub(crate) struct Progress {
    key: &'static str,
    began: Instant,
    told: Instant,
    bar: Option<ProgressBar>,
    total: Option<u64>,
}

impl Progress {
    /// Begins a piece of work. `total` is the size of what there is to read in bytes, if it is known.
    pub(crate) fn begin(shell: &Shell, Stage { key, vi, en }: Stage, total: Option<u64>) -> Self {
        let bar = shell.watched.then(|| bar(shell.say(vi, en), total));
        if bar.is_none() {
            tracing::info!(step = key, "begins");
        }
        let began = Instant::now();
        Self {
            key,
            began,
            told: began,
            bar,
            total,
        }
    }

    /// Tells how many bytes of it are read, and how many rows.
    pub(crate) fn at(&mut self, bytes: u64, rows: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(bytes);
        } else if self.told.elapsed() >= INTERVAL {
            self.told = Instant::now();
            tracing::info!(step = self.key, bytes, total = self.total, rows, "goes on");
        }
    }

    /// Ends it.
    pub(crate) fn end(self, rows: u64) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        } else {
            let seconds = self.began.elapsed().as_secs_f64();
            tracing::info!(step = self.key, rows, seconds, "ends");
        }
    }
}

fn bar(title: &'static str, total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{msg} {bar:40} {percent}% {eta}"),
        None => (ProgressBar::new_spinner(), "{msg} {spinner} {elapsed}"),
    };
    let bar = bar.with_message(title);
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
