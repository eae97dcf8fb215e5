use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Refusal;

/// Mã số hồ sơ: `<unit code>-<date>-<sequence of the day>`, e.g. `H05.26-220105-0001` or `G09.20-20260609-0092637`.
///
/// The date has six digits (yymmdd) or eight (yyyymmdd), the sequence four to seven (six or more where a ministry portal
/// gave it). The raw text is kept; the unit part names nothing that the service relies on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DossierCode(String);

impl DossierCode {
    /// The code of the `sequence`-th dossier that a unit took in on a day.
    pub fn allot(unit_code: &str, day: NaiveDate, sequence: i64) -> Self {
        Self(format!(
            "{unit_code}-{}-{sequence:04}",
            day.format("%y%m%d")
        ))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DossierCode {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let well_formed = || {
            let (rest, sequence) = text.rsplit_once('-')?;
            let (unit, date) = rest.rsplit_once('-')?;
            let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
            let group = |g: &str| {
                !g.is_empty()
                    && g.bytes()
                        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            };
            let format = match date.len() {
                6 => "%y%m%d",
                8 => "%Y%m%d",
                _ => return None,
            };
            NaiveDate::parse_from_str(date, format).ok()?;
            let fits = digits(date) && digits(sequence) && (4..=7).contains(&sequence.len());
            (fits && unit.len() <= 35 && unit.split('.').all(group)).then_some(())
        };
        well_formed()
            .map(|()| Self(text.to_owned()))
            .ok_or(Refusal::invalid(
                "code",
                "INVALID_DOSSIER_CODE",
                "<unit code>-<yymmdd or yyyymmdd>-<4 to 7 digits>, e.g. H05.26-220105-0001",
            ))
    }
}

impl TryFrom<String> for DossierCode {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Self, Refusal> {
        text.parse()
    }
}

impl From<DossierCode> for String {
    fn from(code: DossierCode) -> Self {
        code.0
    }
}

impl fmt::Display for DossierCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("H15.50.05.13-261008-0975", true)]
    #[case("G09.20-20260609-0092637", true)]
    #[case("000.00.00.H05-260818-0001", true)]
    #[case("000-00339899", false)]
    #[case("H05.26-221305-0001", false)]
    #[case("H05.26-220105-001", false)]
    #[case("h05.26-220105-0001", false)]
    #[case("H05..26-220105-0001", false)]
    #[case("", false)]
    fn follows_the_grammar(#[case] text: &str, #[case] good: bool) {
        assert_eq!(text.parse::<DossierCode>().is_ok(), good, "{text}");
    }

    #[test]
    fn an_allotted_code_parses() {
        let day = NaiveDate::from_ymd_opt(2022, 1, 5).unwrap();
        let code = DossierCode::allot("H05.26", day, 12_345);
        assert_eq!(code.as_str(), "H05.26-220105-12345");
        assert_eq!(code.as_str().parse(), Ok(code));
    }
}
