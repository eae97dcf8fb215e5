use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// Parses a date, ISO 32000-2, 7.9.4: `D:YYYYMMDDHHmmSSOHH'mm`. Without an offset it is taken for UTC.
pub(crate) fn parse_date(text: &[u8]) -> Option<DateTime<Utc>> {
    let mut rest = text.strip_prefix(b"D:").unwrap_or(text);
    let year = digits(&mut rest, 4)??;
    let mut next = |default: u32| digits(&mut rest, 2).map(|value| value.unwrap_or(default));
    let (month, day, hour, minute, second) = (next(1)?, next(1)?, next(0)?, next(0)?, next(0)?);
    let local = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?
        .and_hms_opt(hour, minute, second)?;
    Some((local.checked_sub_signed(offset(rest)?)?).and_utc())
}

fn offset(text: &[u8]) -> Option<TimeDelta> {
    let (sign, mut rest) = text.split_first().unwrap_or((&b'Z', &[]));
    let hours = digits(&mut rest, 2)?.unwrap_or(0);
    rest = rest.strip_prefix(b"'").unwrap_or(rest);
    let minutes = digits(&mut rest, 2)?.unwrap_or(0);
    rest = rest.strip_prefix(b"'").unwrap_or(rest);
    if !rest.is_empty() || hours > 23 || minutes > 59 {
        return None;
    }
    let offset = i32::try_from(hours * 60 + minutes).ok()?;
    match sign {
        b'Z' if offset == 0 => Some(TimeDelta::zero()),
        b'+' => Some(TimeDelta::minutes(offset.into())),
        b'-' => Some(TimeDelta::minutes((-offset).into())),
        _ => None,
    }
}

/// Exactly so many digits, or none of them; `None` if there are fewer.
#[expect(clippy::option_option, reason = "absent and malformed differ")]
fn digits(rest: &mut &[u8], count: usize) -> Option<Option<u32>> {
    if !rest.first().is_some_and(u8::is_ascii_digit) {
        return Some(None);
    }
    let (digits, tail) = rest.split_at_checked(count)?;
    *rest = tail;
    digits
        .iter()
        .try_fold(0_u32, |value, byte| {
            byte.is_ascii_digit()
                .then(|| value * 10 + u32::from(byte - b'0'))
        })
        .map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        let parse = |text: &str| parse_date(text.as_bytes()).map(|date| date.to_rfc3339());
        assert_eq!(
            parse("D:20260131120000+07'00'").as_deref(),
            Some("2026-01-31T05:00:00+00:00")
        );
        assert_eq!(
            parse("D:20260131120000-0130").as_deref(),
            Some("2026-01-31T13:30:00+00:00")
        );
        assert_eq!(
            parse("D:20260131120000Z00'00").as_deref(),
            Some("2026-01-31T12:00:00+00:00")
        );
        assert_eq!(
            parse("D:20260131120000Z").as_deref(),
            Some("2026-01-31T12:00:00+00:00")
        );
        assert_eq!(
            parse("D:2026").as_deref(),
            Some("2026-01-01T00:00:00+00:00")
        );
        for wrong in [
            "",
            "D:",
            "D:202",
            "D:20261301",
            "D:20260131120000+07'0",
            "D:20260131x",
            "20260131240000",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
