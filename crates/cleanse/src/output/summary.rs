use serde::Serialize;

use super::grid;
use crate::language::{count, decimal, share};
use crate::memory;
use crate::shell::Shell;

/// What a command has done, in figures.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
    /// Rows that were worked on.
    pub(crate) rows: u64,
    /// Lines that were refused.
    pub(crate) refused: u64,
    /// What became of the rows, part by part.
    pub(crate) parts: Vec<Part>,
    /// How long it took.
    pub(crate) seconds: f64,
    /// The most memory that was held; null where the system does not tell.
    pub(crate) peak_bytes: Option<u64>,
}

/// How many rows have each of some results.
#[derive(Debug, Serialize)]
pub(crate) struct Part {
    pub(crate) key: &'static str,
    #[serde(skip)]
    pub(crate) title: &'static str,
    pub(crate) lines: Vec<Line>,
}

/// How many rows have one result.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    pub(crate) key: &'static str,
    #[serde(skip)]
    pub(crate) title: String,
    pub(crate) rows: u64,
}

impl Summary {
    pub(crate) fn new(shell: &Shell, rows: u64, refused: u64, parts: Vec<Part>) -> Self {
        Self {
            rows,
            refused,
            parts,
            seconds: shell.started.elapsed().as_secs_f64(),
            peak_bytes: memory::peak(),
        }
    }

    /// As standard output shows it.
    pub(crate) fn text(&self, shell: &Shell) -> String {
        if shell.json {
            return serde_json::to_string_pretty(self).unwrap_or_default() + "\n";
        }
        let language = shell.language;
        let mut text = String::new();
        for part in &self.parts {
            let heads = [
                part.title,
                shell.say("Số dòng", "Rows"),
                shell.say("Tỷ lệ", "Share"),
            ];
            let lines = part.lines.iter().map(|line| {
                [
                    line.title.clone(),
                    count(language, line.rows),
                    share(language, line.rows, self.rows),
                ]
            });
            text += &grid(heads, &[1, 2], lines);
        }
        let mut figures = vec![
            (shell.say("Số dòng", "Rows"), count(language, self.rows)),
            (
                shell.say("bị từ chối", "refused"),
                count(language, self.refused),
            ),
            (
                shell.say("thời gian", "time"),
                format!("{} s", decimal(language, self.seconds, 1)),
            ),
        ];
        if let Some(bytes) = self.peak_bytes {
            let title = shell.say("bộ nhớ cao nhất", "peak memory");
            figures.push((title, format!("{} MiB", count(language, bytes >> 20))));
        }
        let figures: Vec<String> = (figures.iter())
            .map(|(title, figure)| format!("{title}: {figure}"))
            .collect();
        text + &figures.join("; ") + "\n"
    }
}
