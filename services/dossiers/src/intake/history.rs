use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{procedure, unit};
use crate::domain::{Action, Applicant, Channel, Refusal, StepKind};
use crate::usecase::{History, HistoryStep};

/// One line of a bulk import: a dossier with its whole history. Sent again with more steps, it continues the stored one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DossierHistory)]
pub struct RawHistory {
    #[schema(example = "H05.26-220105-0001")]
    pub code: String,
    #[schema(example = "1.004873")]
    pub procedure_code: String,
    #[schema(example = "tthcc-tu-son")]
    pub receiving_unit_id: String,
    /// The receiving unit where absent.
    #[serde(default)]
    pub competent_unit_id: Option<String>,
    /// In person where absent.
    #[serde(default)]
    pub channel: Channel,
    pub applicant: Applicant,
    /// Oldest first, starting with `submitted`.
    pub steps: Vec<RawStep>,
}

/// One step of a history.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HistoryStep)]
pub struct RawStep {
    pub kind: StepKind,
    /// When it happened, from 1900 to now.
    pub occur_time: DateTime<Utc>,
    /// Required where the step needs one.
    #[serde(default)]
    pub reason: Option<String>,
    /// `accepted` only: the due time printed on the receipt; computed from the procedure where absent.
    #[serde(default)]
    pub due_time: Option<DateTime<Utc>>,
}

impl RawHistory {
    /// # Errors
    /// Refuses the first field that breaks its rule.
    pub fn checked(self) -> Result<History, Refusal> {
        let receiving_unit = unit("receiving_unit_id", &self.receiving_unit_id)?;
        let competent_unit = match &self.competent_unit_id {
            Some(id) => unit("competent_unit_id", id)?,
            None => receiving_unit.clone(),
        };
        let mut steps = self.steps.into_iter();
        let first = steps.next().filter(|step| step.kind == StepKind::Submitted);
        let first = first.ok_or(Refusal::invalid(
            "steps[0].kind",
            "ILLEGAL_TRANSITION",
            "submitted as the first step",
        ))?;
        Ok(History {
            code: self.code.parse()?,
            procedure: procedure(&self.procedure_code)?,
            receiving_unit,
            competent_unit,
            channel: self.channel,
            applicant: self.applicant.checked()?,
            submitted_at: micros(first.occur_time),
            steps: steps
                .enumerate()
                .map(|(index, step)| step.checked(index + 1))
                .collect::<Result<_, _>>()?,
        })
    }
}

impl RawStep {
    fn checked(self, index: usize) -> Result<HistoryStep, Refusal> {
        let field = |name: &str| format!("steps[{index}].{name}");
        if self.due_time.is_some() && self.kind != StepKind::Accepted {
            return Err(Refusal::invalid(
                field("due_time"),
                "UNEXPECTED_FIELD",
                "a due time with accepted only",
            ));
        }
        let given = self.reason;
        let reason = || {
            given.ok_or(Refusal::invalid(
                field("reason"),
                "REQUIRED",
                "a reason for this kind of step",
            ))
        };
        let action = match self.kind {
            StepKind::Submitted => {
                return Err(Refusal::invalid(
                    field("kind"),
                    "ILLEGAL_TRANSITION",
                    "submitted as the first step only",
                ));
            }
            StepKind::Accepted => Action::Accept {
                due: self.due_time.map(micros),
            },
            StepKind::IntakeRejected => Action::RejectIntake { reason: reason()? },
            StepKind::SupplementRequested => Action::RequestSupplement { reason: reason()? },
            StepKind::SupplementReceived => Action::ReceiveSupplement,
            StepKind::Resolved => Action::Resolve,
            StepKind::Refused => Action::Refuse { reason: reason()? },
            StepKind::Withdrawn => Action::Withdraw { reason: reason()? },
            StepKind::Delivered => Action::Deliver,
        };
        Ok(HistoryStep {
            at: micros(self.occur_time),
            action,
        })
    }
}

/// Truncates to microseconds, as PostgreSQL stores them. Years that leave no room for rounding stay as they are and are
/// refused as out of range.
fn micros(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(at)
}
