use std::num::NonZeroUsize;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Parser;

use crate::text::Language;

const EXAMPLES: &str = "\
Examples:
  One document, with the trust anchors and the current revocation lists:
    chiso-verify --trust anchors.pem --crl crls/ decision.pdf

  As of a moment in the past, as JSON for another program:
    chiso-verify --trust anchors.pem --crl crls/ --at 2026-03-01T00:00:00+07:00 --json decision.pdf

  A detached signature and the file that it signs:
    chiso-verify --trust anchors.pem --content annex.xlsx annex.xlsx.p7s

  Everything in a directory, with a summary for a spreadsheet:
    chiso-verify --trust anchors.pem --crl crls/ --csv summary.csv archive/2026/

Exit code:
  0  every document is accepted
  1  at least one is not
  2  wrong use: bad arguments, unreadable trust material, no document, output that cannot be written";

/// Verifies digital signatures on PDF and CMS documents against trust anchors of your choice.
///
/// Nothing is fetched from the network: certificates and revocation data come from the document and from the files that are
/// given. What is missing is named in the report, and the answer is then "cannot be decided", never "valid".
#[derive(Debug, Parser)]
#[command(name = "chiso-verify", version, after_long_help = EXAMPLES)]
#[command(after_help = "Run with --help for more, and for examples.")]
pub(crate) struct Args {
    /// Trust anchors: certificates (PEM, DER, PKCS #7), a file or a directory of *.pem, *.crt, *.cer, *.der, *.p7b, *.p7c; may be
    /// repeated
    #[arg(long, value_name = "FILE-or-DIR", required = true)]
    pub trust: Vec<PathBuf>,

    /// Intermediate certificates, in the same forms; may be repeated
    #[arg(long, value_name = "FILE-or-DIR")]
    pub intermediates: Vec<PathBuf>,

    /// Revocation lists (CRL) and OCSP answers, a file or a directory of *.crl, *.pem, *.der, *.ors, *.ocsp; may be repeated
    #[arg(long, value_name = "FILE-or-DIR")]
    pub crl: Vec<PathBuf>,

    /// The moment as of which is verified, e.g. 2026-03-01T09:00:00+07:00 [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    pub at: Option<DateTime<Utc>>,

    /// The content that a detached CMS signature is about
    #[arg(long, value_name = "FILE")]
    pub content: Option<PathBuf>,

    /// Policy file (TOML) [default: the built-in standard policy]
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,

    /// Print a JSON array with one report per document, and nothing else
    #[arg(long)]
    pub json: bool,

    /// Language of what is printed for people [default: by locale]
    #[arg(long, value_enum)]
    pub lang: Option<Language>,

    /// Write a summary, one line per document, to this file; for a directory it is printed if neither this nor --json is given
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,

    /// Documents verified at the same time [default: one per processor]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,

    /// Documents; a directory stands for all *.pdf, *.p7s and *.p7m in it and below
    #[arg(required = true, value_name = "FILE-or-DIR")]
    pub files: Vec<PathBuf>,
}

fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|moment| moment.to_utc())
        .map_err(|_| {
            "a date, a time and an offset are needed, as in 2026-03-01T09:00:00+07:00".into()
        })
}
