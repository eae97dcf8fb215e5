//! What the service does. Everything that writes goes through [`commit`]: it owns the transaction.

mod batch;
mod canonical;
mod catalogue;
mod commit;
mod described;
mod due_times;
mod error;
mod events;
mod held;
mod import;
pub mod keys;
mod queue;
mod read;
mod request;
mod search;

use std::sync::Arc;

use arc_swap::ArcSwap;
use chiso_clock::{Clock, Ids};
use chiso_eventlog::{Source, Waker};
use chiso_vault::Vault;
use chrono::NaiveDate;
use sqlx::PgPool;
use tokio::sync::Notify;

pub use catalogue::{Catalogue, Reloaded};
pub use error::DossierError;
pub use import::{ImportReport, ImportRun, LineFault, REFUSALS_PER_PAGE};
pub use queue::Writer;
pub use read::{ListPage, ListQuery};
pub use request::{
    Answer, Change, Command, History, HistoryStep, IdempotencyKey, Life, Request, Submission,
    Written,
};
pub use search::SearchQuery;

/// The event source that this service is.
pub const SOURCE: Source = Source { domain: "dossiers" };

/// The use cases of the dossiers service, with what they stand on.
#[derive(Debug)]
pub struct Dossiers {
    pub(crate) pool: PgPool,
    pub(crate) vault: Arc<Vault>,
    pub(crate) catalogue: ArcSwap<Catalogue>,
    pub(crate) catalogue_dir: std::path::PathBuf,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) waker: Waker,
    /// Told when the catalogue, and with it the calendar, was loaded again.
    pub(crate) calendar_loaded: Notify,
}

impl Dossiers {
    /// The present day in Vietnam.
    pub(crate) fn today(&self) -> NaiveDate {
        chiso_calendar::local_day(self.clock.now())
    }

    pub(crate) fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.load_full()
    }
}
