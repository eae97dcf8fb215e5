use tonic::Status;

use crate::event::id_of;
use crate::log_client::LogClient;
use crate::store::checkpoint::Standing;

/// The source's log, seen from where the consumer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct View {
    /// Last number of the log.
    pub(super) head: i64,
    /// Whether the log lacks the event that was applied last, or has another one under its number.
    pub(super) diverged: bool,
}

impl View {
    /// Asks the source. `at` must have been reached before: logs only grow, so one without that event is another one.
    pub(super) async fn ask(log: &LogClient, at: Standing) -> Result<Self, Status> {
        let head = log.head().await?;
        let diverged = head < at.sequence || !has(log, at).await?;
        Ok(Self { head, diverged })
    }
}

async fn has(log: &LogClient, at: Standing) -> Result<bool, Status> {
    if at.event_id.is_none() {
        return Ok(true);
    }
    let found = log.read(at.sequence, at.sequence).next_batch(1).await?;
    Ok(found.first().and_then(id_of) == at.event_id)
}
