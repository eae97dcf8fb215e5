use chiso_calendar::Instant;
use uuid::Uuid;

use super::step::{Due, Step, What};
use super::{Action, Applicant, DossierCode, DossierState, Particulars, Refusal, Rules, StepKind};

/// Steps of one life. After so many it only goes on to its end: every event carries the whole clock, so what a life costs grows
/// with the square of its length.
const MAX_STEPS: usize = 100;
/// How often one dossier can be corrected: each correction keeps the life before it.
const MAX_CORRECTIONS: usize = 10;

/// UUIDv7 of a dossier.
pub type DossierId = Uuid;

/// Hồ sơ thủ tục hành chính: the application of one applicant for one procedure. Its life is its steps; the state, the
/// clock and the version are folded from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    pub id: DossierId,
    pub code: DossierCode,
    pub particulars: Particulars,
    pub applicant: Applicant,
    /// The applicants before each correction, oldest first.
    pub former_applicants: Vec<Applicant>,
    /// Everything that was ever recorded: at least one step, the first is the submission.
    pub steps: Vec<Step>,
}

impl Dossier {
    pub fn state(&self) -> DossierState {
        DossierState::after(&self.steps)
            .expect("steps enter only through `take` and its like, which refuse illegal ones")
    }

    /// Version for optimistic locking: the number of steps.
    pub fn version(&self) -> i64 {
        i64::try_from(self.steps.len()).expect("a life has fewer than 2^63 steps")
    }

    /// The dossier as it was after `version` steps.
    pub fn at_version(mut self, version: i64) -> Self {
        let kept = usize::try_from(version).unwrap_or(0).max(1);
        let undone = self.steps.get(kept..).unwrap_or_default();
        let corrections: Vec<_> = undone
            .iter()
            .filter_map(|step| match &step.what {
                What::Corrected { was, .. } => Some(was.clone()),
                _ => None,
            })
            .collect();
        let remaining = self
            .former_applicants
            .len()
            .saturating_sub(corrections.len());
        if let Some(was) = corrections.into_iter().next() {
            self.particulars = was;
        }
        if let Some(was) = self.former_applicants.drain(remaining..).next() {
            self.applicant = was;
        }
        self.steps.truncate(kept);
        self
    }

    /// The steps that hold, oldest first: those of the last correction and those after it.
    pub fn life(&self) -> impl DoubleEndedIterator<Item = &Step> {
        let corrected = self
            .steps
            .iter()
            .rposition(|step| step.kind() == StepKind::Corrected);
        let (corrected_life, from): (&[Step], usize) =
            match corrected.map(|at| (&self.steps[at].what, at)) {
                Some((What::Corrected { life, .. }, at)) => (life, at + 1),
                _ => (&[], 0),
            };
        corrected_life.iter().chain(&self.steps[from..])
    }

    /// The steps that somebody took, as an import tells them.
    pub fn taken_steps(&self) -> impl Iterator<Item = &Step> {
        self.life()
            .filter(|step| step.kind() != StepKind::DueRevised)
    }

    pub fn last_taken_step(&self) -> &Step {
        self.taken_steps()
            .last()
            .expect("the first step of a life is its submission")
    }

    /// The procedure version that binds the dossier: that of the acceptance, before it that of the submission.
    pub fn bound_version(&self) -> i32 {
        self.life()
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
    pub fn take(&mut self, action: &Action, at: Instant, rules: Rules<'_>) -> Result<(), Refusal> {
        let state = self.state();
        let opens_a_round = matches!(action, Action::RequestSupplement { .. });
        if opens_a_round && self.life().count() >= MAX_STEPS {
            return Err(Refusal::LifeTooLong);
        }
        if at < self.last_taken_step().at {
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
        at: Instant,
        state: &DossierState,
        rules: Rules<'_>,
    ) -> Result<What, Refusal> {
        Ok(match action {
            // What the state forbids is refused as that, whatever has become of the procedure.
            Action::Accept { .. } if *state != DossierState::Submitted => {
                return Err(Refusal::illegal(state, StepKind::Accepted));
            }
            Action::Accept { due } => {
                let version = rules.version_at(&self.particulars.procedure, at)?;
                let due =
                    due.map_or_else(|| rules.due(at, version), |given| Ok(Due::fixed(given)))?;
                if due.at < at {
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
            Action::ReceiveSupplement => {
                let DossierState::AwaitingSupplement(clock) = state else {
                    return Err(Refusal::illegal(state, StepKind::SupplementReceived));
                };
                let version = rules
                    .procedures
                    .version(&self.particulars.procedure, self.bound_version())
                    .ok_or(Refusal::ProcedureNotInForce)?;
                What::SupplementReceived {
                    due: rules.due_after_pause(clock, at, version)?,
                }
            }
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

    /// Computes a provisional due time again. Returns the one that was in force if something changed: its place or that it is final.
    ///
    /// # Errors
    /// Refuses what lies beyond the years of an instant.
    pub fn revise_due(&mut self, at: Instant, rules: Rules<'_>) -> Result<Option<Due>, Refusal> {
        let state = self.state();
        let Some(clock) = state
            .running_clock()
            .filter(|clock| clock.due().is_provisional)
        else {
            return Ok(None);
        };
        let was = clock.due();
        let due = self.recomputed_due(rules)?;
        if due == was {
            return Ok(None);
        }
        self.steps.push(Step {
            at,
            what: What::DueRevised { due },
        });
        Ok(Some(was))
    }

    /// The due time in force if each provisional one on the way had been computed with the calendar as it is now.
    fn recomputed_due(&self, rules: Rules<'_>) -> Result<Due, Refusal> {
        let version = rules
            .procedures
            .version(&self.particulars.procedure, self.bound_version())
            .ok_or(Refusal::ProcedureNotInForce)?;
        let mut state: Option<DossierState> = None;
        for step in self.taken_steps() {
            let what = match &step.what {
                What::Accepted {
                    procedure_version,
                    service_level,
                    due,
                } if due.is_provisional => What::Accepted {
                    procedure_version: *procedure_version,
                    service_level: *service_level,
                    due: rules.due(step.at, version)?,
                },
                What::SupplementReceived { due } if due.is_provisional => {
                    let clock = state.as_ref().and_then(DossierState::running_clock);
                    let clock = clock.expect("a supplement comes in while the clock stands");
                    What::SupplementReceived {
                        due: rules.due_after_pause(clock, step.at, version)?,
                    }
                }
                other => other.clone(),
            };
            let step = Step { at: step.at, what };
            state = match state {
                None => DossierState::after(std::slice::from_ref(&step)),
                Some(state) => state.advance(&step),
            };
        }
        let clock = state.as_ref().and_then(DossierState::running_clock);
        Ok(clock
            .expect("the due time of a running clock is revised")
            .due())
    }

    /// Đính chính: from now on the dossier is what `right` says. What was recorded before stays in the steps.
    ///
    /// # Errors
    /// Refuses a bad reason, and more corrections than a dossier can have; the dossier is unchanged then.
    pub fn correct(&mut self, right: Self, reason: &str, at: Instant) -> Result<(), Refusal> {
        if self.former_applicants.len() >= MAX_CORRECTIONS {
            return Err(Refusal::TooManyCorrections);
        }
        let what = What::Corrected {
            reason: checked_reason(reason)?,
            life: right.steps,
            was: std::mem::replace(&mut self.particulars, right.particulars),
        };
        let was = std::mem::replace(&mut self.applicant, right.applicant);
        self.former_applicants.push(was);
        self.steps.push(Step { at, what });
        Ok(())
    }
}

/// A reason in NFC, 1 to 2000 characters.
///
/// # Errors
/// Refuses a reason that breaks this rule.
pub fn checked_reason(reason: &str) -> Result<String, Refusal> {
    chiso_text::paragraphs(reason, 2000).map_err(|_| {
        Refusal::invalid(
            "reason",
            "INVALID_REASON",
            "1 to 2000 characters, no control or invisible characters but line breaks",
        )
    })
}
