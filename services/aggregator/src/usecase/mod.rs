//! What the service does.

mod catalogue;
mod counted;
mod described;
mod error;
mod jobs;
mod page_size;
mod project;
mod quarantine;
mod query_figures;
mod rebuild;
mod status;
mod verified;
mod verify;

use std::path::PathBuf;
use std::sync::Arc;

use arc_swap::ArcSwap;
use chiso_chassis::auth::{Caller, Role};
use chiso_chassis::jobs::Jobs;
use chiso_clock::Clock;
use chiso_eventlog::{LogClient, Source};
use chiso_measure::Measure;
use chrono::NaiveDate;
use sqlx::PgPool;
use tokio::sync::Notify;

pub use catalogue::{Catalogue, Reloaded};
pub use error::AggregatorError;
pub use jobs::{JobPage, JobPageRequest, KINDS, REAPPLICATION, REBUILD, VERIFICATION};
pub use project::Projector;
pub use quarantine::{PageRequest, QuarantinePage};
pub use query_figures::FiguresAnswer;
pub use status::{ProjectionStatus, SourceStatus};

/// The consumer that feeds the live generation, under the name of its durable on the bus.
pub const LIVE: &str = "aggregator";

/// A source and its event log.
#[derive(Clone, Debug)]
pub struct Link {
    pub source: Source,
    pub log: LogClient,
    /// What its facets count in. No two sources count in the same.
    pub measures: &'static [Measure],
}

/// The use cases of the aggregator, with what they stand on.
#[derive(Debug)]
pub struct Aggregator {
    /// For jobs, and for questions about the projection itself.
    pub(crate) pool: PgPool,
    /// For figures: slow questions wait for each other and for nobody else.
    pub(crate) queries: PgPool,
    pub(crate) jobs: Jobs,
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

    /// Calls that concern all units: an operator of all of them may make them.
    ///
    /// # Errors
    /// Refuses everybody else.
    pub fn check_operator(&self, caller: &Caller) -> Result<(), AggregatorError> {
        let units = &self.catalogue().units;
        if caller.may_everywhere(Role::Operator, units, self.today()) {
            Ok(())
        } else {
            Err(AggregatorError::ForbiddenCall)
        }
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
