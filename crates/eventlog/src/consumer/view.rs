use tonic::Status;

use crate::event::id_of;
use crate::log_client::LogClient;
use crate::store::checkpoint::Standing;

/// Where a consumer stands, as it knows itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) standing: Standing,
    /// Goes up whenever it stands elsewhere by another way than by applying events, e.g. when another checkpoint was handed over.
    pub(super) term: u64,
}

/// The source's log, seen from where the consumer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct View {
    /// Last number of the log.
    pub(super) head: i64,
    /// Whether the log lacks the event that was applied last, or has another one under its number.
    pub(super) diverged: bool,
    /// For whom this holds: in a later term other events are applied.
    pub(super) term: u64,
}

impl View {
    /// Asks the source. `at` must have been reached before: logs only grow, so one without that event is another one.
    pub(super) async fn ask(log: &LogClient, at: Position) -> Result<Self, Status> {
        let head = log.head().await?;
        let diverged = head < at.standing.sequence || !has(log, at.standing).await?;
        Ok(Self {
            head,
            diverged,
            term: at.term,
        })
    }
}

async fn has(log: &LogClient, at: Standing) -> Result<bool, Status> {
    if at.event_id.is_none() {
        return Ok(true);
    }
    let found = log.read(at.sequence, at.sequence).next_batch(1).await?;
    Ok(found.first().and_then(id_of) == at.event_id)
}
