use chiso_signature::{Code, Finding, Report, Severity, SignatureReport, TimeStampReport};
use serde::Serialize;

use super::table::list;
use super::{Screen, mark};
use crate::outcome::Unread;
use crate::plain;
use crate::text::{Label, Language, day, moment};

/// Particulars told of findings of one code; the report has them all.
const MOST: usize = 5;

/// The word that a value has in the report.
pub(super) fn word(value: impl Serialize) -> Option<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Some(word),
        _ => None,
    }
}

/// Why there is no report, and what to do.
pub(super) fn unread(unread: &Unread, language: Language, screen: Screen) -> String {
    let saying = language.unread(unread);
    let mut lines = Lines::new(language);
    lines.add(Label::Reason, saying.meaning);
    if let Unread::Other(detail) = unread {
        lines.go_on(plain::line(detail));
    }
    lines.advise(saying.advice);
    lines.render(screen)
}

/// What was found about the document itself.
pub(super) fn document(report: &Report, language: Language, screen: Screen) -> String {
    let mut lines = Lines::new(language);
    let weight = match report.verdict {
        verdict if verdict.is_accepted() => None,
        _ if report.signatures.is_empty() => Some(Severity::Note),
        _ => Some(Severity::Fault),
    };
    lines.findings(&report.findings, weight);
    lines.render(screen)
}

/// What was found about a signature; nothing if it is simply valid.
pub(super) fn signature(
    number: usize,
    signature: &SignatureReport,
    language: Language,
    screen: Screen,
) -> String {
    let accepted = signature.verdict.is_accepted();
    let mut lines = Lines::new(language);
    lines.findings(&signature.findings, (!accepted).then_some(Severity::Fault));
    lines.changes(signature);
    for stamp in &signature.time_stamps {
        lines.time_stamp(stamp);
    }
    if lines.is_empty() && accepted {
        return String::new();
    }
    if !accepted {
        lines.certificate(signature);
    }
    let verdict = language.verdict(signature.verdict);
    let mut heading = format!("{} {number}", language.label(Label::Signature));
    if let Some(signer) = &signature.signer {
        heading.push_str(", ");
        heading.push_str(&plain::line(&signer.name));
    }
    format!(
        "{}: {}\n{}",
        screen.strong(&heading),
        screen.verdict(
            signature.verdict,
            &format!("{} {verdict}", mark(signature.verdict))
        ),
        lines.render(screen),
    )
}

/// Lines with a name and a text, and the advice that comes last.
struct Lines {
    language: Language,
    told: Vec<(String, String)>,
    advice: Vec<&'static str>,
}

impl Lines {
    fn new(language: Language) -> Self {
        Self {
            language,
            told: Vec::new(),
            advice: Vec::new(),
        }
    }

    fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    fn add(&mut self, label: Label, text: impl Into<String>) {
        self.told
            .push((self.language.label(label).into(), text.into()));
    }

    fn go_on(&mut self, text: impl Into<String>) {
        self.told
            .push((String::new(), format!("– {}", text.into())));
    }

    fn advise(&mut self, advice: &'static str) {
        if !self.advice.contains(&advice) {
            self.advice.push(advice);
        }
    }

    /// A sentence for each code, with its particulars. What weighs at least `weight` is a reason, the rest notes.
    fn findings(&mut self, findings: &[Finding], weight: Option<Severity>) {
        for code in codes(findings) {
            let saying = self.language.code(code);
            let is_reason = weight.is_some_and(|weight| code.severity() <= weight);
            self.add(
                if is_reason {
                    Label::Reason
                } else {
                    Label::Note
                },
                saying.meaning,
            );
            self.details(findings, code);
            if is_reason || code.severity() == Severity::Warning {
                self.advise(saying.advice);
            }
        }
    }

    fn details(&mut self, findings: &[Finding], code: Code) {
        let mut details: Vec<_> = findings
            .iter()
            .filter(|finding| finding.code == code && !finding.detail.is_empty())
            .map(|finding| plain::line(&finding.detail))
            .collect();
        details.dedup();
        let more = details.len().saturating_sub(MOST);
        details.truncate(MOST);
        for detail in details {
            self.go_on(detail);
        }
        if more > 0 {
            self.go_on(format!("… {more} {}", self.language.label(Label::Others)));
        }
    }

    /// Changes that the signature does not permit.
    fn changes(&mut self, signature: &SignatureReport) {
        let forbidden = signature
            .changes_after
            .iter()
            .filter(|change| !change.permitted);
        let told: Vec<_> = forbidden
            .map(|change| {
                format!(
                    "{} {}: {}: {}",
                    self.language.label(Label::Revision),
                    change.revision,
                    self.language.change(change.kind),
                    plain::line(&change.detail),
                )
            })
            .collect();
        let more = told.len().saturating_sub(MOST);
        for change in told.into_iter().take(MOST) {
            self.add(Label::Change, change);
        }
        if more > 0 {
            self.go_on(format!("… {more} {}", self.language.label(Label::Others)));
        }
    }

    /// A time stamp about which something was found.
    fn time_stamp(&mut self, stamp: &TimeStampReport) {
        if stamp.findings.is_empty() && stamp.sub_indication.is_none() {
            return;
        }
        let unknown = self.language.label(Label::Unknown);
        let mut text = stamp.time.map_or_else(|| unknown.into(), moment);
        if let Some(signer) = &stamp.signer {
            text.push_str(", ");
            text.push_str(&plain::line(&signer.name));
        }
        let worthless = stamp.indication != chiso_signature::Indication::TotalPassed;
        if worthless {
            text.push_str(": ");
            text.push_str(self.language.label(Label::DoesNotCount));
        }
        self.add(Label::TimeStamp, text);
        for code in codes(&stamp.findings) {
            let saying = self.language.code(code);
            self.go_on(saying.meaning);
            self.details(&stamp.findings, code);
            if worthless && code.severity() == Severity::Fault {
                self.advise(saying.advice);
            }
        }
    }

    /// The certificate, for whoever asks its authority or its holder.
    fn certificate(&mut self, signature: &SignatureReport) {
        let Some(signer) = &signature.signer else {
            return;
        };
        let label = |label| self.language.label(label);
        let text = format!(
            "{}; {} {}; {} {}; {} {} – {}",
            plain::line(&signer.subject),
            label(Label::Serial),
            plain::line(&signer.serial),
            label(Label::IssuedBy),
            plain::line(&signer.issuer),
            label(Label::Valid),
            day(signer.not_before),
            day(signer.not_after),
        );
        self.add(Label::Certificate, text);
    }

    fn render(self, screen: Screen) -> String {
        let mut lines = self.told;
        for (index, advice) in self.advice.into_iter().enumerate() {
            let label = if index == 0 {
                self.language.label(Label::Advice)
            } else {
                ""
            };
            lines.push((label.into(), advice.into()));
        }
        list(lines, screen)
    }
}

/// The codes of findings in the order in which they first occur.
fn codes(findings: &[Finding]) -> Vec<Code> {
    let mut codes = Vec::new();
    for finding in findings {
        if !codes.contains(&finding.code) {
            codes.push(finding.code);
        }
    }
    codes
}
