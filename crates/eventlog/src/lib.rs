//! Events from one service to another, exactly once: transactional outbox, relay, event log and checkpointed consumer.
//!
//! A producer calls [`append`] in the transaction that writes its state, runs a [`Relay`] and mounts a [`LogService`]. A consumer
//! implements [`Projection`] and runs a [`Consumer`]. The bus is the fast path only: whatever it loses, repeats or permutes, the
//! log of the source is the record, and the consumer's checkpoint commits together with its projection.
#![warn(missing_docs)]

mod backoff;
mod consumer;
mod correction;
mod event;
mod headers;
mod leadership;
mod log_client;
mod log_service;
mod log_status;
pub mod metric;
mod projection;
mod relay;
mod source;
mod source_fault;
mod store;
pub mod trace;

use std::sync::LazyLock;

use sqlx::migrate::Migrator;

pub use consumer::{CatchUp, CatchUpError, Consumer, ConsumerStatus, Reapplied, reapply};
pub use correction::{Gap, NOT_IN_QUARANTINE, gaps};
pub use event::NewEvent;
pub use log_client::{EventReader, LogClient};
pub use log_service::{FacetSink, FacetSource, Guard, LogService, SnapshotError};
pub use log_status::LogStatus;
pub use projection::{Folded, Projection};
pub use relay::{Relay, Waker};
pub use source::Source;
pub use source_fault::SourceFault;
pub use store::history::history;
pub use store::outbox::append;
pub use store::{checkpoint, idempotency, quarantine};

/// Migrations of the schema `eventlog`, recorded in a table of that schema.
pub static MIGRATOR: LazyLock<Migrator> = LazyLock::new(|| {
    let mut migrator = sqlx::migrate!();
    migrator.create_schema("eventlog");
    migrator.dangerous_set_table_name("eventlog._sqlx_migrations");
    migrator
});
