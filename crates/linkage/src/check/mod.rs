//! Checks of a record by itself and of the register as a whole, by rules that an office may set.
mod finding;
mod household;
mod record;
mod register;
mod relation;
mod rule;
mod rules;
mod twins;

pub use finding::{Detail, Finding, Totals};
pub use record::{RecordCheck, check};
pub use register::{RegisterCheck, RegisterFindings};
pub use rule::{Rule, Severity};
pub use rules::{Rules, RulesFault};
