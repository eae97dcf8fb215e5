use std::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

/// The last second of year 9999.
const MAX: f64 = 253_402_300_799.0;

/// Seconds since 1970, with or without a fraction (RFC 7519, 2), rounded up to the second from which on they have passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NumericDate(pub i64);

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Seconds)
    }
}

struct Seconds;

impl Visitor<'_> for Seconds {
    type Value = NumericDate;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("seconds from 1970 to year 9999")
    }

    fn visit_u64<E: Error>(self, seconds: u64) -> Result<NumericDate, E> {
        #[expect(clippy::cast_precision_loss, reason = "exact up to the bound")]
        self.visit_f64(seconds as f64)
    }

    #[expect(clippy::cast_possible_truncation, reason = "bounded and whole")]
    fn visit_f64<E: Error>(self, seconds: f64) -> Result<NumericDate, E> {
        if (0.0..=MAX).contains(&seconds) {
            Ok(NumericDate(seconds.ceil() as i64))
        } else {
            Err(E::invalid_value(Unexpected::Float(seconds), &self))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_form_are_dates_up_to_year_9999() {
        let read = |json| {
            serde_json::from_str::<NumericDate>(json)
                .ok()
                .map(|date| date.0)
        };
        for (json, seconds) in [
            ("1700000000", Some(1_700_000_000)),
            ("1700000000.0", Some(1_700_000_000)),
            ("1700000000.5", Some(1_700_000_001)),
            ("1.7e9", Some(1_700_000_000)),
            ("0", Some(0)),
            ("253402300799", Some(253_402_300_799)),
            ("253402300800", None),
            ("18446744073709551615", None),
            ("1e300", None),
            ("-1", None),
            ("-0.5", None),
            ("\"1700000000\"", None),
            ("null", None),
        ] {
            assert_eq!(read(json), seconds, "{json}");
        }
    }
}
