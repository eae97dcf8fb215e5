//! Measures as signed sums of contributions, and indicators as ratios of measures.
//!
//! An operational entity has a *facet*: the part of its state that indicators depend on. A checked facet
//! ([`DossierLife`], [`ProcedureOffer`]) contributes weights to (cell, measure, day); what an event moves is
//! `contributions(after) - contributions(before)`, which [`Fold`] sums. A flow over a range of days is the sum of its weights on
//! those days, a stock as of a day the sum of its weights up to the end of that day ([`Accumulation`]). No order is needed
//! between entities, a correction is just another difference, and the sums of two provinces add up to the sums of both.
//!
//! The crate is pure: no I/O, no clock, no randomness.
#![warn(missing_docs)]

mod cell;
mod contribute;
mod dossier;
mod fault;
mod fold;
mod formula;
mod indicator;
mod instant;
mod intern;
mod measure;
mod partition;
mod percent;
mod printed;
mod procedure;
mod ratio;
mod tally;
mod verdict;

pub use cell::{Cell, Channel, OwnedCell, ServiceLevel};
pub use contribute::Contribute;
pub use dossier::DossierLife;
pub use fault::FacetFault;
pub use fold::{Delta, Fold};
pub use formula::{Figures, Formula, Selector, Sign, Term};
pub use indicator::{Indicator, IndicatorFault, IndicatorSet};
pub use intern::CellId;
pub use measure::{Accumulation, Measure, Outcome, Timeliness};
pub use partition::{PartitionA, PartitionB};
pub use percent::{Percent, PercentFault, vi_integer};
pub use printed::{Agreement, compare_printed};
pub use procedure::ProcedureOffer;
pub use ratio::Ratio;
pub use tally::Tally;
pub use verdict::{Comparator, Verdict};
