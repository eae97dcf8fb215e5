//! Invented dossier histories: the sample whose sums are those of a real report, and endless ones for load tests.
//!
//! The crate is pure. The same sample file, catalogue and calendar give the same histories, byte for byte: all randomness comes from
//! a seed and a portable generator.
#![warn(missing_docs)]

mod applicant;
mod carried;
mod course;
mod fate;
mod fault;
mod filing;
mod fresh;
mod generate;
mod history;
mod hours;
mod load;
mod lots;
mod numbering;
mod punctuality;
mod reason;
mod sample;

pub use fault::SampleFault;
pub use generate::generate;
pub use history::{Applicant, Channel, History, Step, StepKind};
pub use load::{Load, generate_load};
pub use punctuality::Punctuality;
pub use sample::{Carried, Desk, ProcedureShare, Received, Resolved, Sample, Unresolved};

/// The generator behind everything: small, fast and the same on every platform.
type Dice = rand::rngs::Xoshiro256PlusPlus;
