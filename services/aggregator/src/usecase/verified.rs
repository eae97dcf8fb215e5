use std::collections::HashMap;
use std::time::Duration;

use chiso_chassis::jobs::JobFault;
use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Aggregator, VERIFICATION};
use crate::domain::Verification;

/// Gauge by source: sums that differed when it was verified last, by whomever; not a number before the first time.
const DRIFTED_SUMS: &str = "aggregator_drifted_sums";
/// Gauge by source: when it was verified last, in seconds of Unix time; 0 before the first time.
const LAST_VERIFICATION: &str = "aggregator_last_verification_timestamp_seconds";
/// How often the last verification is looked for.
const EVERY: Duration = Duration::from_secs(5);

/// What was found of a source when it was verified last.
#[derive(Clone, Copy, Debug)]
struct Found {
    drifted: u64,
    at: DateTime<Utc>,
}

impl Aggregator {
    /// Shows what the last verification found, in whichever replica or command it ran, until `stop`.
    pub async fn show_verifications(&self, stop: CancellationToken) {
        let mut found: HashMap<String, Found> = HashMap::new();
        let mut seen = None;
        while !stop.is_cancelled() {
            if let Some(Err(error)) = stop
                .run_until_cancelled(self.look_for_verification(&mut seen, &mut found))
                .await
            {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the last verification cannot be seen now"
                );
            }
            for link in &self.links {
                show(&link.source.uri(), found.get(&link.source.uri()));
            }
            // Either way it is time to look again.
            let _ = stop.run_until_cancelled(tokio::time::sleep(EVERY)).await;
        }
    }

    async fn look_for_verification(
        &self,
        seen: &mut Option<Uuid>,
        found: &mut HashMap<String, Found>,
    ) -> Result<(), JobFault> {
        let Some(job) = self.jobs.last_success(VERIFICATION).await? else {
            return Ok(());
        };
        if seen.replace(job.id) == Some(job.id) {
            return Ok(());
        }
        let (Some(at), Some(result)) = (job.ended_at, job.result) else {
            return Ok(());
        };
        // One that another version has stored in another form tells nothing here.
        let sources = serde_json::from_value::<Verification>(result)
            .map(|verification| verification.sources)
            .unwrap_or_default();
        for of in sources.into_iter().filter(|of| of.verified) {
            let drifted = of.drifted;
            found.insert(of.source, Found { drifted, at });
        }
        Ok(())
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "metrics are floats; numbers are exact to 2^53"
)]
fn show(source: &str, found: Option<&Found>) {
    let (drifted, at) = found.map_or((f64::NAN, 0.0), |found| {
        (found.drifted as f64, found.at.timestamp() as f64)
    });
    metrics::gauge!(DRIFTED_SUMS, "source" => source.to_owned()).set(drifted);
    metrics::gauge!(LAST_VERIFICATION, "source" => source.to_owned()).set(at);
}
