use std::time::Duration;

use tokio_util::sync::CancellationToken;

const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(5);
const WELL: Duration = Duration::from_secs(30);

/// Waits between attempts: 100 ms, then twice as long each time, 5 s at most.
#[derive(Debug)]
pub(crate) struct Backoff(Duration);

impl Backoff {
    pub(crate) fn new() -> Self {
        Self(FIRST)
    }

    pub(crate) fn reset(&mut self) {
        self.0 = FIRST;
    }

    /// Starts anew if what was tried went well for a while.
    pub(crate) fn reset_after(&mut self, went_well: Duration) {
        if went_well > WELL {
            self.reset();
        }
    }

    /// The next wait.
    pub(crate) fn next(&mut self) -> Duration {
        let wait = self.0;
        self.0 = (wait * 2).min(LONGEST);
        wait
    }

    /// Waits, or returns at once when cancelled.
    pub(crate) async fn pause(&mut self, cancel: &CancellationToken) {
        let wait = tokio::time::sleep(self.next());
        cancel.run_until_cancelled(wait).await;
    }
}
