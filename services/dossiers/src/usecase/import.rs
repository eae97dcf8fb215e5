use std::collections::HashSet;
use std::sync::Arc;

use chiso_chassis::auth::Caller;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use uuid::Uuid;

use super::{Change, Command, DossierError, Dossiers, History, Request};
use crate::domain::{DossierCode, Refusal, StepKind};
use crate::store;
use crate::store::import::{Counts, ImportRefusal};

/// Histories that share one transaction.
const CHUNK: usize = 500;
/// Refusals that a report carries itself; the others are read page by page.
pub const REFUSALS_PER_PAGE: u16 = 1000;
/// Lines of one import: the codes that were seen are kept in memory.
const MAX_LINES: i64 = 1_000_000;
/// What a clock of another system may be ahead.
const FUTURE_TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// A bulk import while its lines come in. Every chunk is committed by itself: an import that is cut off is simply sent again.
#[derive(Debug)]
pub struct ImportRun {
    dossiers: Arc<Dossiers>,
    caller: Caller,
    id: Uuid,
    counts: Counts,
    seen: HashSet<DossierCode>,
    chunk: Vec<(i64, History)>,
    /// Refusals that are not stored yet.
    refusals: Vec<ImportRefusal>,
}

/// Why a line could not even be read as a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// Empty if the whole line is at fault.
    pub field: String,
    pub code: String,
    pub message: String,
}

/// What an import did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    pub id: Uuid,
    pub counts: Counts,
    /// The first refusals, in line order.
    pub refusals: Vec<ImportRefusal>,
}

impl ImportReport {
    /// The line after which the remaining refusals are read, if there are more than the report carries.
    pub fn next_after(&self) -> Option<i64> {
        let carried = i64::try_from(self.refusals.len()).unwrap_or(i64::MAX);
        self.refusals
            .last()
            .filter(|_| self.counts.refused > carried)
            .map(|last| last.line)
    }
}

impl History {
    /// Kinds and times of all steps.
    pub fn timeline(&self) -> Vec<(StepKind, DateTime<Utc>)> {
        let first = (StepKind::Submitted, self.submitted_at);
        std::iter::once(first)
            .chain(self.steps.iter().map(|step| (step.action.kind(), step.at)))
            .collect()
    }

    /// Refuses times before 1900 and after now.
    fn check_times(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        let earliest = Utc
            .with_ymd_and_hms(1900, 1, 1, 0, 0, 0)
            .single()
            .expect("the year 1900 began once");
        let latest = now + FUTURE_TOLERANCE;
        match self
            .timeline()
            .iter()
            .position(|(_, at)| !(earliest..=latest).contains(at))
        {
            None => Ok(()),
            Some(index) => Err(Refusal::invalid(
                format!("steps[{index}].occur_time"),
                "DATE_OUT_OF_RANGE",
                "a time from 1900 to now",
            )),
        }
    }
}

impl ImportRun {
    /// Opens an import.
    ///
    /// # Errors
    /// Fails if the database does.
    pub async fn start(dossiers: Arc<Dossiers>, caller: Caller) -> Result<Self, DossierError> {
        let id = dossiers.ids.issue();
        let mut conn = dossiers.pool.acquire().await?;
        store::import::insert(&mut conn, id, caller.subject(), dossiers.clock.now()).await?;
        drop(conn);
        Ok(Self {
            dossiers,
            caller,
            id,
            counts: Counts::default(),
            seen: HashSet::new(),
            chunk: Vec::with_capacity(CHUNK),
            refusals: Vec::new(),
        })
    }

    /// Takes the next line in.
    ///
    /// # Errors
    /// Fails if the database does and after a million lines; what is wrong with a line goes to the report.
    pub async fn line(&mut self, line: Result<History, LineFault>) -> Result<(), DossierError> {
        if self.counts.lines >= MAX_LINES {
            self.flush(None).await?;
            return Err(DossierError::ImportTooLong { max: MAX_LINES });
        }
        self.counts.lines += 1;
        match line.and_then(|history| self.checked(history)) {
            Ok(history) => self.chunk.push((self.counts.lines, history)),
            Err(fault) => self.refuse(self.counts.lines, fault),
        }
        if self.chunk.len() >= CHUNK {
            self.flush(None).await
        } else {
            Ok(())
        }
    }

    /// Counts a line that has nothing on it.
    pub fn skip_line(&mut self) {
        self.counts.lines += 1;
    }

    /// Ends the import.
    ///
    /// # Errors
    /// Fails if the database does.
    pub async fn finish(mut self) -> Result<ImportReport, DossierError> {
        let now = self.dossiers.clock.now();
        self.flush(Some(now)).await?;
        let refusals = self
            .dossiers
            .import_refusals(&self.caller, self.id, 0, REFUSALS_PER_PAGE)
            .await?;
        tracing::info!(
            import.id = %self.id,
            import.lines = self.counts.lines,
            import.created = self.counts.created,
            import.continued = self.counts.continued,
            import.refused = self.counts.refused,
            "import finished"
        );
        Ok(ImportReport {
            id: self.id,
            counts: self.counts,
            refusals,
        })
    }

    fn checked(&mut self, history: History) -> Result<History, LineFault> {
        history
            .check_times(self.dossiers.clock.now())
            .map_err(|refusal| LineFault::of(&refusal))?;
        if !self.seen.insert(history.code.clone()) {
            let message = "the dossier code stands on an earlier line of this import".to_owned();
            return Err(LineFault {
                message,
                ..LineFault::of(&Refusal::DuplicateCode)
            });
        }
        Ok(history)
    }

    async fn flush(&mut self, finished_at: Option<DateTime<Utc>>) -> Result<(), DossierError> {
        let (lines, requests): (Vec<i64>, Vec<Request>) = self
            .chunk
            .drain(..)
            .map(|(line, history)| {
                let (caller, command) = (self.caller.clone(), Command::Import(history));
                (
                    line,
                    Request {
                        caller,
                        key: None,
                        command,
                        traceparent: None,
                    },
                )
            })
            .unzip();
        if !requests.is_empty() {
            for (line, answer) in lines
                .into_iter()
                .zip(self.dossiers.execute(&requests).await)
            {
                match answer {
                    Ok(written) => match written.change {
                        Change::Created => self.counts.created += 1,
                        Change::Continued => self.counts.continued += 1,
                        Change::Unchanged => self.counts.unchanged += 1,
                    },
                    Err(DossierError::Refused(refusal)) => {
                        self.refuse(line, LineFault::of(&refusal));
                    }
                    Err(DossierError::ForbiddenUnit) => {
                        self.refuse(line, LineFault::forbidden_unit());
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        let mut conn = self.dossiers.pool.acquire().await?;
        store::import::progress(&mut conn, self.id, self.counts, &self.refusals, finished_at)
            .await?;
        self.refusals.clear();
        Ok(())
    }

    fn refuse(&mut self, line: i64, fault: LineFault) {
        self.counts.refused += 1;
        let refusal = ImportRefusal {
            line,
            field: fault.field,
            code: fault.code,
            message: fault.message,
        };
        self.refusals.push(refusal);
    }
}

impl LineFault {
    pub fn of(refusal: &Refusal) -> Self {
        Self {
            field: refusal.field().unwrap_or_default(),
            code: refusal.code().to_owned(),
            message: refusal.to_string(),
        }
    }

    fn forbidden_unit() -> Self {
        let message = "your roles do not cover the unit".to_owned();
        Self {
            field: "receiving_unit_id".to_owned(),
            code: "FORBIDDEN_UNIT".to_owned(),
            message,
        }
    }
}
