//! The projection's code, of which a panic ends one transaction and not the task.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chiso_proto::eventlog::v1::EventRecord;
use futures::FutureExt;
use sqlx::PgConnection;

use super::fault::Stop;
use crate::correction::NOT_IN_QUARANTINE;
use crate::projection::{Folded, Projection};
use crate::quarantine::Rejection;
use crate::store::quarantine;

pub(super) fn fold<P: Projection>(
    projection: &P,
    events: &[EventRecord],
) -> Result<Folded<P::Change>, Stop> {
    catch_unwind(AssertUnwindSafe(|| projection.fold(events))).map_err(|_| Stop::Panic)
}

/// Writes what was folded from `events`. A correction, which comes alone, first takes out of quarantine what it names; if that
/// cannot be, nothing is written, and what comes back is why.
pub(super) async fn write<P: Projection>(
    projection: &P,
    conn: &mut PgConnection,
    (consumer, source): (&str, &str),
    events: &[EventRecord],
    change: P::Change,
) -> Result<Option<Rejection>, Stop> {
    if let [event] = events
        && !event.corrects.is_empty()
        && let Some(missing) =
            quarantine::settle(&mut *conn, consumer, source, &event.corrects).await?
    {
        return Ok(Some(Rejection {
            sequence: event.sequence,
            reason: NOT_IN_QUARANTINE,
            detail: format!("event {missing}, which it corrects, was counted or is settled"),
        }));
    }
    AssertUnwindSafe(projection.write(conn, change))
        .catch_unwind()
        .await
        .map_err(|_| Stop::Panic)??;
    Ok(None)
}
