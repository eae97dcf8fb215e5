//! Dossiers of administrative procedures: types and the state machine. No I/O, no clock, no SQL.

mod action;
mod applicant;
mod channel;
mod code;
mod dossier;
mod history;
mod refusal;
mod state;
mod state_name;
mod step;

#[cfg(test)]
mod tests;

pub use action::Action;
pub use applicant::Applicant;
pub use channel::Channel;
pub use code::DossierCode;
pub use dossier::{Dossier, DossierId, Rules};
pub use history::{HistoryMatch, match_history};
pub use refusal::Refusal;
pub use state::{ClockRun, DossierState, HandlingClock, Outcome};
pub use state_name::StateName;
pub use step::{Step, StepKind, What};
