//! Công việc nền: work that outlives the request that started it, kept in the service's database.
//!
//! Any replica answers for a job and may cancel it; the one that started it runs it, and holds an advisory lock in the database as
//! long as it does. A job whose lock is free is of a replica that died, and has failed. Jobs that exclude each other are told apart by
//! a name; a second one is refused with the id of the first, so nothing queues up.

mod fault;
mod job;
mod progress;
mod run;
mod store;

use std::fmt;
use std::time::Duration;

use chiso_clock::{Clock, Ids};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

pub use fault::JobFault;
pub use job::{Job, JobFailure, JobState, NewJob};
pub use progress::{Count, Progress};
pub use store::MIGRATOR;

use run::Run;
use store::Inserted;

/// Counter by kind and state: jobs that this process has run to their end.
const ENDED: &str = "jobs_ended_total";
/// Gauge by kind: jobs that run, in whichever replica.
const RUNNING: &str = "jobs_running";
/// How often jobs are looked after.
const EVERY: Duration = Duration::from_secs(5);
/// Tries to start a job when others end just then.
const ATTEMPTS: usize = 3;

/// The jobs of a service. Clones are the same jobs.
#[derive(Clone)]
pub struct Jobs {
    pool: PgPool,
    clock: Clock,
    ids: Ids,
    kinds: &'static [&'static str],
    tracker: TaskTracker,
    stopping: CancellationToken,
}

impl Jobs {
    /// Jobs of these kinds in a database on which [`MIGRATOR`] has run.
    pub fn new(pool: PgPool, clock: Clock, kinds: &'static [&'static str]) -> Self {
        Self {
            pool,
            ids: Ids::random(clock.clone()),
            clock,
            kinds,
            tracker: TaskTracker::new(),
            stopping: CancellationToken::new(),
        }
    }

    /// Starts a job and returns at once. A request that comes again with its key gets the job that it has started.
    ///
    /// # Errors
    /// [`JobFault::Running`] if one runs that excludes it, [`JobFault::KeyReused`] if the key has started another kind.
    pub async fn start<W, F>(&self, new: NewJob<'_>, work: W) -> Result<Job, JobFault>
    where
        W: FnOnce(Progress) -> F,
        F: Future<Output = Result<serde_json::Value, JobFailure>> + Send + 'static,
    {
        for _ in 0..ATTEMPTS {
            store::reap(&self.pool, self.clock.now()).await?;
            if let Some(job) = store::find_by_key(&self.pool, new.started_by, new.key).await? {
                return if job.kind == new.kind {
                    Ok(job)
                } else {
                    Err(JobFault::KeyReused)
                };
            }
            let id = self.ids.issue();
            let mut lock = store::lock(&self.pool, id).await?;
            match store::insert(&mut lock, id, new, self.clock.now()).await? {
                Inserted::Job(job) => {
                    let (progress, seen) = Progress::new();
                    let run = Run {
                        id,
                        kind: new.kind,
                        lock,
                        seen,
                        pool: self.pool.clone(),
                        clock: self.clock.clone(),
                        stopping: self.stopping.clone(),
                    };
                    self.tracker.spawn(run.into_end(work(progress)));
                    return Ok(*job);
                }
                Inserted::Excluded(running) => return Err(JobFault::Running(running)),
                Inserted::Neither => {}
            }
        }
        Err(JobFault::Contention)
    }

    /// A job.
    ///
    /// # Errors
    /// [`JobFault::NotFound`].
    pub async fn get(&self, id: Uuid) -> Result<Job, JobFault> {
        store::reap(&self.pool, self.clock.now()).await?;
        let job = store::find(&self.pool, id).await?;
        job.ok_or(JobFault::NotFound)
    }

    /// Up to `limit` jobs that were started before the one with the id `before`, the youngest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn list(&self, before: Option<Uuid>, limit: u32) -> Result<Vec<Job>, JobFault> {
        store::reap(&self.pool, self.clock.now()).await?;
        Ok(store::list(&self.pool, before, limit).await?)
    }

    /// The youngest job of a kind that succeeded.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn last_success(&self, kind: &str) -> Result<Option<Job>, JobFault> {
        Ok(store::last_success(&self.pool, kind).await?)
    }

    /// Asks a job to end, wherever it runs; it does within about a second. One that has ended stays as it is.
    ///
    /// # Errors
    /// [`JobFault::NotFound`].
    pub async fn cancel(&self, id: Uuid) -> Result<Job, JobFault> {
        store::request_cancel(&self.pool, id).await?;
        self.get(id).await
    }

    /// Waits until the jobs that were started here have ended.
    pub async fn idle(&self) {
        self.tracker.close();
        self.tracker.wait().await;
    }

    /// Ends the jobs that run here: they fail as interrupted.
    pub async fn stop(&self) {
        self.stopping.cancel();
        self.idle().await;
    }

    /// Looks after the jobs until `stop`, and then ends those that run here: marks those of dead replicas, removes old ones, and
    /// shows how many run.
    pub async fn keep(&self, stop: CancellationToken) {
        for kind in self.kinds {
            for state in [JobState::Succeeded, JobState::Failed, JobState::Cancelled] {
                metrics::counter!(ENDED, "kind" => *kind, "state" => state.code()).absolute(0);
            }
        }
        while let Some(tidied) = stop.run_until_cancelled(self.tidy()).await {
            if let Err(error) = tidied {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "jobs cannot be looked after now"
                );
            }
            // Either way it is time to look again.
            let _ = stop.run_until_cancelled(tokio::time::sleep(EVERY)).await;
        }
        self.stop().await;
    }

    async fn tidy(&self) -> Result<(), sqlx::Error> {
        store::reap(&self.pool, self.clock.now()).await?;
        store::prune(&self.pool).await?;
        let running = store::running(&self.pool).await?;
        for kind in self.kinds {
            let runs = running.iter().any(|running| running == kind);
            metrics::gauge!(RUNNING, "kind" => *kind).set(f64::from(u8::from(runs)));
        }
        Ok(())
    }
}

impl fmt::Debug for Jobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jobs")
            .field("kinds", &self.kinds)
            .finish_non_exhaustive()
    }
}
