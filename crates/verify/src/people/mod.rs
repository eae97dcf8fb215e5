//! What people read: a heading with the verdict, a table of the signatures, and for what is not valid why and what to do.

#[cfg(test)]
pub(crate) mod examples;
mod reasons;
mod screen;
mod table;

use std::collections::BTreeMap;

use chiso_signature::{Report, Verdict};

pub(crate) use screen::Screen;

use crate::outcome::Outcome;
use crate::plain;
use crate::text::{Label, Language, moment};

/// All that is told about a document.
pub(crate) fn document(outcome: &Outcome, language: Language, screen: Screen) -> String {
    let verdict = outcome.verdict();
    let mut text = format!(
        "{}: {}\n",
        screen.strong(&plain::path(&outcome.path)),
        screen.verdict(verdict, &headline(verdict, language)),
    );
    match &outcome.result {
        Ok(report) => body(report, language, screen, &mut text),
        Err(unread) => text.push_str(&reasons::unread(unread, language, screen)),
    }
    text
}

fn body(report: &Report, language: Language, screen: Screen, text: &mut String) {
    text.push_str(&basis(report, language));
    if !report.signatures.is_empty() {
        text.push('\n');
        text.push_str(&table::signatures(&report.signatures, language, screen));
    }
    let of_document = reasons::document(report, language, screen);
    if !of_document.is_empty() {
        text.push('\n');
        text.push_str(&of_document);
    }
    for (number, signature) in (1..).zip(&report.signatures) {
        let reasons = reasons::signature(number, signature, language, screen);
        if !reasons.is_empty() {
            text.push('\n');
            text.push_str(&reasons);
        }
    }
}

/// How many documents got which verdict.
pub(crate) fn totals(totals: &BTreeMap<Verdict, usize>, language: Language) -> String {
    let all: usize = totals.values().sum();
    let parts: Vec<_> = totals
        .iter()
        .map(|(&verdict, count)| format!("{} {count}", language.verdict(verdict).to_lowercase()))
        .collect();
    format!(
        "{}: {all} ({})",
        language.label(Label::Documents),
        parts.join("; ")
    )
}

fn headline(verdict: Verdict, language: Language) -> String {
    format!(
        "{} {}",
        mark(verdict),
        language.verdict(verdict).to_uppercase()
    )
}

/// What tells verdicts apart without colour.
fn mark(verdict: Verdict) -> char {
    match verdict {
        Verdict::Accept => '✓',
        Verdict::AcceptAsBOnly => '!',
        Verdict::CannotDecide => '?',
        Verdict::NoSignature | Verdict::Unsupported | Verdict::Error => '–',
        Verdict::Reject => '✗',
    }
}

/// The moment and the policy, and the words of the standard for those who know them.
fn basis(report: &Report, language: Language) -> String {
    let mut text = format!(
        "{}: {} ({}); {} {} {}",
        language.label(Label::AsOf),
        moment(report.validation_time),
        language.label(Label::VietnamTime),
        language.label(Label::Policy),
        plain::line(&report.policy.id),
        plain::line(&report.policy.version),
    );
    for word in [
        report.indication.and_then(reasons::word),
        report.sub_indication.and_then(reasons::word),
    ]
    .into_iter()
    .flatten()
    {
        text.push_str("; ");
        text.push_str(&word);
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Unread;

    fn told(language: Language, width: u16) -> String {
        let screen = Screen::plain(width);
        let mut outcomes = examples::all();
        outcomes.push(Outcome {
            path: "gone.pdf".into(),
            result: Err(Unread::NotFound),
        });
        let mut counts = BTreeMap::new();
        let mut text = String::new();
        for outcome in &outcomes {
            *counts.entry(outcome.verdict()).or_default() += 1;
            text.push_str(&document(outcome, language, screen));
            text.push('\n');
        }
        text.push_str(&totals(&counts, language));
        text
    }

    #[test]
    fn people_read_it_in_english() {
        insta::assert_snapshot!("people_en", told(Language::En, 120));
    }

    #[test]
    fn people_read_it_in_vietnamese() {
        insta::assert_snapshot!("people_vi", told(Language::Vi, 120));
    }

    #[test]
    fn on_a_narrow_screen_each_signature_is_a_list() {
        insta::assert_snapshot!("people_vi_narrow", told(Language::Vi, 72));
    }

    #[test]
    fn no_line_is_wider_than_the_screen() {
        for language in [Language::En, Language::Vi] {
            for width in [60, 72, 80, 100, 120, 200] {
                for line in told(language, width).lines() {
                    let wrapped = line.starts_with([' ', '─', '═']);
                    let taken = console::measure_text_width(line);
                    assert!(!wrapped || taken <= width.into(), "{width}: {line}");
                }
            }
        }
    }

    #[test]
    fn colour_is_for_terminals() {
        let outcome = examples::changed();
        let coloured = document(&outcome, Language::En, Screen::coloured(120));
        assert!(coloured.contains("\u{1b}[31m"));
        let plain = document(&outcome, Language::En, Screen::plain(120));
        assert!(!plain.contains('\u{1b}'));
    }
}
