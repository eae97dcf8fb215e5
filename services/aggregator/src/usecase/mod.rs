//! What the service does.

mod catalogue;
mod described;
mod error;
mod project;
mod quarantine;
mod query_figures;
mod rebuild;
mod status;
mod verify;

use std::path::PathBuf;
use std::sync::Arc;

use arc_swap::ArcSwap;
use chiso_chassis::auth::{Caller, Role};
use chiso_clock::Clock;
use chiso_eventlog::{LogClient, Source};
use chrono::NaiveDate;
use sqlx::PgPool;
use tokio::sync::Notify;

pub use catalogue::{Catalogue, Reloaded};
pub use error::AggregatorError;
pub use project::Projector;
pub use quarantine::{PageRequest, QuarantinePage};
pub use query_figures::FiguresAnswer;
pub use rebuild::Rebuilt;
pub use status::{ProjectionStatus, SourceStatus};
pub use verify::Verification;

/// The consumer that feeds the live generation, under the name of its durable on the bus.
pub const LIVE: &str = "aggregator";

/// A source and its event log.
#[derive(Clone, Debug)]
pub struct Link {
    pub source: Source,
    pub log: LogClient,
}

/// The use cases of the aggregator, with what they stand on.
#[derive(Debug)]
pub struct Aggregator {
    pub(crate) pool: PgPool,
    pub(crate) catalogue: ArcSwap<Catalogue>,
    pub(crate) catalogue_dir: PathBuf,
    pub(crate) links: Vec<Link>,
    /// Into the live generation.
    pub(crate) projector: Arc<Projector>,
    pub(crate) clock: Clock,
    /// Tells that there is a retired generation to remove.
    pub(crate) retired: Notify,
}

impl Aggregator {
    /// The present day in Vietnam.
    fn today(&self) -> NaiveDate {
        chiso_calendar::local_day(self.clock.now())
    }

    pub(crate) fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.load_full()
    }

    /// Calls that concern all units: an operator of any unit may make them.
    ///
    /// # Errors
    /// Refuses everybody else.
    pub fn check_operator(caller: &Caller) -> Result<(), AggregatorError> {
        caller
            .units(Role::Operator)
            .next()
            .map(|_| ())
            .ok_or(AggregatorError::ForbiddenCall)
    }

    /// Calls that tell how the projection stands, but no figures.
    ///
    /// # Errors
    /// Refuses everybody but readers and operators of any unit.
    pub fn check_reader(caller: &Caller) -> Result<(), AggregatorError> {
        let mut units = caller
            .units(Role::Reader)
            .chain(caller.units(Role::Operator));
        units
            .next()
            .map(|_| ())
            .ok_or(AggregatorError::ForbiddenCall)
    }
}
