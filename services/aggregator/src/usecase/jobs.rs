use std::sync::Arc;

use chiso_chassis::error::Describe as _;
use chiso_chassis::error::RequestFault;
use chiso_chassis::extract::IdempotencyKey;
use chiso_chassis::jobs::{Job, JobFailure, NewJob, Progress};
use chiso_chassis::page;
use serde::Serialize;
use uuid::Uuid;

use super::page_size::page_size;
use super::{Aggregator, AggregatorError};

/// Kinds of jobs.
pub const VERIFICATION: &str = "verification";
pub const REBUILD: &str = "rebuild";
pub const REAPPLICATION: &str = "reapplication";
pub const KINDS: [&str; 3] = [VERIFICATION, REBUILD, REAPPLICATION];

/// All of them read or change the whole projection: one at a time.
const EXCLUSION: &str = "projection";

const PAGE_SIZE: u16 = 50;
const MAX_PAGE_SIZE: u16 = 200;

/// One page of the jobs, the youngest first.
#[derive(Clone, Debug)]
pub struct JobPage {
    pub jobs: Vec<Job>,
    /// Token of the next page; `None` on the last.
    pub next: Option<String>,
}

/// Which page of the jobs is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobPageRequest {
    before: Option<Uuid>,
    limit: u16,
}

impl JobPageRequest {
    /// Reads a page size and the token of the page before; the default and the first page where absent.
    ///
    /// # Errors
    /// Names the field at fault.
    pub fn read(size: Option<i32>, page_token: Option<&str>) -> Result<Self, RequestFault> {
        let before = page_token.map(page::decode).transpose()?;
        let limit = page_size(size, PAGE_SIZE, MAX_PAGE_SIZE)
            .map_err(|fault| RequestFault::Fields(vec![fault]))?;
        Ok(Self { before, limit })
    }
}

impl Aggregator {
    /// Starts a job that recomputes every sum.
    ///
    /// # Errors
    /// If a job runs already.
    pub async fn start_verification(
        self: &Arc<Self>,
        by: &str,
        key: &IdempotencyKey,
    ) -> Result<Job, AggregatorError> {
        let work = async |this: Arc<Self>, progress: Progress| this.verify(&progress).await;
        self.start_job(VERIFICATION, by, key, work).await
    }

    /// Starts a job that builds a new generation.
    ///
    /// # Errors
    /// If a job runs already.
    pub async fn start_rebuild(
        self: &Arc<Self>,
        by: &str,
        key: &IdempotencyKey,
    ) -> Result<Job, AggregatorError> {
        let work = async |this: Arc<Self>, progress: Progress| this.rebuild(&progress).await;
        self.start_job(REBUILD, by, key, work).await
    }

    /// Starts a job that tries the events in quarantine again.
    ///
    /// # Errors
    /// If a job runs already.
    pub async fn start_reapplication(
        self: &Arc<Self>,
        by: &str,
        key: &IdempotencyKey,
    ) -> Result<Job, AggregatorError> {
        let work =
            async |this: Arc<Self>, progress: Progress| this.reapply_quarantine(&progress).await;
        self.start_job(REAPPLICATION, by, key, work).await
    }

    async fn start_job<T, W, F>(
        self: &Arc<Self>,
        kind: &'static str,
        by: &str,
        key: &IdempotencyKey,
        work: W,
    ) -> Result<Job, AggregatorError>
    where
        T: Serialize + 'static,
        W: FnOnce(Arc<Self>, Progress) -> F,
        F: Future<Output = Result<T, AggregatorError>> + Send + 'static,
    {
        let new = NewJob {
            kind,
            exclusion: EXCLUSION,
            started_by: by,
            key: key.as_str(),
        };
        let started = self
            .jobs
            .start(new, |progress| result_of(work(Arc::clone(self), progress)));
        Ok(started.await?)
    }

    /// A page of the jobs.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn list_jobs(&self, page: JobPageRequest) -> Result<JobPage, AggregatorError> {
        let limit = usize::from(page.limit);
        let mut jobs = self
            .jobs
            .list(page.before, u32::from(page.limit) + 1)
            .await?;
        let more = jobs.len() > limit;
        jobs.truncate(limit);
        let last = jobs.last().filter(|_| more);
        let next = last.map(|job| page::encode(&job.id));
        Ok(JobPage { jobs, next })
    }
}

/// What a job has to show for itself, as it is kept.
async fn result_of<T: Serialize>(
    work: impl Future<Output = Result<T, AggregatorError>>,
) -> Result<serde_json::Value, JobFailure> {
    let failure = match work.await {
        Ok(result) => match serde_json::to_value(result) {
            Ok(result) => return Ok(result),
            Err(_) => return Err(JobFailure::INTERNAL),
        },
        Err(failure) => failure,
    };
    let (code, detail) = (failure.reason(), failure.detail());
    tracing::info!(
        error = &failure as &dyn std::error::Error,
        "job cannot go on"
    );
    Err(JobFailure {
        code: code.into(),
        detail: detail.unwrap_or_else(|| failure.title().en.into()),
    })
}
