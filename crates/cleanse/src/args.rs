use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use chiso_linkage::Language;
use chrono::NaiveDate;
use clap::{Parser, Subcommand};

use crate::columns::Kind;

const EXAMPLES: &str = "\
Examples:
  What is in a file, as a page with charts:
    chiso-cleanse profile vaccination.xlsx --html profile.html

  Who of the file is who of the register:
    chiso-cleanse link --register register.csv --sector vaccination.csv --out pairs.csv --review review.csv

  Why a record got its result:
    chiso-cleanse explain 1042 --register register.csv --sector vaccination.csv --svg why.svg

Exit code:
  0    done
  1    done, but lines were refused, or `check` found errors
  2    not done: wrong use, or a file that cannot be read or written
  130  interrupted: nothing was written";

/// Checks citizen records and matches them with the population register, on files that need not leave the desk.
///
/// Files are CSV (any delimiter and encoding), XLSX or Parquet, recognised by what is in them. Nothing is sent anywhere, and
/// nothing personal is written to the log.
#[derive(Debug, Parser)]
#[command(name = "chiso-cleanse", version, after_long_help = EXAMPLES)]
#[command(after_help = "Run with --help for more, and for examples.")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub command: Command,

    /// Language of what is printed for people: vi or en [default: by locale]
    #[arg(long, global = true, value_name = "LANG", value_parser = language)]
    pub lang: Option<Language>,

    /// Threads [default: one per processor]
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<NonZeroUsize>,

    /// Accept the guess which column is which, without a question
    #[arg(long, global = true)]
    pub yes: bool,

    /// Print results as JSON
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Tells what is in a file, column by column: filled, distinct, formats, encodings, suspicious values
    Profile(Profile),
    /// Checks every row against the rules; with --register alone, the register itself
    Check(Check),
    /// Matches the records of a sector with the population register
    Link(Link),
    /// Explains the result of one record
    Explain(Explain),
    /// Learns a model from files; no labels are needed
    Train(Train),
    /// Measures a model, with labels or against another model
    Evaluate(Evaluate),
    /// Finds who is entered several times in one file
    Dedupe(Dedupe),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Profile {
    /// The file
    pub file: PathBuf,

    /// Write a page with charts
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,

    /// How the file is written: sheet, delimiter, encoding (TOML)
    #[arg(long, value_name = "FILE")]
    pub columns: Option<PathBuf>,
}

/// The register and a file of a sector.
#[derive(Debug, clap::Args)]
pub(crate) struct Sides {
    /// The population register
    #[arg(long, value_name = "FILE")]
    pub register: PathBuf,

    /// The records of a sector
    #[arg(long, value_name = "FILE")]
    pub sector: PathBuf,

    /// How the register is written: sheet, delimiter, encoding, which column is which (TOML)
    #[arg(long, value_name = "FILE")]
    pub register_columns: Option<PathBuf>,

    /// The same for the file of the sector
    #[arg(long, value_name = "FILE")]
    pub sector_columns: Option<PathBuf>,

    /// Write every refused line of either file with its reason
    #[arg(long, value_name = "FILE")]
    pub refused: Option<PathBuf>,
}

impl Sides {
    /// The files that are read.
    pub(crate) fn read(&self) -> [Option<&Path>; 4] {
        [
            Some(&self.register),
            Some(&self.sector),
            self.register_columns.as_deref(),
            self.sector_columns.as_deref(),
        ]
    }
}

/// One file of either kind.
#[derive(Debug, clap::Args)]
#[group(id = "either", required = true, multiple = false)]
pub(crate) struct Either {
    /// The file is the population register
    #[arg(long, value_name = "FILE")]
    pub register: Option<PathBuf>,

    /// The file is of a sector
    #[arg(long, value_name = "FILE")]
    pub sector: Option<PathBuf>,
}

impl Either {
    /// What the file is, and where.
    pub(crate) fn which(&self) -> (Kind, &Path) {
        match (&self.register, &self.sector) {
            (Some(path), _) => (Kind::Register, path),
            (None, path) => (Kind::Sector, path.as_deref().unwrap_or(Path::new(""))),
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub file: Either,

    /// How the file is written: sheet, delimiter, encoding, which column is which (TOML)
    #[arg(long, value_name = "FILE")]
    pub columns: Option<PathBuf>,

    /// Rules that are switched off, or have another severity (TOML)
    #[arg(long, value_name = "FILE")]
    pub rules: Option<PathBuf>,

    /// Write every failed rule: line, key, field, rule, severity, reason
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Write the rows as they are after normalising, with what was changed
    #[arg(long, value_name = "FILE")]
    pub clean: Option<PathBuf>,

    /// Write every refused line with its reason
    #[arg(long, value_name = "FILE")]
    pub refused: Option<PathBuf>,

    /// The day as of which ages are judged [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub on: Option<NaiveDate>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Link {
    #[command(flatten)]
    pub sides: Sides,

    /// Write the links: `rec_id`, `person_id`, score, category
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,

    /// Write the candidates that a person must decide, in the same columns
    #[arg(long, value_name = "FILE")]
    pub review: Option<PathBuf>,

    /// Write every record with its result, its category, the reason, and what differs from the register
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,

    /// The model [default: the one that comes with the program]
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// The id of the record
    pub rec_id: String,

    #[command(flatten)]
    pub sides: Sides,

    /// Explain this person of the register rather than the best candidates
    #[arg(long, value_name = "PERSON_ID")]
    pub person: Option<String>,

    /// Write the picture of the best candidate
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,

    /// The model [default: the one that comes with the program]
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Train {
    #[command(flatten)]
    pub sides: Sides,

    /// Write the model
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,

    /// The version that the model gives itself
    #[arg(long, value_name = "TEXT", default_value = "1")]
    pub name: String,

    /// Learn from this many records, spread over the file
    #[arg(long, value_name = "N", default_value_t = 40_000)]
    pub sample: usize,

    /// Start from this model, and keep its thresholds [default: the one that comes with the program]
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Evaluate {
    #[command(flatten)]
    pub sides: Sides,

    /// The labels: `rec_id`, `person_id` (empty: not in the register), category
    #[arg(long, value_name = "FILE")]
    pub truth: Option<PathBuf>,

    /// The model [default: the one that comes with the program]
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,

    /// Compare with this model
    #[arg(long, value_name = "FILE")]
    pub against: Option<PathBuf>,

    /// Write precision and recall by threshold as a picture (needs --truth)
    #[arg(long, value_name = "FILE", requires = "truth")]
    pub svg: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Dedupe {
    #[command(flatten)]
    pub file: Either,

    /// How the file is written: sheet, delimiter, encoding, which column is which (TOML)
    #[arg(long, value_name = "FILE")]
    pub columns: Option<PathBuf>,

    /// Write the groups: group, key, line, score, reason
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,

    /// Write every refused line with its reason
    #[arg(long, value_name = "FILE")]
    pub refused: Option<PathBuf>,

    /// The model [default: the one that comes with the program]
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "vi" => Ok(Language::Vi),
        "en" => Ok(Language::En),
        _ => Err("vi or en is needed".into()),
    }
}
