//! Readiness: named checks that a service registers and `/readyz` runs.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use serde_json::{Map, Value, json};
use sqlx::PgPool;
use tokio::time::timeout;

/// How long a check may take.
const CHECK_TIME: Duration = Duration::from_secs(2);

type Outcome = Result<Value, String>;
type Check = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Outcome> + Send>> + Send + Sync>;

/// Checks that decide whether a service is ready.
#[derive(Clone, Default)]
pub struct Checks(Vec<(&'static str, Check)>);

impl Checks {
    /// No checks: always ready.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a check. `Ok` is ready, with details for whoever reads `/readyz`, also about what is degraded but stops nothing; `Err` says
    /// in a few words why the service is not ready. A check that takes longer than two seconds has failed.
    #[must_use]
    pub fn with<F, R>(mut self, name: &'static str, check: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Outcome> + Send + 'static,
    {
        self.0.push((name, Arc::new(move || Box::pin(check()))));
        self
    }

    /// Adds the check that the database answers.
    #[must_use]
    pub fn with_database(self, pool: PgPool) -> Self {
        self.with("database", move || {
            let pool = pool.clone();
            async move {
                let answer = sqlx::query("SELECT 1").execute(&pool).await;
                answer.map_err(|error| error.to_string())?;
                Ok(json!({ "connections": pool.size(), "idle": pool.num_idle() }))
            }
        })
    }

    /// Runs all checks at the same time: whether all are ready, and the details by name.
    pub(crate) async fn run(&self) -> (bool, Value) {
        let outcomes = join_all(self.0.iter().map(|(name, check)| async {
            let outcome = timeout(CHECK_TIME, check()).await;
            (
                *name,
                outcome.unwrap_or_else(|_| Err("timed out".to_owned())),
            )
        }))
        .await;
        let ready = outcomes.iter().all(|(_, outcome)| outcome.is_ok());
        let details: Map<String, Value> = outcomes
            .into_iter()
            .map(|(name, outcome)| {
                let detail = match outcome {
                    Ok(details) => json!({ "ready": true, "details": details }),
                    Err(reason) => json!({ "ready": false, "reason": reason }),
                };
                (name.to_owned(), detail)
            })
            .collect();
        (ready, Value::Object(details))
    }
}

impl fmt::Debug for Checks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}
