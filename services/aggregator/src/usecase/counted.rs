use std::sync::Arc;

use chiso_chassis::jobs::Progress;
use chiso_eventlog::{Folded, Projection};
use chiso_proto::eventlog::v1::EventRecord;
use sqlx::PgConnection;

use super::Projector;

/// A projector that tells how many events it has folded.
#[derive(Debug)]
pub struct Counted {
    pub projector: Arc<Projector>,
    pub progress: Progress,
}

impl Projection for Counted {
    type Change = <Projector as Projection>::Change;

    fn fold(&self, events: &[EventRecord]) -> Folded<Self::Change> {
        self.progress.add(events.len());
        self.projector.fold(events)
    }

    async fn write(
        &self,
        conn: &mut PgConnection,
        change: Self::Change,
    ) -> Result<(), sqlx::Error> {
        self.projector.write(conn, change).await
    }
}
