use chrono::{DateTime, Datelike, NaiveDate, Utc};
use prost_types::Timestamp;

use crate::FacetFault;

/// Reads an optional instant in the range that protobuf gives to `Timestamp`.
pub(crate) fn optional(
    time: Option<&Timestamp>,
    field: &'static str,
) -> Result<Option<DateTime<Utc>>, FacetFault> {
    let Some(time) = time else { return Ok(None) };
    u32::try_from(time.nanos)
        .ok()
        .filter(|nanos| *nanos < 1_000_000_000)
        .and_then(|nanos| DateTime::from_timestamp(time.seconds, nanos))
        .filter(|at| (1..=9999).contains(&at.year()))
        .map(Some)
        .ok_or(FacetFault::UnreadableTime(field))
}

pub(crate) fn required(
    time: Option<&Timestamp>,
    field: &'static str,
) -> Result<DateTime<Utc>, FacetFault> {
    optional(time, field)?.ok_or(FacetFault::Missing(field))
}

/// Refuses `later` if it lies before `earlier`; the field is that of `later`.
pub(crate) fn in_order<T: PartialOrd>(
    earlier: &T,
    later: &T,
    field: &'static str,
) -> Result<(), FacetFault> {
    if later < earlier {
        Err(FacetFault::OutOfOrder(field))
    } else {
        Ok(())
    }
}

/// Reads an ISO 8601 calendar day of the years 1 to 9999.
pub(crate) fn date(text: &str, field: &'static str) -> Result<NaiveDate, FacetFault> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|day| text.len() == "2022-01-01".len() && (1..=9999).contains(&day.year()))
        .ok_or(FacetFault::UnreadableDate(field))
}

/// Refuses empty text.
pub(crate) fn text<'a>(text: &'a str, field: &'static str) -> Result<&'a str, FacetFault> {
    if text.is_empty() {
        Err(FacetFault::Missing(field))
    } else {
        Ok(text)
    }
}
