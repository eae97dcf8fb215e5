//! Working days, holidays, deadlines and reporting periods of Vietnamese state agencies.
//!
//! The crate is pure: the calendar of each year is data that the caller reads and passes in, the present instant is an argument.
#![warn(missing_docs)]

mod calendar;
mod day;
mod deadline;
mod fault;
mod file;
mod instant;
mod limit;
mod range;
mod sessions;
mod year;

pub use calendar::WorkCalendar;
pub use day::{VIETNAM, local_day, start_of_day};
pub use deadline::PauseRule;
pub use fault::CalendarFault;
pub use instant::{Instant, NoInstant};
pub use limit::{LimitFault, LimitUnit, TimeLimit};
pub use range::{DateRange, RangeFault, YearMonth};
