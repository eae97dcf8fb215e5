use tonic::Status;

use super::BATCH;
use super::applier::{Applier, Origin};
use super::spans;
use crate::log_client::LogClient;
use crate::projection::Projection;

/// Why reading from the log ended early.
pub(super) enum ReplayError {
    Database(sqlx::Error),
    Log(Status),
}

impl<P: Projection> Applier<'_, P> {
    /// Reads the log up to `to` and applies it; ends earlier if the log does.
    pub(super) async fn replay(
        &mut self,
        log: &LogClient,
        to: i64,
        origin: Origin,
    ) -> Result<(), ReplayError> {
        let mut reader = log.read(self.checkpoint() + 1, to);
        while self.checkpoint() < to && !self.is_halted() {
            let Some(batch) = self
                .cancel
                .run_until_cancelled(reader.next_batch(BATCH))
                .await
            else {
                return Ok(());
            };
            let batch = batch.map_err(ReplayError::Log)?;
            let (Some(first), Some(last)) = (batch.first(), batch.last()) else {
                return Ok(());
            };
            let numbers = first.sequence..=last.sequence;
            let whole = batch.iter().map(|event| event.sequence).eq(numbers);
            if !whole || first.sequence > self.checkpoint() + 1 {
                return Err(ReplayError::Log(Status::data_loss("the log has a gap")));
            }
            let mut applied = 0;
            if first.sequence == self.checkpoint() + 1 {
                let span = spans::replay(self.identity, &batch, origin);
                applied = self
                    .apply(&batch, origin, &span)
                    .await
                    .map_err(ReplayError::Database)?;
            }
            if applied < batch.len() {
                reader = log.read(self.checkpoint() + 1, to);
            }
        }
        Ok(())
    }
}
