//! Verify and rebuild as commands of a terminal, beside a running service or without one.

use std::fmt;
use std::sync::Arc;

use chiso_chassis::extract::IdempotencyKey;
use chiso_chassis::jobs::{Job, JobFailure};
use chiso_chassis::shutdown::Lifecycle;
use chiso_chassis::{BoxError, print};
use chiso_clock::{Clock, Ids};
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::Config;
use crate::domain::{Rebuilt, Verification};
use crate::start::open;
use crate::usecase::Aggregator;

/// The account under which jobs of a terminal are listed.
const TERMINAL: &str = "terminal";

/// Why a command ends with an exit code that is not 0.
#[derive(Debug, Error)]
enum Refusal {
    /// The projection is not what the sources say.
    #[error("{drifted} of {compared} sums differ from what the facets say")]
    Drifted { drifted: u64, compared: u64 },
    /// Some sums were not compared.
    #[error("{0} could not be read")]
    Unverified(String),
    #[error("{code}: {detail}")]
    Failed { code: String, detail: String },
    #[error("the job was cancelled")]
    Cancelled,
}

/// Recomputes all sums from the facets that the sources hold and prints what differs, as a table or as JSON.
///
/// # Errors
/// If a sum differs, a source or the database cannot be read, or another job is running.
pub async fn verify(
    config: Config,
    clock: Clock,
    lifecycle: &Lifecycle,
    json: bool,
) -> Result<(), BoxError> {
    let aggregator = Arc::new(open(&config, clock.clone()).await?);
    let job = aggregator.start_verification(TERMINAL, &key(clock)).await?;
    let found: Verification = ended(&aggregator, lifecycle, job).await?;
    print(if json {
        serde_json::to_string_pretty(&found)? + "\n"
    } else {
        Table(&found).to_string()
    })?;
    let (drifted, compared) = (found.drifted, found.compared);
    let unverified = found.sources.iter().find(|source| !source.verified);
    match unverified {
        _ if drifted > 0 => Err(Refusal::Drifted { drifted, compared }.into()),
        Some(source) => Err(Refusal::Unverified(source.source.clone()).into()),
        None => Ok(()),
    }
}

/// Builds a new generation of the projection and swaps it in, also under a running service.
///
/// # Errors
/// If another job is running, or a source or the database fails.
pub async fn rebuild(config: Config, clock: Clock, lifecycle: &Lifecycle) -> Result<(), BoxError> {
    let aggregator = Arc::new(open(&config, clock.clone()).await?);
    let job = aggregator.start_rebuild(TERMINAL, &key(clock)).await?;
    let rebuilt: Rebuilt = ended(&aggregator, lifecycle, job).await?;
    print(format!(
        "generation {} is live after {} events\n",
        rebuilt.generation, rebuilt.events
    ))?;
    aggregator.tidy().await?;
    Ok(())
}

/// Each command is a request of its own.
fn key(clock: Clock) -> IdempotencyKey {
    let id = Ids::random(clock).issue().to_string();
    IdempotencyKey::parse(&id, "key").expect("a UUID is short visible ASCII")
}

/// The result of a job that runs in this process; the first signal ends it.
async fn ended<T: DeserializeOwned>(
    aggregator: &Aggregator,
    lifecycle: &Lifecycle,
    job: Job,
) -> Result<T, BoxError> {
    tokio::select! {
        () = aggregator.jobs.idle() => {}
        _ = lifecycle.until_stopped() => aggregator.jobs.stop().await,
    }
    let job = aggregator.jobs.get(job.id).await?;
    if let Some(JobFailure { code, detail }) = job.failure {
        let (code, detail) = (code.into_owned(), detail.into_owned());
        return Err(Refusal::Failed { code, detail }.into());
    }
    let result = job.result.ok_or(Refusal::Cancelled)?;
    Ok(serde_json::from_value(result)?)
}

/// What was found, for a person.
struct Table<'a>(&'a Verification);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(found) = self;
        writeln!(f, "{:<22}{:>12}", "generation", found.generation)?;
        writeln!(f, "{:<22}{:>12}", "facets", found.facets)?;
        writeln!(f, "{:<22}{:>12}", "sums compared", found.compared)?;
        writeln!(f, "{:<22}{:>12}", "sums drifted", found.drifted)?;
        writeln!(f, "{:<22}{:>12}", "events in quarantine", found.quarantined)?;
        writeln!(f, "{:<22}{:>12}", "unreadable", found.unreadable)?;
        for source in &found.sources {
            let state = source.reason.as_deref().unwrap_or("verified");
            writeln!(f, "{:<22}{state:>12}", source.source)?;
        }
        if found.drifts.is_empty() {
            return Ok(());
        }
        writeln!(f)?;
        writeln!(
            f,
            "{:<24}{:<12}{:<22}{:<14}{:<11}{:<10}{:>9}{:>9}",
            "unit", "date", "measure", "procedure", "channel", "level", "expected", "actual"
        )?;
        for drift in &found.drifts {
            writeln!(
                f,
                "{:<24}{:<12}{:<22}{:<14}{:<11}{:<10}{:>9}{:>9}",
                drift.unit_id,
                drift.date.to_string(),
                drift.measure,
                drift.procedure_code,
                drift.channel.as_deref().unwrap_or("-"),
                drift.service_level,
                drift.expected,
                drift.actual
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chiso_measure::{Channel, Measure, OwnedCell, ServiceLevel};
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::{Drift, SourceVerification};

    #[test]
    fn a_table_shows_what_differs() {
        let cell = OwnedCell {
            unit: "p-dong-ngan".into(),
            procedure: "1.004873".into(),
            channel: Some(Channel::Online),
            service_level: ServiceLevel::Full,
        };
        let day = NaiveDate::from_ymd_opt(2022, 1, 5).unwrap();
        let found = Verification {
            generation: 3,
            facets: 18_235,
            compared: 40_000,
            drifted: 1,
            drifts: vec![Drift::new(cell, Measure::ResolvedOnTime, day, 2, -1)],
            quarantined: 1,
            unreadable: 0,
            sources: vec![SourceVerification {
                source: "/chiso/dossiers".to_owned(),
                verified: true,
                reason: None,
                facets: 18_235,
                drifted: 1,
            }],
        };
        insta::assert_snapshot!(Table(&found), @r"
    generation                       3
    facets                       18235
    sums compared                40000
    sums drifted                     1
    events in quarantine             1
    unreadable                       0
    /chiso/dossiers           verified

    unit                    date        measure               procedure     channel    level      expected   actual
    p-dong-ngan             2022-01-05  resolved.on_time      1.004873      online     full              2       -1
    ");
    }
}
