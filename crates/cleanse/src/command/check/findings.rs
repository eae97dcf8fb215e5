use std::path::Path;

use chiso_linkage::{Finding, Language, Rule, Severity, Totals};
use chiso_tabular::Writer;

use crate::misuse::Misuse;
use crate::output::{Line, Part};
use crate::shell::Shell;

/// The rules that rows break: counted, and written down if asked for.
#[derive(Debug)]
pub(super) struct Findings {
    language: Language,
    totals: Totals,
    severities: [u64; Severity::ALL.len()],
    file: Option<Writer>,
}

impl Findings {
    pub(super) fn open(shell: &Shell, path: Option<&Path>) -> Result<Self, Misuse> {
        let heads = ["line", "key", "field", "rule", "severity", "reason"];
        Ok(Self {
            language: shell.language,
            totals: Totals::default(),
            severities: [0; Severity::ALL.len()],
            file: path.map(|path| Writer::create(path, &heads)).transpose()?,
        })
    }

    pub(super) fn take(&mut self, finding: &Finding) -> Result<(), Misuse> {
        self.totals.add(finding);
        self.severities[finding.severity as usize] += 1;
        if let Some(file) = &mut self.file {
            file.write([
                &*finding.row.to_string(),
                &finding.key,
                finding.field,
                finding.rule.key(),
                finding.severity.key(),
                &finding.text(self.language),
            ])?;
        }
        Ok(())
    }

    /// Writes the file; the totals, and the gravest there was.
    pub(super) fn finish(self) -> Result<(Vec<Part>, Option<Severity>), Misuse> {
        if let Some(file) = self.file {
            file.finish()?;
        }
        let language = self.language;
        let severities = || Severity::ALL.iter().zip(self.severities);
        let worst = severities().rfind(|(_, findings)| *findings > 0);
        let lines = severities().rev().map(|(severity, rows)| Line {
            key: severity.key(),
            title: severity.text(language).to_owned(),
            rows,
        });
        let severities = Part {
            key: "severities",
            title: language.of("Mức độ", "Severity"),
            lines: lines.collect(),
        };
        let lines = (self.totals.iter()).map(|(rule, rows): (Rule, u64)| Line {
            key: rule.key(),
            title: rule.text(language).to_owned(),
            rows,
        });
        let rules = Part {
            key: "rules",
            title: language.of("Quy tắc", "Rule"),
            lines: lines.collect(),
        };
        Ok((
            vec![severities, rules],
            worst.map(|(severity, _)| *severity),
        ))
    }
}
