//! What figures are and how an event moves them. No I/O.

mod breakdown;
mod comparison;
mod event;
mod figures;
mod plan;
mod question;
mod sums;

pub use breakdown::{Breakdown, FiguresQuery};
pub use comparison::{Comparison, Drift};
pub use event::{add_event, add_facet};
pub use figures::{FigureGroup, IndicatorFigure};
pub use plan::Plan;
pub use question::{Question, read};
pub use sums::{Slice, SumRequest};
