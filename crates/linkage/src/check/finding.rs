use std::fmt::{self, Write};

use super::rule::{Rule, Severity};
use crate::{field::Sex, language::Language};

/// Kết quả kiểm tra: a rule that a row breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The number of the row, as the caller counts.
    pub row: u64,
    /// The id of the record or the person.
    pub key: String,
    /// The column at fault.
    pub field: &'static str,
    /// The rule.
    pub rule: Rule,
    /// How grave it is by the rules in force.
    pub severity: Severity,
    /// What the row shows. It is for the clerk, not for logs.
    pub detail: Detail,
}

impl Finding {
    /// Why, with the detail. For logs take [`Rule::text`].
    pub fn text(&self, language: Language) -> String {
        let reason = self.rule.text(language);
        match language {
            Language::Vi => self.detail.after(reason, Detail::vi),
            Language::En => self.detail.after(reason, Detail::en),
        }
    }
}

/// What exactly breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Detail {
    /// The rule says it all.
    #[default]
    None,
    /// The years that the number and the date of birth have.
    Years {
        /// Of the number.
        number: u16,
        /// Of the date.
        written: u16,
    },
    /// The sexes that the number and the column have.
    Sexes {
        /// Of the number.
        number: Sex,
        /// Of the column.
        written: Sex,
    },
    /// The province of the number and that of the column.
    Provinces {
        /// Of the number.
        number: u16,
        /// Of the column.
        written: u16,
    },
    /// An age in years.
    Age(i32),
    /// How many years a parent is older.
    Gap(i32),
    /// How many digits.
    Digits(u8),
    /// The other rows, at most five of them, and how many there are.
    Rows {
        /// The first ones.
        first: Vec<u64>,
        /// All of them.
        count: usize,
    },
}

impl Detail {
    fn after(&self, reason: &str, write: fn(&Self, &mut String) -> fmt::Result) -> String {
        let mut text = reason.to_owned();
        if *self != Self::None {
            text.push_str(" (");
            // Writing into a text cannot fail.
            let _ = write(self, &mut text);
            text.push(')');
        }
        text
    }

    fn vi(&self, text: &mut String) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Years { number, written } => {
                write!(text, "trong số là {number}, ngày sinh ghi {written}")
            }
            Self::Sexes { number, written } => {
                write!(
                    text,
                    "trong số là {}, bản ghi là {}",
                    number.vi(),
                    written.vi()
                )
            }
            Self::Provinces { number, written } => {
                write!(text, "trong số là {number:03}, nơi đăng ký là {written:03}")
            }
            Self::Age(years) => write!(text, "{years} tuổi"),
            Self::Gap(years @ 0..) => write!(text, "hơn con {years} tuổi"),
            Self::Gap(years) => write!(text, "kém con {} tuổi", -years),
            Self::Digits(count) => write!(text, "có {count} chữ số"),
            Self::Rows { first, count } => {
                let word = if *count == 1 { "dòng" } else { "các dòng" };
                write!(text, "{word} {}", listed(first, *count))
            }
        }
    }

    fn en(&self, text: &mut String) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Years { number, written } => {
                write!(text, "the number has {number}, the date of birth {written}")
            }
            Self::Sexes { number, written } => {
                write!(
                    text,
                    "the number has {}, the record {}",
                    number.key(),
                    written.key()
                )
            }
            Self::Provinces { number, written } => {
                write!(
                    text,
                    "the number has {number:03}, the register {written:03}"
                )
            }
            Self::Age(years) => write!(text, "{years} years"),
            Self::Gap(years @ 0..) => write!(text, "{years} years older than the child"),
            Self::Gap(years) => write!(text, "{} years younger than the child", -years),
            Self::Digits(count) => write!(text, "{count} digits"),
            Self::Rows { first, count } => {
                let word = if *count == 1 { "row" } else { "rows" };
                write!(text, "{word} {}", listed(first, *count))
            }
        }
    }
}

fn listed(rows: &[u64], count: usize) -> String {
    let mut text = rows
        .iter()
        .map(u64::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    if count > rows.len() {
        text.push_str(", …");
    }
    text
}

/// Tổng hợp: how many rows break each rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals(Vec<u64>);

impl Default for Totals {
    fn default() -> Self {
        Self(vec![0; Rule::ALL.len()])
    }
}

impl Totals {
    /// Counts a finding.
    pub fn add(&mut self, finding: &Finding) {
        self.0[finding.rule as usize] += 1;
    }

    /// How many findings of a rule there are.
    pub fn of(&self, rule: Rule) -> u64 {
        self.0[rule as usize]
    }

    /// The rules that were broken, with how often, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (Rule, u64)> {
        Rule::ALL
            .iter()
            .map(|rule| (*rule, self.of(*rule)))
            .filter(|(_, count)| *count > 0)
    }
}

impl<'a> FromIterator<&'a Finding> for Totals {
    fn from_iter<I: IntoIterator<Item = &'a Finding>>(findings: I) -> Self {
        let mut totals = Self::default();
        findings.into_iter().for_each(|finding| totals.add(finding));
        totals
    }
}
