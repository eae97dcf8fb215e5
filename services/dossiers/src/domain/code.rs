use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Refusal;

/// Mã số hồ sơ: `<unit code>-<date>-<sequence of the day>`, e.g. `H05.26-220105-0001` or `G09.20-20260609-0092637`.
///
/// The date has six digits (yymmdd) or eight (yyyymmdd), the sequence four to seven (six or more where a ministry portal
/// gave it). The raw text is kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DossierCode(String);

impl DossierCode {
    /// The code of the `sequence`-th dossier that a unit took in on a day.
    ///
    /// # Errors
    /// Refuses a sequence beyond seven digits, and a unit code that cannot stand in a dossier code.
    pub fn allot(unit_code: &str, day: NaiveDate, sequence: i64) -> Result<Self, Refusal> {
        if !(1..=Self::LAST_SEQUENCE).contains(&sequence) {
            return Err(Refusal::SeriesExhausted);
        }
        format!("{}{sequence:04}", Self::prefix(unit_code, day))
            .parse()
            .map_err(|_| Refusal::UnitWithoutCode)
    }

    /// The last sequence number of a unit and day that a code can have.
    pub const LAST_SEQUENCE: i64 = 9_999_999;

    /// What stands before the sequence number in the codes that a unit allots on a day.
    pub fn prefix(unit_code: &str, day: NaiveDate) -> String {
        format!("{unit_code}-{}-", day.format("%y%m%d"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of the unit that allotted the code.
    pub fn unit_code(&self) -> &str {
        Parts::of(&self.0).map_or("", |parts| parts.unit)
    }

    /// The day on which the code was allotted; of years with two digits, 69 to 99 belong to the last century.
    pub fn day(&self) -> NaiveDate {
        Parts::of(&self.0).map_or(NaiveDate::MIN, |parts| parts.day)
    }
}

struct Parts<'a> {
    unit: &'a str,
    day: NaiveDate,
}

impl<'a> Parts<'a> {
    /// The parts of a text that follows the grammar.
    fn of(text: &'a str) -> Option<Self> {
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
        let fits = digits(date) && digits(sequence) && (4..=7).contains(&sequence.len());
        let day = NaiveDate::parse_from_str(date, format).ok()?;
        (fits && unit.len() <= 35 && unit.split('.').all(group)).then_some(Self { unit, day })
    }
}

impl FromStr for DossierCode {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Parts::of(text)
            .map(|_| Self(text.to_owned()))
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
    use proptest::prelude::*;

    use super::*;

    #[rstest::rstest]
    #[case("H15.50.05.13-261008-0975", true)]
    #[case("G09.20-20260609-0092637", true)]
    #[case("000.00.00.H05-260818-0001", true)]
    #[case("000-00339899", false)]
    #[case("H05.26-221305-0001", false)]
    #[case("H05.26-220105-001", false)]
    #[case("H05.26-220105-10000000", false)]
    #[case("h05.26-220105-0001", false)]
    #[case("H05..26-220105-0001", false)]
    #[case("H05.26-+20105-0001", false)]
    #[case("H05.26-220105-0001\0", false)]
    #[case("", false)]
    fn follows_the_grammar(#[case] text: &str, #[case] good: bool) {
        assert_eq!(text.parse::<DossierCode>().is_ok(), good, "{text}");
    }

    #[rstest::rstest]
    #[case("H05.26", 0, "SERIES_EXHAUSTED")]
    #[case("H05.26", 10_000_000, "SERIES_EXHAUSTED")]
    #[case("h05", 1, "UNIT_WITHOUT_CODE")]
    #[case("", 1, "UNIT_WITHOUT_CODE")]
    #[case("A123456789012345678901234567890123456", 1, "UNIT_WITHOUT_CODE")]
    fn what_nobody_could_read_is_not_made(
        #[case] unit: &str,
        #[case] sequence: i64,
        #[case] code: &str,
    ) {
        let day = NaiveDate::from_ymd_opt(2022, 1, 5).unwrap();
        assert_eq!(
            DossierCode::allot(unit, day, sequence).unwrap_err().code(),
            code
        );
    }

    proptest! {
        #[test]
        fn an_allotted_code_parses_and_tells_its_parts(
            unit in "[A-Z0-9]{1,5}(\\.[A-Z0-9]{1,9}){0,3}",
            days in 0_i64..25_000,
            sequence in prop_oneof![Just(1), Just(9_999), Just(10_000), Just(DossierCode::LAST_SEQUENCE), 1_i64..10_000_000],
        ) {
            let day = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::TimeDelta::days(days);
            let code = DossierCode::allot(&unit, day, sequence).unwrap();
            prop_assert_eq!(code.to_string().parse(), Ok(code.clone()));
            prop_assert_eq!((code.unit_code(), code.day()), (unit.as_str(), day));
        }

        #[test]
        fn what_parses_prints_as_it_was(text in "[A-Z0-9.]{0,12}-[0-9]{6,8}-[0-9]{3,8}") {
            if let Ok(code) = text.parse::<DossierCode>() {
                prop_assert_eq!(code.to_string(), text);
            }
        }
    }
}
