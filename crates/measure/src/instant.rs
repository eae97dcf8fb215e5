use chiso_calendar::Instant;
use chrono::{DateTime, Datelike, NaiveDate};
use prost_types::Timestamp;

use crate::FacetFault;

/// Reads an optional instant: the years 1900 to 2200, in whole seconds.
pub(crate) fn optional(
    time: Option<&Timestamp>,
    field: &'static str,
) -> Result<Option<Instant>, FacetFault> {
    let Some(time) = time else { return Ok(None) };
    DateTime::from_timestamp(time.seconds, 0)
        .filter(|_| time.nanos == 0)
        .and_then(|at| Instant::try_from(at).ok())
        .map(Some)
        .ok_or(FacetFault::UnreadableTime(field))
}

pub(crate) fn required(
    time: Option<&Timestamp>,
    field: &'static str,
) -> Result<Instant, FacetFault> {
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

/// Reads an ISO 8601 calendar day of the years 1900 to 2200.
pub(crate) fn date(text: &str, field: &'static str) -> Result<NaiveDate, FacetFault> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|day| text.len() == "2022-01-01".len() && (1900..=2200).contains(&day.year()))
        .ok_or(FacetFault::UnreadableDate(field))
}

/// Longest identifier of a unit or a procedure, in bytes. What is longer would not fit into an index.
const MAX_IDENTIFIER: usize = 64;

/// Refuses what is no identifier of a unit or a procedure; whether there is such a one is not asked.
pub(crate) fn identifier<'a>(text: &'a str, field: &'static str) -> Result<&'a str, FacetFault> {
    if text.is_empty() {
        return Err(FacetFault::Missing(field));
    }
    let is_plain = text.len() <= MAX_IDENTIFIER && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_plain
        .then_some(text)
        .ok_or(FacetFault::BadIdentifier(field))
}
