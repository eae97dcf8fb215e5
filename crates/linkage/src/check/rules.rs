use std::{collections::BTreeMap, fmt::Write};

use serde::Deserialize;
use thiserror::Error;

use super::rule::{Rule, Severity};
use crate::language::Language;

/// Bộ quy tắc: which rules hold, how grave each is, and their limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules(Vec<Setting>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Setting {
    /// None: switched off.
    severity: Option<Severity>,
    limit: Option<u16>,
}

/// Why a file is no set of rules.
#[derive(Debug, Error)]
pub enum RulesFault {
    /// It is not TOML, or not of this form; the source says at which line and column.
    #[error("the rules cannot be read: {0}")]
    Malformed(#[from] toml::de::Error),
    /// No rule has this key.
    #[error("there is no rule `{0}`")]
    UnknownRule(String),
    /// Neither a severity nor `off`.
    #[error("rule `{rule}`: severity `{found}`, expected `notice`, `warning`, `error` or `off`")]
    UnknownSeverity {
        /// The rule.
        rule: &'static str,
        /// What is written.
        found: String,
    },
    /// A limit for a rule that has none.
    #[error("rule `{0}` has no limit")]
    NoLimit(&'static str),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    severity: Option<String>,
    limit: Option<u16>,
}

impl Default for Rules {
    fn default() -> Self {
        Self::standard()
    }
}

impl Rules {
    /// The rules as they are shipped.
    pub fn standard() -> Self {
        let setting = |rule: &Rule| Setting {
            severity: Some(rule.severity()),
            limit: rule.limit(),
        };
        Self(Rule::ALL.iter().map(setting).collect())
    }

    /// Reads what a province sets otherwise: a table for each rule with `severity` (or `off`) and `limit`.
    ///
    /// ```
    /// # use chiso_linkage::{Rule, Rules};
    /// let rules = Rules::parse("[parent_age]\nlimit = 14\n[sex_missing]\nseverity = \"off\"")?;
    /// assert_eq!(rules.limit(Rule::ParentAge), Some(14));
    /// assert_eq!(rules.severity(Rule::SexMissing), None);
    /// # Ok::<(), chiso_linkage::RulesFault>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The text is not TOML of this form, names no rule or no severity, or sets a limit where there is none.
    pub fn parse(text: &str) -> Result<Self, RulesFault> {
        let written: BTreeMap<String, Written> = toml::from_str(text)?;
        let mut rules = Self::standard();
        for (key, written) in written {
            let rule = *Rule::ALL
                .iter()
                .find(|rule| rule.key() == key)
                .ok_or(RulesFault::UnknownRule(key))?;
            let setting = &mut rules.0[rule as usize];
            if let Some(found) = written.severity {
                setting.severity = match Severity::ALL.iter().find(|known| known.key() == found) {
                    Some(severity) => Some(*severity),
                    None if found == "off" => None,
                    None => {
                        return Err(RulesFault::UnknownSeverity {
                            rule: rule.key(),
                            found,
                        });
                    }
                };
            }
            if written.limit.is_some() {
                if setting.limit.is_none() {
                    return Err(RulesFault::NoLimit(rule.key()));
                }
                setting.limit = written.limit;
            }
        }
        Ok(rules)
    }

    /// Writes all rules as a file that [`Rules::parse`] reads, with what each means, to begin from.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        for rule in Rule::ALL {
            let severity = self.severity(*rule).map_or("off", Severity::key);
            // Writing into a text cannot fail.
            let _ = write!(
                text,
                "# {}\n# {}\n[{}]\nseverity = \"{severity}\"\n",
                rule.text(Language::Vi),
                rule.text(Language::En),
                rule.key()
            );
            if let Some(limit) = self.limit(*rule) {
                let _ = writeln!(text, "limit = {limit}");
            }
            text.push('\n');
        }
        text
    }

    /// How grave a rule is; None: it is switched off.
    pub fn severity(&self, rule: Rule) -> Option<Severity> {
        self.0[rule as usize].severity
    }

    /// The limit of a rule, in years.
    pub fn limit(&self, rule: Rule) -> Option<u16> {
        self.0[rule as usize].limit
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let rules = Rules::standard();
        assert_eq!(Rules::parse(&rules.to_toml()).unwrap(), rules);
        assert_eq!(Rules::parse("").unwrap(), rules);
    }

    #[rstest]
    #[case("[number_yaer]\nseverity = \"off\"", "there is no rule `number_yaer`")]
    #[case(
        "[number_year]\nseverity = \"fatal\"",
        "rule `number_year`: severity `fatal`, expected `notice`, `warning`, `error` or `off`"
    )]
    #[case("[number_year]\nlimit = 3", "rule `number_year` has no limit")]
    fn what_is_refused(#[case] text: &str, #[case] fault: &str) {
        assert_eq!(Rules::parse(text).unwrap_err().to_string(), fault);
    }

    #[test]
    fn an_unknown_setting_is_shown_with_its_line() {
        let fault = Rules::parse("[number_year]\nserverity = \"off\"").unwrap_err();
        assert!(fault.to_string().contains("line 2, column 1"), "{fault}");
    }

    #[test]
    fn every_rule_has_texts_of_its_own() {
        let vi = |rule: Rule| rule.text(Language::Vi);
        let en = |rule: Rule| rule.text(Language::En);
        for of in [Rule::key, vi, en] {
            let mut texts: Vec<&str> = Rule::ALL.iter().map(|rule| of(*rule)).collect();
            texts.sort_unstable();
            texts.dedup();
            assert_eq!(texts.len(), Rule::ALL.len());
        }
    }
}
