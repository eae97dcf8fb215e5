use chiso_calendar::Instant;

use super::StateName;
use super::step::{Due, Step, What};

/// Where a dossier stands, folded from its steps. States after acceptance carry the handling clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DossierState {
    /// Mới đăng ký (1).
    Submitted,
    /// Không được tiếp nhận (3).
    IntakeRejected { at: Instant },
    /// Được tiếp nhận, đang xử lý (2, 4): the clock runs.
    Processing(HandlingClock),
    /// Yêu cầu bổ sung giấy tờ (5): the clock stands.
    AwaitingSupplement(HandlingClock),
    /// Đã xử lý xong (9).
    Resolved { clock: HandlingClock, at: Instant },
    /// Dừng xử lý (8).
    Refused { clock: HandlingClock, at: Instant },
    /// Công dân yêu cầu rút hồ sơ (7); without a clock if it had not been accepted.
    Withdrawn {
        clock: Option<HandlingClock>,
        at: Instant,
    },
    /// Đã trả kết quả (10).
    Delivered {
        clock: HandlingClock,
        resolved_at: Instant,
        at: Instant,
    },
}

/// How an accepted dossier ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Resolved,
    Refused,
    Withdrawn,
}

/// The handling clock of an accepted dossier: spans in which it ran, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandlingClock {
    pub accepted_at: Instant,
    /// Ngày hẹn trả on the receipt.
    pub original_due: Due,
    pub runs: Vec<ClockRun>,
}

/// One span in which the clock ran towards a due time (ngày hẹn trả).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockRun {
    pub start: Instant,
    pub due: Due,
    pub stop: Option<Instant>,
    /// A request for a supplement stopped it, not the end of the dossier.
    pub is_request: bool,
}

impl HandlingClock {
    fn started(at: Instant, due: Due) -> Self {
        Self {
            accepted_at: at,
            original_due: due,
            runs: vec![ClockRun {
                start: at,
                due,
                stop: None,
                is_request: false,
            }],
        }
    }

    /// Stops the clock until the supplement comes in.
    fn paused(mut self, at: Instant) -> Self {
        if let Some(run) = self.runs.last_mut() {
            run.is_request = true;
        }
        self.stopped(at)
    }

    /// Stops the clock; a clock that stands already keeps its stop.
    fn stopped(mut self, at: Instant) -> Self {
        if let Some(run) = self.runs.last_mut() {
            run.stop.get_or_insert(at);
        }
        self
    }

    fn resumed(mut self, at: Instant, due: Due) -> Self {
        self.runs.push(ClockRun {
            start: at,
            due,
            stop: None,
            is_request: false,
        });
        self
    }

    fn revised(mut self, due: Due) -> Self {
        if let Some(run) = self.runs.last_mut() {
            run.due = due;
        }
        self
    }

    /// The due time in force.
    pub fn due(&self) -> Due {
        self.last_run().due
    }

    pub fn last_run(&self) -> &ClockRun {
        self.runs
            .last()
            .expect("a clock is made with its first run")
    }
}

impl DossierState {
    /// Folds the steps of a dossier. `None` if they are not a legal life.
    pub fn after(steps: &[Step]) -> Option<Self> {
        let (first, rest) = steps.split_first()?;
        let start = matches!(first.what, What::Submitted { .. }).then_some(Self::Submitted)?;
        rest.iter().try_fold(start, Self::advance)
    }

    /// The state after one more step, or `None` if the step is not allowed here: the transition table of the dossier.
    pub fn advance(self, step: &Step) -> Option<Self> {
        let at = step.at;
        Some(match (self, &step.what) {
            (Self::Submitted, What::Accepted { due, .. }) => {
                Self::Processing(HandlingClock::started(at, *due))
            }
            (Self::Submitted, What::IntakeRejected { .. }) => Self::IntakeRejected { at },
            (Self::Submitted, What::Withdrawn { .. }) => Self::Withdrawn { clock: None, at },
            (Self::Processing(clock), What::SupplementRequested { .. }) => {
                Self::AwaitingSupplement(clock.paused(at))
            }
            (Self::AwaitingSupplement(clock), What::SupplementReceived { due }) => {
                Self::Processing(clock.resumed(at, *due))
            }
            (Self::Processing(clock), What::DueRevised { due }) => {
                Self::Processing(clock.revised(*due))
            }
            (Self::AwaitingSupplement(clock), What::DueRevised { due }) => {
                Self::AwaitingSupplement(clock.revised(*due))
            }
            (_, What::Corrected { life, .. }) => Self::after(life)?,
            (Self::Processing(clock), What::Resolved) => Self::Resolved {
                clock: clock.stopped(at),
                at,
            },
            (Self::Processing(clock) | Self::AwaitingSupplement(clock), What::Refused { .. }) => {
                Self::Refused {
                    clock: clock.stopped(at),
                    at,
                }
            }
            (Self::Processing(clock) | Self::AwaitingSupplement(clock), What::Withdrawn { .. }) => {
                Self::Withdrawn {
                    clock: Some(clock.stopped(at)),
                    at,
                }
            }
            (
                Self::Resolved {
                    clock,
                    at: resolved_at,
                },
                What::Delivered,
            ) => Self::Delivered {
                clock,
                resolved_at,
                at,
            },
            _ => return None,
        })
    }

    /// The name of the state, without what it carries.
    pub fn name(&self) -> StateName {
        match self {
            Self::Submitted => StateName::Submitted,
            Self::IntakeRejected { .. } => StateName::IntakeRejected,
            Self::Processing(_) => StateName::Processing,
            Self::AwaitingSupplement(_) => StateName::AwaitingSupplement,
            Self::Resolved { .. } => StateName::Resolved,
            Self::Refused { .. } => StateName::Refused,
            Self::Withdrawn { .. } => StateName::Withdrawn,
            Self::Delivered { .. } => StateName::Delivered,
        }
    }

    /// Present while the dossier is being handled, also while the clock stands.
    pub fn running_clock(&self) -> Option<&HandlingClock> {
        match self {
            Self::Processing(clock) | Self::AwaitingSupplement(clock) => Some(clock),
            _ => None,
        }
    }

    /// Present once the dossier was accepted.
    pub fn clock(&self) -> Option<&HandlingClock> {
        match self {
            Self::Submitted | Self::IntakeRejected { .. } => None,
            Self::Processing(clock)
            | Self::AwaitingSupplement(clock)
            | Self::Resolved { clock, .. }
            | Self::Refused { clock, .. }
            | Self::Delivered { clock, .. } => Some(clock),
            Self::Withdrawn { clock, .. } => clock.as_ref(),
        }
    }

    /// How and when the dossier ended; a dossier that intake rejected has no outcome.
    pub fn outcome(&self) -> Option<(Outcome, Instant)> {
        match self {
            Self::Resolved { at, .. } => Some((Outcome::Resolved, *at)),
            Self::Delivered { resolved_at, .. } => Some((Outcome::Resolved, *resolved_at)),
            Self::Refused { at, .. } => Some((Outcome::Refused, *at)),
            Self::Withdrawn { at, .. } => Some((Outcome::Withdrawn, *at)),
            _ => None,
        }
    }
}
