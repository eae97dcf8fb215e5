//! What comes in through REST or gRPC, before it is checked: both are brought to these types, and the checks are made once.

mod history;
mod particulars;
mod search;
mod submission;

use chiso_calendar::Instant;
use chrono::{DateTime, Utc};
pub use history::{RawCorrection, RawHistory, RawStep};
use particulars::RawParticulars;
pub use particulars::{procedure, unit};
pub use search::RawSearch;
pub use submission::RawSubmission;

use crate::domain::Refusal;

fn instant(field: impl Into<String>, time: DateTime<Utc>) -> Result<Instant, Refusal> {
    Instant::try_from(time)
        .map_err(|_| Refusal::invalid(field, "DATE_OUT_OF_RANGE", Instant::EXPECTED))
}
