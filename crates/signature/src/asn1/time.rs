use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use super::{Asn1Fault, Result};

/// `YYMMDDHHMMSSZ`: years from 1950 to 2049 (RFC 5280, 4.1.2.5.1).
pub(super) fn utc(text: &[u8]) -> Result<DateTime<Utc>> {
    let fault = Asn1Fault::Value("UTCTime");
    let [year @ .., b'Z'] = text else {
        return Err(fault);
    };
    let [year, month, day, hour, minute, second] = pairs(year).ok_or(fault)?;
    let century = if year >= 50 { 1900 } else { 2000 };
    moment(century + year, [month, day, hour, minute, second]).ok_or(Asn1Fault::Value("UTCTime"))
}

/// `YYYYMMDDHHMMSSZ`, with a fraction of a second before the `Z` if `fractions` are allowed.
pub(super) fn generalized(text: &[u8], fractions: bool) -> Result<DateTime<Utc>> {
    let fault = || Asn1Fault::Value("GeneralizedTime");
    let [text @ .., b'Z'] = text else {
        return Err(fault());
    };
    let (whole, fraction) = text.split_at_checked(14).ok_or_else(fault)?;
    let [century, year, month, day, hour, minute, second] = pairs(whole).ok_or_else(fault)?;
    let time =
        moment(century * 100 + year, [month, day, hour, minute, second]).ok_or_else(fault)?;
    match fraction {
        [] => Ok(time),
        [b'.', digits @ ..] if fractions => {
            let nanoseconds = nanoseconds(digits).ok_or_else(fault)?;
            time.checked_add_signed(TimeDelta::nanoseconds(nanoseconds))
                .ok_or_else(fault)
        }
        _ => Err(fault()),
    }
}

/// Exactly `N` numbers of two digits.
fn pairs<const N: usize>(text: &[u8]) -> Option<[u32; N]> {
    if text.len() != N * 2 || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut numbers = [0; N];
    for (number, pair) in numbers.iter_mut().zip(text.chunks_exact(2)) {
        *number = pair
            .iter()
            .fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    }
    Some(numbers)
}

fn moment(year: u32, [month, day, hour, minute, second]: [u32; 5]) -> Option<DateTime<Utc>> {
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    debug_assert!(date.year() >= 0);
    Some(date.and_hms_opt(hour, minute, second)?.and_utc())
}

/// Digits behind the point; those beyond the ninth are cut off.
fn nanoseconds(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut value = 0_i64;
    for index in 0..9 {
        value = value * 10 + digits.get(index).map_or(0, |digit| i64::from(digit - b'0'));
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_strictly() {
        assert_eq!(
            utc(b"491231235959Z").unwrap().to_rfc3339(),
            "2049-12-31T23:59:59+00:00"
        );
        assert_eq!(
            utc(b"500101000000Z").unwrap().to_rfc3339(),
            "1950-01-01T00:00:00+00:00"
        );
        assert_eq!(
            generalized(b"20260229000000Z", false),
            Err(Asn1Fault::Value("GeneralizedTime"))
        );
        assert_eq!(
            generalized(b"20261125101112.25Z", true)
                .unwrap()
                .to_rfc3339(),
            "2026-11-25T10:11:12.250+00:00"
        );
        assert!(generalized(b"20261125101112.25Z", false).is_err());
        for wrong in [
            &b"4912312359Z"[..],
            b"491231235959",
            b"491231235959+0000",
            b"491331235959Z",
            b"491231235960Z",
            b"",
        ] {
            assert!(utc(wrong).is_err(), "{wrong:?}");
        }
    }
}
