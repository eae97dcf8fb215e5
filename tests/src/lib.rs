//! The whole system as its users and operators see it, for tests and measurements: private servers, the real programs, REST.
//!
//! A test that cannot get what it needs has failed, so most functions here panic instead of returning errors.
#![warn(missing_docs)]

mod caller;
mod catalogue;
mod fleet;
mod front;
mod programs;
mod system;

pub use caller::{Answer, Caller};
pub use catalogue::{Catalogue, ndjson};
pub use fleet::{Fleet, Replica};
pub use front::Front;
pub use programs::program;
pub use system::{Setup, System};
