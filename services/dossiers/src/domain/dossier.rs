use chiso_calendar::{WorkCalendar, local_day};
use chiso_org::UnitId;
use chiso_procedure::{ProcedureCatalogue, ProcedureVersion};
use chrono::{DateTime, Utc};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::step::{Step, What};
use super::{Action, Applicant, Channel, DossierCode, DossierState, Refusal};

/// UUIDv7 of a dossier.
pub type DossierId = Uuid;

/// Hồ sơ thủ tục hành chính: the application of one applicant for one procedure. Its life is its steps; the state, the
/// clock and the version are folded from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    pub id: DossierId,
    pub code: DossierCode,
    /// National procedure code.
    pub procedure: String,
    /// The unit whose desk takes the dossier in.
    pub receiving_unit: UnitId,
    /// The unit that decides; since Decree 118/2025 it may be another one.
    pub competent_unit: UnitId,
    pub channel: Channel,
    pub applicant: Applicant,
    /// At least one, the first is the submission.
    pub steps: Vec<Step>,
}

/// What the rules of a dossier depend on.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    pub procedures: &'a ProcedureCatalogue,
    pub calendar: &'a WorkCalendar,
}

impl Rules<'_> {
    /// The version of a procedure that is in force at an instant.
    pub fn version_at(
        &self,
        procedure: &str,
        at: DateTime<Utc>,
    ) -> Result<&ProcedureVersion, Refusal> {
        if self.procedures.versions(procedure).is_empty() {
            return Err(Refusal::UnknownProcedure);
        }
        self.procedures
            .version_on(procedure, local_day(at))
            .ok_or(Refusal::ProcedureNotInForce)
    }

    /// The first step of a dossier.
    pub fn submission(&self, procedure: &str, at: DateTime<Utc>) -> Result<Step, Refusal> {
        let version = self.version_at(procedure, at)?;
        let what = What::Submitted {
            procedure_version: version.version,
            service_level: version.service_level,
        };
        Ok(Step { at, what })
    }
}

impl Dossier {
    pub fn state(&self) -> DossierState {
        DossierState::after(&self.steps)
            .expect("steps enter only through `take`, which refuses illegal ones")
    }

    /// Version for optimistic locking: the number of steps.
    pub fn version(&self) -> i64 {
        i64::try_from(self.steps.len()).expect("a life has fewer than 2^63 steps")
    }

    /// The dossier as it was after `version` steps.
    pub fn at_version(mut self, version: i64) -> Self {
        self.steps
            .truncate(usize::try_from(version).unwrap_or(0).max(1));
        self
    }

    pub fn last_step(&self) -> &Step {
        self.steps
            .last()
            .expect("a dossier is made with its submission")
    }

    /// The procedure version that binds the dossier: that of the acceptance, before it that of the submission.
    pub fn bound_version(&self) -> i32 {
        self.steps
            .iter()
            .rev()
            .find_map(|step| match step.what {
                What::Accepted {
                    procedure_version, ..
                }
                | What::Submitted {
                    procedure_version, ..
                } => Some(procedure_version),
                _ => None,
            })
            .expect("the first step is the submission")
    }

    /// Does `action` at an instant that is not before the last step.
    ///
    /// # Errors
    /// Refuses what the state does not allow, a bad reason, and an acceptance under no procedure version; the dossier is
    /// unchanged then.
    pub fn take(
        &mut self,
        action: &Action,
        at: DateTime<Utc>,
        rules: Rules<'_>,
    ) -> Result<(), Refusal> {
        let state = self.state();
        if at < self.last_step().at {
            return Err(Refusal::invalid(
                "occur_time",
                "STEP_OUT_OF_ORDER",
                "not before the step that precedes it",
            ));
        }
        let step = Step {
            at,
            what: self.what(action, at, &state, rules)?,
        };
        if state.clone().advance(&step).is_none() {
            return Err(Refusal::illegal(&state, step.kind()));
        }
        self.steps.push(step);
        Ok(())
    }

    fn what(
        &self,
        action: &Action,
        at: DateTime<Utc>,
        state: &DossierState,
        rules: Rules<'_>,
    ) -> Result<What, Refusal> {
        Ok(match action {
            // What the state forbids is refused as that, whatever has become of the procedure.
            Action::Accept { .. } if *state != DossierState::Submitted => {
                return Err(Refusal::illegal(state, super::StepKind::Accepted));
            }
            Action::Accept { due } => {
                let version = rules.version_at(&self.procedure, at)?;
                let due = due.unwrap_or_else(|| rules.calendar.due(at, version.time_limit));
                if due < at {
                    return Err(Refusal::invalid(
                        "due_time",
                        "DUE_BEFORE_ACCEPTANCE",
                        "not before the acceptance",
                    ));
                }
                What::Accepted {
                    procedure_version: version.version,
                    service_level: version.service_level,
                    due,
                }
            }
            Action::ReceiveSupplement => What::SupplementReceived {
                due: self.due_after_pause(at, state, rules)?,
            },
            Action::RejectIntake { reason } => What::IntakeRejected {
                reason: checked_reason(reason)?,
            },
            Action::RequestSupplement { reason } => What::SupplementRequested {
                reason: checked_reason(reason)?,
            },
            Action::Refuse { reason } => What::Refused {
                reason: checked_reason(reason)?,
            },
            Action::Withdraw { reason } => What::Withdrawn {
                reason: checked_reason(reason)?,
            },
            Action::Resolve => What::Resolved,
            Action::Deliver => What::Delivered,
        })
    }

    fn due_after_pause(
        &self,
        at: DateTime<Utc>,
        state: &DossierState,
        rules: Rules<'_>,
    ) -> Result<DateTime<Utc>, Refusal> {
        let DossierState::AwaitingSupplement(clock) = state else {
            return Err(Refusal::illegal(state, super::StepKind::SupplementReceived));
        };
        let version = rules
            .procedures
            .version(&self.procedure, self.bound_version())
            .ok_or(Refusal::ProcedureNotInForce)?;
        let run = clock.last_run();
        let paused = run.stop.unwrap_or(at);
        Ok(rules
            .calendar
            .due_after_pause(run.due, paused, at, version.time_limit, version.pause))
    }
}

/// A reason in NFC, 1 to 2000 characters.
fn checked_reason(reason: &str) -> Result<String, Refusal> {
    let reason: String = reason.trim().nfc().collect();
    let good = !reason.is_empty() && reason.chars().count() <= 2000;
    good.then_some(reason).ok_or(Refusal::invalid(
        "reason",
        "INVALID_REASON",
        "1 to 2000 characters",
    ))
}
