//! What another model would change, before it is used.
mod verdicts;
mod weights;

pub use verdicts::{Shift, VerdictChanges};
pub use weights::{ModelChanges, TraitChange, WeightChange};
