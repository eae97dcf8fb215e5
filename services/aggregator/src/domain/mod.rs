//! What figures are and how an event moves them. No I/O.

mod breakdown;
mod event;
mod figures;
mod gathering;
mod plan;
mod question;
mod sums;
mod verification;

pub use breakdown::{Breakdown, FiguresQuery, GroupPage};
pub use event::{add_event, add_facet};
pub use figures::{FigureGroup, IndicatorFigure};
pub use gathering::Gathering;
pub use plan::Plan;
pub use question::{Question, next_token, read};
pub use sums::{Slice, SumRequest};
pub use verification::{Drift, Reapplication, Rebuilt, SourceVerification, Verification};
