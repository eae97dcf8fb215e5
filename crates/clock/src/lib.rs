//! Time and identifiers as things that are passed in: the only ambient clock and randomness of the workspace live here.
#![warn(missing_docs)]

mod clock;
mod ids;

pub use clock::{Clock, ClockHand};
pub use ids::Ids;
