//! The life of a process: tasks that are watched, and an end in two steps.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::run::BoxError;

/// How long everything may take to end after the first signal, of which the listeners take at most [`LISTENER_TIME`]. With the flush of
/// telemetry it makes the ten seconds of the house.
const DRAIN_TIME: Duration = Duration::from_secs(8);

/// How long requests and streams that are under way may take to end.
pub(crate) const LISTENER_TIME: Duration = Duration::from_secs(5);

/// Why a process ended otherwise than by a signal and in good order.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    /// A task returned an error.
    #[error("task {name} failed")]
    Failed {
        /// Name of the task.
        name: &'static str,
        /// The error.
        source: BoxError,
    },
    /// A task returned although nobody had asked it to.
    #[error("task {name} ended by itself")]
    Early {
        /// Name of the task.
        name: &'static str,
    },
    /// A task panicked.
    #[error("task {name} panicked")]
    Panicked {
        /// Name of the task.
        name: &'static str,
    },
    /// Tasks were cut off: they took too long, or a second signal came.
    #[error("stopped before all tasks had ended")]
    Cut,
}

/// The life of a process. Clones are the same life.
///
/// [`stop`](Self::stop) asks the listeners to end; once requests are finished, the tasks are asked, so that they still see what the last
/// requests have written. A task that ends before it is asked stops the process. After 8 seconds, or at [`abort`](Self::abort),
/// what is left is dropped.
#[derive(Clone, Debug, Default)]
pub struct Lifecycle(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Parent of the other two: whatever is left is dropped.
    aborted: CancellationToken,
    listeners_stop: CancellationToken,
    tasks_stop: CancellationToken,
    listeners: TaskTracker,
    tasks: TaskTracker,
    /// The first failure, which is the cause of the others.
    failure: Mutex<Option<Ended>>,
}

impl Default for Inner {
    fn default() -> Self {
        let aborted = CancellationToken::new();
        Self {
            listeners_stop: aborted.child_token(),
            tasks_stop: aborted.child_token(),
            aborted,
            listeners: TaskTracker::new(),
            tasks: TaskTracker::new(),
            failure: Mutex::default(),
        }
    }
}

impl Lifecycle {
    /// A life that no signal ends; [`run`](crate::run) makes one that signals do.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks everything to end.
    pub fn stop(&self) {
        self.0.listeners_stop.cancel();
    }

    /// Drops whatever is left.
    pub fn abort(&self) {
        self.0.aborted.cancel();
    }

    /// Whether the end has begun.
    pub fn is_stopping(&self) -> bool {
        self.0.listeners_stop.is_cancelled()
    }

    /// Starts a task that runs until the token that it gets is cancelled.
    pub fn spawn<M, F, E>(&self, name: &'static str, make: M)
    where
        M: FnOnce(CancellationToken) -> F,
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        let stop = self.0.tasks_stop.clone();
        let task = make(stop.clone());
        let watched = self.clone().watch(name, stop, task);
        self.0.tasks.spawn(watched);
    }

    /// Starts a listener, which is asked to end before the tasks.
    pub(crate) fn spawn_listener<M, F>(&self, name: &'static str, make: M)
    where
        M: FnOnce(CancellationToken) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        let stop = self.0.listeners_stop.clone();
        let task = make(stop.clone()).map(Ok::<(), BoxError>);
        let watched = self.clone().watch(name, stop, task);
        self.0.listeners.spawn(watched);
    }

    /// Cancelled at the very end.
    pub(crate) fn end(&self) -> CancellationToken {
        self.0.aborted.clone()
    }

    async fn watch<F, E>(self, name: &'static str, stop: CancellationToken, task: F)
    where
        F: Future<Output = Result<(), E>>,
        E: Into<BoxError>,
    {
        let task = AssertUnwindSafe(task).catch_unwind();
        let Some(outcome) = self.0.aborted.run_until_cancelled(task).await else {
            return;
        };
        let failure = match outcome {
            Ok(Ok(())) if stop.is_cancelled() => return,
            Ok(Ok(())) => Ended::Early { name },
            Ok(Err(error)) => Ended::Failed {
                name,
                source: error.into(),
            },
            // The panic hook has logged where it happened, and the payload may hold what a request sent.
            Err(_) => Ended::Panicked { name },
        };
        let mut first = self
            .0
            .failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert(failure);
        drop(first);
        self.stop();
    }

    /// Waits until the end is asked for or a task dies, and then for everything to end.
    ///
    /// # Errors
    /// [`Ended`], if a task died or had to be cut off.
    pub async fn until_stopped(&self) -> Result<(), Ended> {
        let inner = &self.0;
        inner.listeners_stop.cancelled().await;
        tracing::info!("stopping");
        let drained = timeout(DRAIN_TIME, inner.aborted.run_until_cancelled(self.drain())).await;
        self.abort();
        inner.listeners.close();
        inner.tasks.close();
        inner.listeners.wait().await;
        inner.tasks.wait().await;
        let failure = inner
            .failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        match (failure, drained) {
            (Some(failure), _) => Err(failure),
            (None, Ok(Some(()))) => Ok(()),
            (None, _) => Err(Ended::Cut),
        }
    }

    async fn drain(&self) {
        self.0.listeners.close();
        self.0.listeners.wait().await;
        self.0.tasks_stop.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn tasks_end_after_listeners() {
        let life = Lifecycle::new();
        let order = Arc::new(Mutex::new(Vec::new()));
        let (first, second) = (Arc::clone(&order), Arc::clone(&order));
        life.spawn("relay", |stop| async move {
            stop.cancelled().await;
            second.lock().unwrap().push("relay");
            Ok::<(), io::Error>(())
        });
        life.spawn_listener("requests", |stop| async move {
            stop.cancelled().await;
            tokio::time::sleep(Duration::from_secs(2)).await;
            first.lock().unwrap().push("requests");
        });
        life.stop();
        assert!(life.until_stopped().await.is_ok());
        assert_eq!(*order.lock().unwrap(), ["requests", "relay"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_task_that_dies_ends_the_process() {
        let life = Lifecycle::new();
        life.spawn("relay", |stop| async move {
            stop.cancelled().await;
            Ok::<(), io::Error>(())
        });
        life.spawn("broken", |_| async { Err(io::Error::other("gone")) });
        let ended = life.until_stopped().await.unwrap_err();
        assert!(matches!(ended, Ended::Failed { name: "broken", .. }));

        let life = Lifecycle::new();
        life.spawn("short", |_| async { Ok::<(), io::Error>(()) });
        let ended = life.until_stopped().await.unwrap_err();
        assert!(matches!(ended, Ended::Early { name: "short" }));

        let life = Lifecycle::new();
        life.spawn("mad", |_| async { panic!("mad") as Result<(), io::Error> });
        let ended = life.until_stopped().await.unwrap_err();
        assert!(matches!(ended, Ended::Panicked { name: "mad" }));
    }

    #[tokio::test(start_paused = true)]
    async fn what_does_not_end_is_cut_off() {
        for abort in [true, false] {
            let life = Lifecycle::new();
            life.spawn("deaf", |_| std::future::pending::<Result<(), io::Error>>());
            life.stop();
            if abort {
                life.abort();
            }
            assert!(matches!(life.until_stopped().await, Err(Ended::Cut)));
        }
    }
}
