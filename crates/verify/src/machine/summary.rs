use std::io::{self, Write};
use std::path::Path;

use chiso_signature::{Indication, Report, SignatureKind, SubIndication, Verdict};
use chrono::SecondsFormat;
use serde::Serialize;

use crate::outcome::Outcome;
use crate::plain;
use crate::text::Language;

const HEADER: [&str; 8] = [
    "file",
    "verdict",
    "indication",
    "sub_indication",
    "signatures",
    "signers",
    "best_time",
    "reason",
];

/// A line for each document, for spreadsheets.
#[derive(Debug)]
pub(crate) struct Summary<W: Write> {
    lines: csv::Writer<W>,
    language: Language,
}

impl<W: Write> Summary<W> {
    pub(crate) fn new(to: W, language: Language) -> io::Result<Self> {
        let mut lines = csv::WriterBuilder::new().has_headers(false).from_writer(to);
        lines.write_record(HEADER)?;
        Ok(Self { lines, language })
    }

    pub(crate) fn take(&mut self, outcome: &Outcome) -> io::Result<()> {
        self.lines.serialize(Line::of(outcome, self.language))?;
        self.lines.flush()
    }

    pub(crate) fn into_inner(self) -> io::Result<W> {
        self.lines
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)
    }
}

#[derive(Default, Serialize)]
struct Line {
    file: String,
    verdict: Option<Verdict>,
    indication: Option<Indication>,
    sub_indication: Option<SubIndication>,
    signatures: usize,
    signers: String,
    best_time: String,
    reason: String,
}

impl Line {
    fn of(outcome: &Outcome, language: Language) -> Self {
        let line = Self {
            file: path(&outcome.path),
            verdict: Some(outcome.verdict()),
            ..Self::default()
        };
        match &outcome.result {
            Ok(report) => line.with(report, language),
            Err(unread) => Self {
                reason: language.unread(unread).meaning.to_owned(),
                ..line
            },
        }
    }

    /// Signers and times stand in the order of the signatures, time stamps of the document left out.
    fn with(self, report: &Report, language: Language) -> Self {
        let signatures: Vec<_> = report
            .signatures
            .iter()
            .filter(|signature| signature.kind != SignatureKind::DocumentTimeStamp)
            .collect();
        let signers = signatures.iter().map(|signature| match &signature.signer {
            Some(signer) => plain::line(&signer.name),
            None => "?".into(),
        });
        let times = signatures.iter().map(|signature| {
            let best = signature.best_time.time;
            best.to_rfc3339_opts(SecondsFormat::Secs, true)
        });
        Self {
            indication: report.indication,
            sub_indication: report.sub_indication,
            signatures: signatures.len(),
            signers: no_formula(signers.collect::<Vec<_>>().join("; ")),
            best_time: times.collect::<Vec<_>>().join("; "),
            reason: reason(report, language),
            ..self
        }
    }
}

/// The first finding of what decided; nothing if the document is simply valid.
fn reason(report: &Report, language: Language) -> String {
    let decisive = report
        .signatures
        .iter()
        .filter(|signature| signature.verdict == report.verdict)
        .flat_map(|signature| &signature.findings);
    let finding = match report.verdict {
        Verdict::Accept => None,
        _ => report
            .findings
            .iter()
            .chain(decisive)
            .min_by_key(|finding| finding.severity),
    };
    let Some(finding) = finding else {
        return String::new();
    };
    let meaning = language.code(finding.code).meaning;
    if finding.detail.is_empty() {
        meaning.to_owned()
    } else {
        format!("{meaning} {}", plain::line(&finding.detail))
    }
}

/// A path that a spreadsheet does not take for a formula and that is still the same path.
fn path(path: &Path) -> String {
    let text = path.to_string_lossy();
    if is_formula(&text) {
        format!("./{text}")
    } else {
        text.into_owned()
    }
}

/// Names are written by whoever made the document: spreadsheets must not run them.
fn no_formula(cell: String) -> String {
    if is_formula(&cell) {
        format!("'{cell}")
    } else {
        cell
    }
}

fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Unread;
    use crate::people::examples;

    fn summary(outcomes: &[Outcome], language: Language) -> String {
        let mut summary = Summary::new(Vec::new(), language).unwrap();
        for outcome in outcomes {
            summary.take(outcome).unwrap();
        }
        String::from_utf8(summary.into_inner().unwrap()).unwrap()
    }

    #[test]
    fn a_line_tells_signers_times_and_the_reason() {
        let outcomes = [
            examples::valid(),
            examples::changed(),
            examples::undecided(),
            examples::unsigned(),
            Outcome {
                path: "a,b.pdf".into(),
                result: Err(Unread::Denied),
            },
        ];
        insta::assert_snapshot!("summary_en", summary(&outcomes, Language::En));
        insta::assert_snapshot!("summary_vi", summary(&outcomes, Language::Vi));
    }

    #[test]
    fn spreadsheets_find_no_formula() {
        let mut outcome = examples::valid();
        outcome.path = "=HYPERLINK(1).pdf".into();
        if let Ok(report) = &mut outcome.result {
            report.signatures.truncate(1);
            if let Some(signer) = &mut report.signatures[0].signer {
                signer.name = "=1+1\n=2".into();
            }
        }
        let text = summary(&[outcome], Language::En);
        assert!(text.contains("\n./=HYPERLINK(1).pdf,"));
        assert!(text.contains(",'=1+1\u{fffd}=2,"), "{text}");
    }
}
