use std::collections::BTreeSet;

use chiso_signature::{BestTime, Coverage, Level, SignatureReport, TimeSource};
use chrono::{DateTime, Utc};
use comfy_table::{ContentArrangement, Table, presets};

use super::reasons::word;
use super::{Screen, mark};
use crate::plain;
use crate::text::{Label, Language, moment};

/// Below it, columns would be too narrow for dates.
const NARROWEST: u16 = 110;

const COLUMNS: [Label; 9] = [
    Label::Number,
    Label::Field,
    Label::Signer,
    Label::Role,
    Label::ClaimedTime,
    Label::BestTime,
    Label::Level,
    Label::Coverage,
    Label::Verdict,
];

/// A line for each signature, or a list for each where the screen is narrow.
pub(super) fn signatures(
    signatures: &[SignatureReport],
    language: Language,
    screen: Screen,
) -> String {
    let headings = COLUMNS.map(|column| language.label(column));
    let numbered = (1..).zip(signatures);
    if screen.width >= NARROWEST {
        let mut table = new_table(screen);
        table
            .load_style(presets::UTF8_HORIZONTAL_ONLY)
            .set_header(headings);
        for (number, signature) in numbered {
            table.add_row(row(number, signature, language, "\n"));
        }
        return format!("{}\n", table.trim_fmt());
    }
    let lists: Vec<_> = numbered
        .map(|(number, signature)| {
            let cells = row(number, signature, language, " ").map(|cell| cell.replace('\n', ", "));
            let lines = headings.map(str::to_owned).into_iter().zip(cells);
            list(lines.filter(|(_, cell)| !cell.is_empty()), screen)
        })
        .collect();
    lists.join("\n")
}

/// Names and texts beside each other, the texts wrapped.
pub(super) fn list(lines: impl IntoIterator<Item = (String, String)>, screen: Screen) -> String {
    let mut table = new_table(screen);
    table.load_style(presets::NOTHING);
    for (name, text) in lines {
        table.add_row([name, text]);
    }
    if table.is_empty() {
        String::new()
    } else {
        format!("{}\n", table.trim_fmt())
    }
}

fn new_table(screen: Screen) -> Table {
    let mut table = Table::new();
    table
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(screen.width);
    table
}

/// `gap` stands between a day and its time.
fn row(number: usize, signature: &SignatureReport, language: Language, gap: &str) -> [String; 9] {
    [
        number.to_string(),
        signature
            .field
            .as_deref()
            .map(plain::line)
            .unwrap_or_default(),
        signer(signature, language),
        role(signature, language),
        signature
            .claimed_time
            .map(|at| spaced(at, gap))
            .unwrap_or_default(),
        best_time(signature.best_time, language, gap),
        signature.level.map(level).unwrap_or_default(),
        coverage(signature, language),
        format!(
            "{} {}",
            mark(signature.verdict),
            language.verdict(signature.verdict)
        ),
    ]
}

fn signer(signature: &SignatureReport, language: Language) -> String {
    let Some(signer) = &signature.signer else {
        return language.label(Label::Unknown).to_owned();
    };
    let name = plain::line(&signer.name);
    match &signer.organisation {
        Some(organisation) if *organisation != signer.name => {
            format!("{name}\n{}", plain::line(organisation))
        }
        _ => name,
    }
}

fn role(signature: &SignatureReport, language: Language) -> String {
    let role = language.role(signature.role);
    match language.kind(signature.kind) {
        Some(kind) => format!("{role}\n{kind}"),
        None => role.to_owned(),
    }
}

/// The time, if something proves it.
fn best_time(best: BestTime, language: Language, gap: &str) -> String {
    let source = language.time_source(best.source);
    match best.source {
        TimeSource::ValidationTime => source.to_owned(),
        TimeSource::SignatureTimeStamp | TimeSource::DocumentTimeStamp => {
            format!("{}\n{source}", spaced(best.time, gap))
        }
    }
}

fn level(level: Level) -> String {
    word(level).unwrap_or_default()
}

fn coverage(signature: &SignatureReport, language: Language) -> String {
    let Some(Coverage {
        revision,
        revisions,
        whole_document,
        ..
    }) = signature.coverage
    else {
        return String::new();
    };
    if whole_document {
        return language.label(Label::WholeDocument).to_owned();
    }
    let mut text = format!(
        "{} {revision}{}{revisions}",
        language.label(Label::Revision),
        language.label(Label::Of),
    );
    let later: BTreeSet<_> = signature
        .changes_after
        .iter()
        .map(|change| change.kind)
        .collect();
    if !later.is_empty() {
        let names: Vec<_> = later
            .into_iter()
            .map(|kind| language.change(kind))
            .collect();
        for part in ["\n", language.label(Label::Later), ": ", &names.join(", ")] {
            text.push_str(part);
        }
    }
    text
}

fn spaced(at: DateTime<Utc>, gap: &str) -> String {
    moment(at).replacen(' ', gap, 1)
}
