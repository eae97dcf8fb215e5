use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// Tells the relay's leader, in this process or another, that events were committed.
#[derive(Clone, Debug)]
pub struct Waker {
    pub(super) local: Arc<Notify>,
    pub(super) remote: Arc<Notify>,
    pub(super) leading: Arc<AtomicBool>,
}

impl Waker {
    pub(super) fn new() -> Self {
        Self {
            local: Arc::default(),
            remote: Arc::default(),
            leading: Arc::default(),
        }
    }

    /// To be called after the commit. Costs nothing worth naming and never waits; wakes in quick succession become one.
    pub fn wake(&self) {
        if self.leading.load(Ordering::Acquire) {
            self.local.notify_one();
        } else {
            self.remote.notify_one();
        }
    }
}
