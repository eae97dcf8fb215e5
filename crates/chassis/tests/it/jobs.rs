use std::sync::Arc;
use std::time::Duration;

use chiso_chassis::jobs::{Job, JobFailure, JobFault, JobState, Jobs, MIGRATOR, NewJob, Progress};
use chiso_clock::Clock;
use chiso_testkit::{Service, TestBacking, wait_for};
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(30);
const KINDS: [&str; 2] = ["count", "sweep"];

/// Two replicas of a service on one database.
struct Replicas {
    here: Jobs,
    there: Jobs,
    pool: PgPool,
    _backing: Arc<TestBacking>,
}

impl Replicas {
    async fn start() -> Self {
        let backing = TestBacking::shared().await;
        let url = backing.fresh_database(Service::Dossiers).await;
        let pool = PgPool::connect(&url).await.unwrap();
        MIGRATOR.run(&pool).await.unwrap();
        let jobs = || Jobs::new(pool.clone(), Clock::system(), &KINDS);
        Self {
            here: jobs(),
            there: jobs(),
            pool,
            _backing: backing,
        }
    }

    async fn state(&self, id: Uuid) -> JobState {
        self.there.get(id).await.unwrap().state
    }

    async fn ended(&self, id: Uuid) -> Job {
        wait_for("the job to end", PATIENCE, async || {
            self.state(id).await != JobState::Running
        })
        .await;
        self.there.get(id).await.unwrap()
    }
}

fn new(kind: &'static str, key: &'static str) -> NewJob<'static> {
    NewJob {
        kind,
        exclusion: "all",
        started_by: "operator",
        key,
    }
}

async fn forever(progress: Progress) -> Result<Value, JobFailure> {
    progress.begin("dossiers", Some(3));
    progress.add(2);
    std::future::pending().await
}

#[tokio::test]
async fn any_replica_tells_how_far_a_job_is_and_what_it_found() {
    let replicas = Replicas::start().await;
    let (go, gone) = oneshot::channel::<()>();
    let work = async |progress: Progress| {
        progress.begin("dossiers", Some(3));
        progress.add(2);
        let _ = gone.await;
        progress.add(7);
        Ok(json!({ "found": 3 }))
    };
    let job = replicas.here.start(new("count", "1"), work).await.unwrap();
    assert_eq!(job.state, JobState::Running);
    wait_for("progress", PATIENCE, async || {
        let job = replicas.there.get(job.id).await.unwrap();
        (job.count.done, job.count.total, job.count.unit.as_str()) == (2, Some(3), "dossiers")
    })
    .await;
    go.send(()).unwrap();
    let ended = replicas.ended(job.id).await;
    assert_eq!(
        (ended.state, ended.result, ended.count.done),
        (JobState::Succeeded, Some(json!({ "found": 3 })), 3)
    );
    assert!(ended.ended_at >= Some(ended.started_at));

    // Said again, it is the same job; the key belongs to it.
    let again = replicas.there.start(new("count", "1"), forever).await;
    assert_eq!(again.unwrap().id, job.id);
    let other = replicas.there.start(new("sweep", "1"), forever).await;
    assert!(matches!(other, Err(JobFault::KeyReused)), "{other:?}");
    let unknown = replicas.there.get(Uuid::nil()).await;
    assert!(matches!(unknown, Err(JobFault::NotFound)));
}

#[tokio::test]
async fn one_at_a_time_and_any_replica_cancels_it() {
    let replicas = Replicas::start().await;
    let job = replicas
        .here
        .start(new("count", "1"), forever)
        .await
        .unwrap();
    let refused = replicas.there.start(new("sweep", "2"), forever).await;
    assert!(
        matches!(&refused, Err(JobFault::Running(running)) if running.id == job.id),
        "{refused:?}"
    );
    let asked = replicas.there.cancel(job.id).await.unwrap();
    assert!(asked.cancel_requested);
    let ended = replicas.ended(job.id).await;
    assert_eq!((ended.state, ended.result), (JobState::Cancelled, None));
    assert_eq!(
        replicas.there.cancel(job.id).await.unwrap().state,
        JobState::Cancelled
    );
    let next = replicas.there.start(new("sweep", "2"), forever).await;
    assert_eq!(next.unwrap().state, JobState::Running);
    let listed = replicas.here.list(None, 1).await.unwrap();
    assert_eq!(listed[0].kind, "sweep");
    let before = replicas.here.list(Some(listed[0].id), 5).await.unwrap();
    assert_eq!(
        before.iter().map(|job| job.id).collect::<Vec<_>>(),
        [job.id]
    );
}

#[tokio::test]
async fn a_job_fails_alone() {
    let replicas = Replicas::start().await;
    let mad = async |_: Progress| panic!("mad");
    let job = replicas.here.start(new("count", "1"), mad).await.unwrap();
    let ended = replicas.ended(job.id).await;
    assert_eq!(
        (ended.state, ended.failure),
        (JobState::Failed, Some(JobFailure::INTERNAL))
    );
    let refuse = async |_: Progress| {
        Err(JobFailure {
            code: "SOURCE_UNAVAILABLE".into(),
            detail: "nobody answers".into(),
        })
    };
    let job = replicas
        .here
        .start(new("count", "2"), refuse)
        .await
        .unwrap();
    let ended = replicas.ended(job.id).await;
    assert_eq!(ended.failure.unwrap().code, "SOURCE_UNAVAILABLE");
    let fine = async |_: Progress| Ok(json!(1));
    let job = replicas.here.start(new("count", "3"), fine).await.unwrap();
    assert_eq!(replicas.ended(job.id).await.result, Some(json!(1)));
}

/// The connection that holds the lock is cut: to the others the replica is dead, and it sees so itself.
#[tokio::test]
async fn a_job_of_a_dead_replica_has_failed() {
    let replicas = Replicas::start().await;
    let (ending, ended) = oneshot::channel::<()>();
    let work = async |_: Progress| {
        let _ends_with_the_job = ending;
        std::future::pending().await
    };
    let job = replicas.here.start(new("count", "1"), work).await.unwrap();
    sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_locks
         WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    )
    .execute(&replicas.pool)
    .await
    .unwrap();
    let found = replicas.ended(job.id).await;
    assert_eq!(
        (found.state, found.failure),
        (JobState::Failed, Some(JobFailure::INTERRUPTED))
    );
    let next = replicas.there.start(new("count", "2"), forever).await;
    assert_eq!(next.unwrap().state, JobState::Running);
    assert!(ended.await.is_err(), "the work goes with its lock");
}

#[tokio::test]
async fn a_replica_that_stops_ends_its_jobs_and_old_ones_go() {
    let replicas = Replicas::start().await;
    let stop = CancellationToken::new();
    let (jobs, stopping) = (replicas.here.clone(), stop.clone());
    let keeping = tokio::spawn(async move { jobs.keep(stopping).await });
    let job = replicas
        .here
        .start(new("count", "1"), forever)
        .await
        .unwrap();
    stop.cancel();
    keeping.await.unwrap();
    assert_eq!(
        replicas.there.get(job.id).await.unwrap().failure,
        Some(JobFailure::INTERRUPTED)
    );

    sqlx::query(
        "INSERT INTO jobs.job (id, kind, exclusion, state, started_by, request_key, started_at, ended_at)
         SELECT gen_random_uuid(), 'count', 'all', 'succeeded', 'operator', 'old-' || n, now(), now() FROM generate_series(1, 80) AS n",
    )
    .execute(&replicas.pool)
    .await
    .unwrap();
    let (jobs, stop) = (replicas.there.clone(), CancellationToken::new());
    let stopping = stop.clone();
    let keeping = tokio::spawn(async move { jobs.keep(stopping).await });
    wait_for("old jobs to go", PATIENCE, async || {
        replicas.here.list(None, 100).await.unwrap().len() == 51
    })
    .await;
    stop.cancel();
    keeping.await.unwrap();
}
