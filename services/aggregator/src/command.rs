//! Verify and rebuild as commands of a terminal, beside a running service or without one.

use std::fmt;

use chiso_chassis::{BoxError, print};
use chiso_clock::Clock;
use thiserror::Error;

use crate::Config;
use crate::rest::view::VerificationView;
use crate::start::open;

/// The projection is not what the sources say.
#[derive(Debug, Error)]
#[error("{drifted} of {compared} sums differ from what the facets say")]
struct Drifted {
    drifted: u64,
    compared: u64,
}

/// Recomputes all sums from the facets that the sources hold and prints what differs, as a table or as JSON.
///
/// # Errors
/// If a sum differs, or a source or the database cannot be read.
pub async fn verify(config: Config, clock: Clock, json: bool) -> Result<(), BoxError> {
    let found = open(&config, clock).await?.verify().await?;
    let (drifted, compared) = (found.drifted, found.compared);
    let found = VerificationView::from(found);
    print(if json {
        serde_json::to_string_pretty(&found)? + "\n"
    } else {
        Table(&found).to_string()
    })?;
    if drifted > 0 {
        Err(Drifted { drifted, compared }.into())
    } else {
        Ok(())
    }
}

/// Builds a new generation of the projection and swaps it in, also under a running service.
///
/// # Errors
/// If another rebuild is running, or a source or the database fails.
pub async fn rebuild(config: Config, clock: Clock) -> Result<(), BoxError> {
    let aggregator = open(&config, clock).await?;
    let rebuilt = aggregator.rebuild().await?;
    print(format!(
        "generation {} is live after {} events\n",
        rebuilt.generation, rebuilt.events
    ))?;
    aggregator.tidy().await?;
    Ok(())
}

/// What was found, for a person.
struct Table<'a>(&'a VerificationView);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(found) = self;
        writeln!(f, "{:<22}{:>12}", "generation", found.generation)?;
        writeln!(f, "{:<22}{:>12}", "facets", found.facets)?;
        writeln!(f, "{:<22}{:>12}", "sums compared", found.compared)?;
        writeln!(f, "{:<22}{:>12}", "sums drifted", found.drifted)?;
        writeln!(f, "{:<22}{:>12}", "events in quarantine", found.quarantined)?;
        writeln!(f, "{:<22}{:>12}", "unreadable", found.unreadable)?;
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
                drift.channel.unwrap_or("-"),
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
    use crate::domain::Drift;
    use crate::usecase::Verification;

    #[test]
    fn a_table_shows_what_differs() {
        let cell = OwnedCell {
            unit: "p-dong-ngan".into(),
            procedure: "1.004873".into(),
            channel: Some(Channel::Online),
            service_level: ServiceLevel::Full,
        };
        let day = NaiveDate::from_ymd_opt(2022, 1, 5).unwrap();
        let drift = Drift {
            cell,
            measure: Measure::ResolvedOnTime,
            day,
            expected: 2,
            actual: -1,
        };
        let found = Verification {
            generation: 3,
            facets: 18_235,
            compared: 40_000,
            drifted: 1,
            drifts: vec![drift],
            quarantined: 1,
            unreadable: 0,
        };
        insta::assert_snapshot!(Table(&found.into()), @r"
    generation                       3
    facets                       18235
    sums compared                40000
    sums drifted                     1
    events in quarantine             1
    unreadable                       0

    unit                    date        measure               procedure     channel    level      expected   actual
    p-dong-ngan             2022-01-05  resolved.on_time      1.004873      online     full              2       -1
    ");
    }
}
