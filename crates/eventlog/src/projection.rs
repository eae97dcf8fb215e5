use std::future::Future;

use chiso_proto::eventlog::v1::EventRecord;
use sqlx::PgConnection;

use crate::quarantine::Rejection;

/// What a consumer makes of the events of a source.
///
/// A batch is folded in memory first and written then, so that PostgreSQL pays for distinct rows and not for events.
pub trait Projection: Send + Sync + 'static {
    /// The sum of a batch.
    type Change: Send;

    /// Folds events. They come in the order of the log, except those from quarantine; no event comes twice.
    ///
    /// Pure, and called again for the same events when their transaction has to be repeated. An event that cannot be decoded or
    /// applied goes to [`Folded::rejected`] and adds nothing to the change.
    fn fold(&self, events: &[EventRecord]) -> Folded<Self::Change>;

    /// Writes a change in the transaction that also moves the checkpoint. The checkpoint is locked already: two writes of one
    /// consumer never run at the same time.
    ///
    /// # Errors
    /// Those of the database. A data exception or a violated constraint (SQLSTATE classes 22 and 23) is taken as the fault of
    /// an event, which is looked for and put into quarantine; everything else as an outage, which is waited out.
    fn write(
        &self,
        conn: &mut PgConnection,
        change: Self::Change,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;
}

/// A folded batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded<C> {
    /// What the accepted events add up to.
    pub change: C,
    /// Events that go to quarantine.
    pub rejected: Vec<Rejection>,
}
