//! Dossiers of administrative procedures: types and the state machine. No I/O, no clock, no SQL.

mod action;
mod applicant;
mod channel;
mod code;
mod dossier;
mod faults;
mod history;
mod particulars;
mod refusal;
mod rules;
mod state;
mod state_name;
mod step;
mod times;

#[cfg(test)]
mod tests;

pub use action::Action;
pub use applicant::{Applicant, is_id_number};
pub use channel::Channel;
pub use code::DossierCode;
pub use dossier::{Dossier, DossierId, checked_reason};
pub use faults::{Fault, Faults};
pub use history::{HistoryMatch, match_history};
pub use particulars::Particulars;
pub use refusal::Refusal;
pub use rules::Rules;
pub use state::{ClockRun, DossierState, HandlingClock, Outcome};
pub use state_name::StateName;
pub use step::{Due, Step, StepKind, What};
pub use times::DossierTimes;
