use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Mã thủ tục hành chính: the national number of a procedure, `N.NNNNNN` with first digit 1, 2 or 3.
///
/// Parsing also takes the long form `1.004873.000.00.00.H05` and strips the suffix: it names the agency that published the
/// procedure, not another procedure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProcedureCode(String);

impl ProcedureCode {
    /// The national number, e.g. `1.004873`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that is not a [`ProcedureCode`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a procedure code is N.NNNNNN with first digit 1 to 3, or that and a suffix like .000.00.00.H05"
)]
pub struct MalformedProcedureCode;

impl FromStr for ProcedureCode {
    type Err = MalformedProcedureCode;

    fn from_str(text: &str) -> Result<Self, MalformedProcedureCode> {
        let (number, suffix) = text.split_at_checked(8).ok_or(MalformedProcedureCode)?;
        let first = matches!(number.as_bytes()[0], b'1'..=b'3');
        if first && fits(&number[1..], ".000000") && (suffix.is_empty() || is_agency(suffix)) {
            Ok(Self(number.to_owned()))
        } else {
            Err(MalformedProcedureCode)
        }
    }
}

/// Provinces are Hxx, ministries Gxx.
fn is_agency(suffix: &str) -> bool {
    fits(suffix, ".000.00.00.H00") || fits(suffix, ".000.00.00.G00")
}

/// Whether each character equals the pattern's, where `0` stands for any digit.
fn fits(text: &str, pattern: &str) -> bool {
    let same = |(byte, wanted): (u8, u8)| match wanted {
        b'0' => byte.is_ascii_digit(),
        _ => byte == wanted,
    };
    text.len() == pattern.len() && text.bytes().zip(pattern.bytes()).all(same)
}

impl TryFrom<String> for ProcedureCode {
    type Error = MalformedProcedureCode;

    fn try_from(text: String) -> Result<Self, MalformedProcedureCode> {
        text.parse()
    }
}

impl From<ProcedureCode> for String {
    fn from(code: ProcedureCode) -> Self {
        code.0
    }
}

impl fmt::Display for ProcedureCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for ProcedureCode {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1.004873", Some("1.004873"))]
    #[case("2.000815.000.00.00.H55", Some("2.000815"))]
    #[case("3.000301.000.00.04.G18", Some("3.000301"))]
    #[case("2.000815.000.00.00.H55.02", None)]
    #[case("4.004873", None)]
    #[case("1.04873", None)]
    #[case("1.0048731", None)]
    #[case("1.00487đ", None)]
    #[case("", None)]
    fn the_national_number_is_kept(#[case] text: &str, #[case] number: Option<&str>) {
        let code = text.parse::<ProcedureCode>().ok();
        assert_eq!(code.as_ref().map(ProcedureCode::as_str), number);
    }
}
