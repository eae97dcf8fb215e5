use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::Ratio;

/// Tỷ lệ phần trăm: a percentage with a stated number of decimals.
///
/// Prints as `36.4`; [`Percent::vi`] prints as reports do, `36,4%`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent {
    /// The percentage times 10^decimals.
    units: i64,
    decimals: u8,
}

/// Why a text is not a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PercentFault {
    /// Not digits with at most one separator.
    #[error("not a percentage")]
    Malformed,
    /// A point before three digits: a thousand, or three decimals?
    #[error("the point may group thousands or begin decimals")]
    Ambiguous,
}

impl Percent {
    /// Most decimals that a percentage can have.
    pub const MAX_DECIMALS: u8 = 4;

    /// The decimals, 0 to [`Percent::MAX_DECIMALS`].
    pub const fn decimals(self) -> u8 {
        self.decimals
    }

    /// The value as an exact ratio.
    pub const fn ratio(self) -> Ratio {
        Ratio {
            numerator: self.units,
            denominator: 100 * scale(self.decimals),
        }
    }

    /// As Vietnamese reports print it: decimal comma, thousands grouped by points, percent sign.
    pub fn vi(self) -> String {
        let (sign, whole, decimals) = self.parts();
        let whole = group(&whole);
        if decimals.is_empty() {
            format!("{sign}{whole}%")
        } else {
            format!("{sign}{whole},{decimals}%")
        }
    }

    fn parts(self) -> (&'static str, String, String) {
        let sign = if self.units < 0 { "-" } else { "" };
        let width = usize::from(self.decimals);
        let digits = format!("{:0>width$}", self.units.unsigned_abs(), width = width + 1);
        let (whole, decimals) = digits.split_at(digits.len() - width);
        (sign, whole.to_owned(), decimals.to_owned())
    }
}

const fn scale(decimals: u8) -> i64 {
    10_i64.pow(decimals as u32)
}

impl Ratio {
    /// The percentage, rounded half up; None if the ratio is not applicable.
    ///
    /// More than [`Percent::MAX_DECIMALS`] decimals are cut to that many. A value that does not fit 64 bits is the largest or
    /// smallest that does.
    pub fn percent(self, decimals: u8) -> Option<Percent> {
        let decimals = decimals.min(Percent::MAX_DECIMALS);
        let (numerator, denominator) = self.positive()?;
        let units = (2 * numerator * 100 * i128::from(scale(decimals)) + denominator)
            .div_euclid(2 * denominator);
        Some(Percent {
            units: saturated(units),
            decimals,
        })
    }

    /// The percentage with further decimals cut off, as it must not be printed; None if the ratio is not applicable.
    pub(crate) fn truncated_percent(self, decimals: u8) -> Option<Percent> {
        let (numerator, denominator) = self.positive()?;
        let units = numerator * 100 * i128::from(scale(decimals)) / denominator;
        Some(Percent {
            units: saturated(units),
            decimals,
        })
    }
}

fn saturated(units: i128) -> i64 {
    i64::try_from(units).unwrap_or(if units < 0 { i64::MIN } else { i64::MAX })
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, whole, decimals) = self.parts();
        if decimals.is_empty() {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{decimals}")
        }
    }
}

/// Reads a percentage as reports print it: `36,5%`, `74,20 %`, `83.3%`, `1.234,5%`, `50`.
///
/// The comma is the decimal separator. A point groups thousands where a comma follows, and is read as a decimal separator
/// otherwise; before exactly three digits it is refused, because it could be either.
impl FromStr for Percent {
    type Err = PercentFault;

    fn from_str(text: &str) -> Result<Self, PercentFault> {
        let number = text.trim();
        let number = number.strip_suffix('%').unwrap_or(number).trim_end();
        let (sign, number) = number
            .strip_prefix('-')
            .map_or((1, number), |rest| (-1, rest));
        let comma = number.split_once(',');
        let (whole, decimals) = match comma.or_else(|| number.split_once('.')) {
            Some((_, "")) => return Err(PercentFault::Malformed),
            Some((whole, decimals)) if comma.is_some() => (ungroup(whole)?, decimals),
            Some((whole, decimals)) => (whole.to_owned(), decimals),
            None => (number.to_owned(), ""),
        };
        let digits = format!("{whole}{decimals}");
        let places = u8::try_from(decimals.len()).unwrap_or(u8::MAX);
        if whole.is_empty()
            || whole.len() > 12
            || places > Self::MAX_DECIMALS
            || !digits.bytes().all(|byte| byte.is_ascii_digit())
        {
            return Err(PercentFault::Malformed);
        }
        if comma.is_none() && places == 3 {
            return Err(PercentFault::Ambiguous);
        }
        let units: i64 = digits.parse().map_err(|_| PercentFault::Malformed)?;
        Ok(Self {
            units: sign * units,
            decimals: places,
        })
    }
}

/// Takes the points out of `1.234`; refuses groups that are not of three digits.
fn ungroup(whole: &str) -> Result<String, PercentFault> {
    let Some((first, rest)) = whole.split_once('.') else {
        return Ok(whole.to_owned());
    };
    if first.len() > 3 || rest.split('.').any(|group| group.len() != 3) {
        return Err(PercentFault::Malformed);
    }
    Ok(whole.replace('.', ""))
}

/// An integer as Vietnamese reports print it: thousands grouped by points, `18.235`.
pub fn vi_integer(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", group(&value.unsigned_abs().to_string()))
}

fn group(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(1359, 3732, 1, "36.4", "36,4%")]
    #[case(13, 26, 0, "50", "50%")]
    #[case(1, 2000, 1, "0.1", "0,1%")]
    #[case(1, 2001, 1, "0.0", "0,0%")]
    #[case(2407, 3890, 1, "61.9", "61,9%")]
    #[case(12345, 1000, 1, "1234.5", "1.234,5%")]
    #[case(-1, 3, 2, "-33.33", "-33,33%")]
    #[case(1, 3, 200, "33.3333", "33,3333%")]
    fn percentages_are_rounded_half_up(
        #[case] numerator: i64,
        #[case] denominator: i64,
        #[case] decimals: u8,
        #[case] plain: &str,
        #[case] vi: &str,
    ) {
        let percent = Ratio {
            numerator,
            denominator,
        }
        .percent(decimals)
        .unwrap();
        assert_eq!(percent.to_string(), plain);
        assert_eq!(percent.vi(), vi);
        assert_eq!(vi.parse(), Ok(percent));
    }

    #[test]
    fn nothing_over_nothing_is_not_applicable() {
        assert_eq!(
            Ratio {
                numerator: 0,
                denominator: 0
            }
            .percent(1),
            None
        );
        assert_eq!(
            Ratio {
                numerator: 5,
                denominator: 0
            }
            .percent(1),
            None
        );
    }

    #[rstest]
    #[case("83.3%", "83.3")]
    #[case("74,20 %", "74.20")]
    #[case(" 100 ", "100")]
    #[case("97,88", "97.88")]
    fn printed_percentages_are_read(#[case] text: &str, #[case] plain: &str) {
        assert_eq!(text.parse::<Percent>().unwrap().to_string(), plain);
    }

    #[rstest]
    #[case("1.234%", PercentFault::Ambiguous)]
    #[case("gần 50%", PercentFault::Malformed)]
    #[case("", PercentFault::Malformed)]
    #[case("%", PercentFault::Malformed)]
    #[case(",5", PercentFault::Malformed)]
    #[case("5,", PercentFault::Malformed)]
    #[case("5,,5", PercentFault::Malformed)]
    #[case("1.2.3", PercentFault::Malformed)]
    #[case("12.34,5", PercentFault::Malformed)]
    #[case("1234.567,5", PercentFault::Malformed)]
    #[case("1,23456", PercentFault::Malformed)]
    #[case("--5", PercentFault::Malformed)]
    fn other_texts_are_refused(#[case] text: &str, #[case] fault: PercentFault) {
        assert_eq!(text.parse::<Percent>(), Err(fault));
    }

    #[test]
    fn integers_are_grouped() {
        assert_eq!(vi_integer(18_235), "18.235");
        assert_eq!(vi_integer(256), "256");
        assert_eq!(vi_integer(-1_434_557), "-1.434.557");
        assert_eq!(vi_integer(0), "0");
    }
}
