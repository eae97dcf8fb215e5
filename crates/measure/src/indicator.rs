use std::collections::BTreeSet;

use serde::Deserialize;
use thiserror::Error;

use crate::{Figures, Formula, Ratio};

/// Chỉ số: a ratio of two formulas over measures, with its definition in words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Stable code, `<domain>.<name>` of lower-case letters, digits and underscores.
    pub code: String,
    /// From 1; goes up whenever the same events could give another value.
    pub definition_version: u32,
    /// Vietnamese name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// The definition in words, with its source and with what is simplified.
    pub definition_vi: String,
    /// Tử số.
    pub numerator: Formula,
    /// Mẫu số.
    pub denominator: Formula,
}

impl Indicator {
    /// The value for these figures; the percentage is derived from it, never stored.
    pub fn evaluate(&self, figures: &impl Figures) -> Ratio {
        Ratio {
            numerator: self.numerator.evaluate(figures),
            denominator: self.denominator.evaluate(figures),
        }
    }
}

/// Bộ chỉ số: the indicators of a catalogue file, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorSet {
    indicators: Vec<Indicator>,
}

/// Why a catalogue of indicators is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IndicatorFault {
    /// Not TOML, or not of this shape; the text says where.
    #[error("{0}")]
    Unreadable(String),
    /// The code has another form.
    #[error("{0:?} is not a code of the form <domain>.<name>")]
    BadCode(String),
    /// The code occurs twice.
    #[error("{0} is defined twice")]
    Duplicate(String),
    /// The version is 0.
    #[error("{0}: definition_version starts at 1")]
    BadVersion(String),
    /// A text or a formula is empty.
    #[error("{code}: {field} is empty")]
    Empty {
        /// The indicator.
        code: String,
        /// The field.
        field: &'static str,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    indicator: Vec<Indicator>,
}

impl IndicatorSet {
    /// Parses a catalogue file: a list of `[[indicator]]` tables.
    ///
    /// # Errors
    /// Every fault of the file; only the first one if it cannot be read at all.
    pub fn parse(toml: &str) -> Result<Self, Vec<IndicatorFault>> {
        let Catalogue {
            indicator: indicators,
        } = toml::from_str(toml)
            .map_err(|error| vec![IndicatorFault::Unreadable(error.to_string())])?;
        let mut codes = BTreeSet::new();
        let mut faults = Vec::new();
        for indicator in &indicators {
            check(indicator, &mut faults);
            if !codes.insert(indicator.code.as_str()) {
                faults.push(IndicatorFault::Duplicate(indicator.code.clone()));
            }
        }
        if faults.is_empty() {
            Ok(Self { indicators })
        } else {
            Err(faults)
        }
    }

    /// The indicators, in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, Indicator> {
        self.indicators.iter()
    }

    /// The indicator with this code.
    pub fn get(&self, code: &str) -> Option<&Indicator> {
        self.iter().find(|indicator| indicator.code == code)
    }
}

impl<'a> IntoIterator for &'a IndicatorSet {
    type Item = &'a Indicator;
    type IntoIter = std::slice::Iter<'a, Indicator>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

fn check(indicator: &Indicator, faults: &mut Vec<IndicatorFault>) {
    let code = &indicator.code;
    let word = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    if !code
        .split_once('.')
        .is_some_and(|(domain, name)| word(domain) && word(name))
    {
        faults.push(IndicatorFault::BadCode(code.clone()));
    }
    if indicator.definition_version == 0 {
        faults.push(IndicatorFault::BadVersion(code.clone()));
    }
    let fields = [
        ("name_vi", indicator.name_vi.trim().is_empty()),
        ("name_en", indicator.name_en.trim().is_empty()),
        ("definition_vi", indicator.definition_vi.trim().is_empty()),
        ("numerator", indicator.numerator.terms.is_empty()),
        ("denominator", indicator.denominator.terms.is_empty()),
    ];
    for (field, _) in fields.into_iter().filter(|(_, empty)| *empty) {
        faults.push(IndicatorFault::Empty {
            code: code.clone(),
            field,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_named() {
        let faults = IndicatorSet::parse(
            r#"
            [[indicator]]
            code = "dossiers.online_rate"
            definition_version = 0
            name_vi = " "
            name_en = "Online rate"
            definition_vi = "..."
            numerator = []
            denominator = [{ measure = "received" }]

            [[indicator]]
            code = "dossiers.online_rate"
            definition_version = 1
            name_vi = "Tỷ lệ"
            name_en = "Online rate"
            definition_vi = "..."
            numerator = [{ measure = "received", channel = ["online"] }]
            denominator = [{ measure = "received" }]

            [[indicator]]
            code = "Online rate"
            definition_version = 1
            name_vi = "Tỷ lệ"
            name_en = "Online rate"
            definition_vi = "..."
            numerator = [{ measure = "received", channel = ["online"] }]
            denominator = [{ measure = "received" }]
            "#,
        )
        .unwrap_err();
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(faults.join("\n"), @r#"
        dossiers.online_rate: definition_version starts at 1
        dossiers.online_rate: name_vi is empty
        dossiers.online_rate: numerator is empty
        dossiers.online_rate is defined twice
        "Online rate" is not a code of the form <domain>.<name>
        "#);
    }

    #[test]
    fn unknown_measures_filters_and_fields_are_refused() {
        for term in [
            r#"{ measure = "received.online" }"#,
            r#"{ measure = "received", channel = ["fax"] }"#,
            r#"{ measure = "received", chanel = ["online"] }"#,
            r#"{ measure = "received", sign = "times" }"#,
            r#"{ measure = "received", distinct = "unit" }"#,
        ] {
            let toml = format!(
                "[[indicator]]\ncode = 'a.b'\ndefinition_version = 1\nname_vi = 'a'\nname_en = 'a'\ndefinition_vi = 'a'\n\
                 numerator = [{term}]\ndenominator = [{{ measure = 'received' }}]"
            );
            let faults = IndicatorSet::parse(&toml).unwrap_err();
            assert!(
                matches!(faults[..], [IndicatorFault::Unreadable(_)]),
                "{term}: {faults:?}"
            );
        }
    }
}
