//! All SQL of the crate.

pub mod checkpoint;
pub(crate) mod head;
pub(crate) mod history;
pub mod idempotency;
pub(crate) mod leader;
pub(crate) mod log;
pub(crate) mod outbox;
pub mod quarantine;
