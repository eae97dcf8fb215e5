use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Stdout, Write, stderr, stdout};
use std::path::{Path, PathBuf};

use chiso_desk::WholeFile;
use chiso_signature::Verdict;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::args::Args;
use crate::input::documents::is_document;
use crate::machine::json::JsonArray;
use crate::machine::summary::Summary;
use crate::misuse::Misuse;
use crate::outcome::Outcome;
use crate::people::{self, Screen};
use crate::text::Language;

/// Where the findings go.
#[derive(Debug)]
pub(crate) struct Output {
    shown: Shown,
    file: Option<SummaryFile>,
    language: Language,
    progress: ProgressBar,
    totals: BTreeMap<Verdict, usize>,
}

/// What standard output gets.
#[derive(Debug)]
enum Shown {
    Json(JsonArray<Stdout>),
    Summary(Box<Summary<Stdout>>),
    Tables(Screen),
    Nothing,
}

/// A summary that is there in full or not at all.
#[derive(Debug)]
struct SummaryFile {
    path: PathBuf,
    file: WholeFile,
    summary: Summary<Vec<u8>>,
}

impl Output {
    pub(crate) fn open(args: &Args, language: Language, documents: usize) -> Result<Self, Misuse> {
        let many = args.files.iter().any(|path| path.is_dir());
        let file = match &args.csv {
            Some(path) => Some(SummaryFile::open(path, language)?),
            None => None,
        };
        let shown = if args.json {
            Shown::Json(JsonArray::new(stdout()))
        } else if !many {
            Shown::Tables(Screen::of_stdout())
        } else if file.is_none() {
            Shown::Summary(Box::new(
                Summary::new(stdout(), language).map_err(Misuse::Output)?,
            ))
        } else {
            Shown::Nothing
        };
        Ok(Self {
            shown,
            file,
            language,
            progress: if many {
                progress(documents)
            } else {
                ProgressBar::hidden()
            },
            totals: BTreeMap::new(),
        })
    }

    pub(crate) fn take(&mut self, outcome: &Outcome) -> io::Result<()> {
        let first = self.totals.is_empty();
        *self.totals.entry(outcome.verdict()).or_default() += 1;
        if let Some(file) = &mut self.file {
            file.summary.take(outcome)?;
        }
        let (shown, language) = (&mut self.shown, self.language);
        let mut show = || match shown {
            Shown::Json(array) => array.take(outcome),
            Shown::Summary(summary) => summary.take(outcome),
            Shown::Tables(screen) => {
                let gap = if first { "" } else { "\n" };
                let text = people::document(outcome, language, *screen);
                stdout().write_all(format!("{gap}{text}").as_bytes())
            }
            Shown::Nothing => Ok(()),
        };
        if stdout().is_terminal() {
            self.progress.suspend(show)?;
        } else {
            show()?;
        }
        self.progress.inc(1);
        Ok(())
    }

    /// Ends what was begun; the answer is whether every document is accepted.
    pub(crate) fn finish(mut self) -> Result<bool, Misuse> {
        self.progress.finish_and_clear();
        if let Some(file) = self.file {
            file.write()?;
        }
        let documents: usize = self.totals.values().sum();
        let totals = people::totals(&self.totals, self.language);
        match &mut self.shown {
            Shown::Json(array) => array.finish(),
            Shown::Tables(_) if documents > 1 => {
                stdout().write_all(format!("\n{totals}\n").as_bytes())
            }
            Shown::Tables(_) => Ok(()),
            Shown::Summary(_) | Shown::Nothing => {
                writeln!(stderr(), "{totals}")
            }
        }
        .and_then(|()| stdout().flush())
        .map_err(Misuse::Output)?;
        Ok(all_accepted(&self.totals))
    }
}

impl SummaryFile {
    /// Looks early whether the file can be written, not after hours of work.
    fn open(path: &Path, language: Language) -> Result<Self, Misuse> {
        let fault = |fault: &str| Misuse::Summary {
            path: path.to_owned(),
            fault: fault.to_owned(),
        };
        if is_document(path) {
            return Err(fault("has the name of a document"));
        }
        if path.exists() && !path.is_file() {
            return Err(fault("not a regular file"));
        }
        let file = WholeFile::create(path).map_err(|cause| fault(&cause.to_string()))?;
        Ok(Self {
            path: path.to_owned(),
            file,
            summary: Summary::new(Vec::new(), language).map_err(Misuse::Output)?,
        })
    }

    fn write(self) -> Result<(), Misuse> {
        let Self {
            path,
            mut file,
            summary,
        } = self;
        let write = || -> io::Result<()> {
            file.write_all(&summary.into_inner()?)?;
            file.finish()
        };
        write().map_err(|fault| Misuse::Summary {
            path: path.clone(),
            fault: fault.to_string(),
        })
    }
}

/// Nothing is not everything.
fn all_accepted(totals: &BTreeMap<Verdict, usize>) -> bool {
    !totals.is_empty() && totals.keys().all(|verdict| verdict.is_accepted())
}

/// A bar on standard error, which hides itself where that is no terminal.
fn progress(documents: usize) -> ProgressBar {
    let length = u64::try_from(documents).ok();
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
    match ProgressStyle::with_template("{bar:40} {pos}/{len} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_is_not_accepted_decides() {
        let all = |verdicts: &[Verdict]| {
            all_accepted(&verdicts.iter().map(|&verdict| (verdict, 1)).collect())
        };
        assert!(all(&[Verdict::Accept, Verdict::AcceptAsBOnly]));
        assert!(!all(&[]));
        for verdict in [
            Verdict::CannotDecide,
            Verdict::NoSignature,
            Verdict::Unsupported,
            Verdict::Error,
            Verdict::Reject,
        ] {
            assert!(!all(&[verdict]));
            assert!(!all(&[Verdict::Accept, verdict]));
        }
    }
}
