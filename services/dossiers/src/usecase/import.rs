use std::collections::HashSet;
use std::sync::Arc;

use chiso_calendar::Instant;
use chiso_chassis::auth::{Caller, Role};
use chiso_chassis::error::{Describe, ErrorKind};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{Change, Command, DossierError, Dossiers, History, Life, Request};
use crate::domain::{DossierCode, Fault, Faults, Refusal, StepKind};
use crate::store;
use crate::store::import::{Counts, ImportRefusal, RefusalPlace};

/// Histories that share one transaction.
const CHUNK: usize = 500;
/// Steps that share one transaction, about: long lives come in smaller chunks.
const CHUNK_STEPS: usize = 5000;
/// Refusals that a report carries itself; the others are read page by page.
pub const REFUSALS_PER_PAGE: u16 = 1000;
/// Faults of one line that are reported.
const MAX_FAULTS: usize = 20;
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
    /// Steps of the lives in the chunk.
    chunk_steps: usize,
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
    /// The place after which the remaining refusals are read, if there may be more than the report carries.
    pub fn next_after(&self) -> Option<RefusalPlace> {
        self.refusals
            .last()
            .filter(|_| self.refusals.len() >= usize::from(REFUSALS_PER_PAGE))
            .map(ImportRefusal::place)
    }
}

impl Life {
    /// Kinds and times of all steps.
    pub fn timeline(&self) -> Vec<(StepKind, Instant)> {
        let first = (StepKind::Submitted, self.submitted_at);
        std::iter::once(first)
            .chain(self.steps.iter().map(|step| (step.action.kind(), step.at)))
            .collect()
    }

    /// Refuses times after now.
    pub fn check_past(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        let latest = Instant::of_clock(now + FUTURE_TOLERANCE);
        let mut faults = Faults::default();
        for (index, (_, at)) in self.timeline().into_iter().enumerate() {
            if at > latest {
                faults.note::<()>(Err(Refusal::invalid(
                    format!("steps[{index}].occur_time"),
                    "DATE_OUT_OF_RANGE",
                    "a time from 1900 to now",
                )));
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults.refusal())
        }
    }
}

impl ImportRun {
    /// Opens an import.
    ///
    /// # Errors
    /// Refuses who imports for no unit at all; fails if the database does.
    pub async fn start(dossiers: Arc<Dossiers>, caller: Caller) -> Result<Self, DossierError> {
        if caller.units(Role::Importer).next().is_none() {
            return Err(DossierError::ForbiddenCall);
        }
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
            chunk_steps: 0,
            refusals: Vec::new(),
        })
    }

    /// Takes the next line in.
    ///
    /// # Errors
    /// Fails if the database does and after a million lines; what is wrong with a line goes to the report.
    pub async fn line(
        &mut self,
        line: Result<History, Vec<LineFault>>,
    ) -> Result<(), DossierError> {
        if self.counts.lines >= MAX_LINES {
            self.flush(None).await?;
            return Err(DossierError::ImportTooLong { max: MAX_LINES });
        }
        self.counts.lines += 1;
        match line.and_then(|history| self.checked(history)) {
            Ok(history) => {
                self.chunk_steps += history.life.steps.len();
                self.chunk.push((self.counts.lines, history));
            }
            Err(faults) => self.refuse(self.counts.lines, faults),
        }
        let is_full = self.chunk.len().max(self.refusals.len()) >= CHUNK;
        if is_full || self.chunk_steps >= CHUNK_STEPS {
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
            .import_refusals(
                &self.caller,
                self.id,
                RefusalPlace::default(),
                REFUSALS_PER_PAGE,
            )
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

    fn checked(&mut self, history: History) -> Result<History, Vec<LineFault>> {
        history
            .life
            .check_past(self.dossiers.clock.now())
            .map_err(|refusal| LineFault::all_of(&refusal))?;
        if !self.seen.insert(history.code.clone()) {
            return Err(vec![LineFault::new(
                "code",
                Refusal::DuplicateCode.code(),
                "the dossier code stands on an earlier line of this import",
            )]);
        }
        Ok(history)
    }

    async fn flush(&mut self, finished_at: Option<DateTime<Utc>>) -> Result<(), DossierError> {
        self.chunk_steps = 0;
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
        let mut outage = None;
        if !requests.is_empty() {
            for (line, answer) in lines
                .into_iter()
                .zip(self.dossiers.execute(&requests).await)
            {
                match answer {
                    Ok(written) => match written.change {
                        Change::Created => self.counts.created += 1,
                        Change::Continued | Change::Revised(_) => self.counts.continued += 1,
                        Change::Unchanged => self.counts.unchanged += 1,
                    },
                    Err(DossierError::Refused(refusal)) => {
                        self.refuse(line, LineFault::all_of(&refusal));
                    }
                    Err(DossierError::ForbiddenUnit) => self.refuse(
                        line,
                        vec![LineFault::new(
                            "receiving_unit_id",
                            "FORBIDDEN_UNIT",
                            "your roles do not cover the unit",
                        )],
                    ),
                    Err(error) if error.kind() == ErrorKind::Internal => {
                        tracing::error!(
                            error = &error as &dyn std::error::Error,
                            import.id = %self.id,
                            import.line = line,
                            "a line of an import could not be stored"
                        );
                        self.refuse(
                            line,
                            vec![LineFault::new(
                                "",
                                error.reason(),
                                "the line could not be stored; tell the operator",
                            )],
                        );
                    }
                    Err(error @ DossierError::Damaged) => self.refuse(
                        line,
                        vec![LineFault::new("code", error.reason(), error.to_string())],
                    ),
                    Err(error) => outage = Some(error),
                }
            }
        }
        let mut conn = self.dossiers.pool.acquire().await?;
        store::import::progress(&mut conn, self.id, self.counts, &self.refusals, finished_at)
            .await?;
        self.refusals.clear();
        outage.map_or(Ok(()), Err)
    }

    fn refuse(&mut self, line: i64, faults: Vec<LineFault>) {
        self.counts.refused += 1;
        let refusals = (0..).zip(faults).map(|(ordinal, fault)| ImportRefusal {
            line,
            ordinal,
            field: fault.field,
            code: fault.code,
            message: fault.message,
        });
        self.refusals.extend(refusals.take(MAX_FAULTS));
    }
}

impl LineFault {
    pub fn new(
        field: impl Into<String>,
        code: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            field: field.into(),
            code: code.into(),
            message: message.into(),
        }
    }

    pub fn all_of(refusal: &Refusal) -> Vec<Self> {
        let faults = refusal.faults();
        if faults.is_empty() {
            return vec![Self::new("", refusal.code(), refusal.to_string())];
        }
        let of_one = |fault: Fault| {
            let message = fault.expected.map_or_else(
                || refusal.to_string(),
                |expected| format!("expected {expected}"),
            );
            Self::new(fault.field, fault.code, message)
        };
        faults.into_iter().map(of_one).collect()
    }
}
