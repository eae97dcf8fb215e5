use chiso_calendar::Instant;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{RawParticulars, instant};
use crate::domain::{
    Action, Applicant, Channel, DossierCode, Faults, Refusal, StepKind, checked_reason,
};
use crate::usecase::{History, HistoryStep, Life};

/// One line of a bulk import: a dossier with its whole history. Sent again with more steps, it continues the stored one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DossierHistory)]
pub struct RawHistory {
    #[schema(
        pattern = r"^[0-9A-Z]+(\.[0-9A-Z]+)*-([0-9]{2}){1,2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])-[0-9]{4,7}$",
        max_length = 52,
        example = "H05.26-220105-0001"
    )]
    pub code: String,
    #[schema(
        pattern = r"^[1-3]\.[0-9]{6}(\.000\.00\.00\.[GH][0-9]{2})?$",
        example = "1.004873"
    )]
    pub procedure_code: String,
    #[schema(pattern = "^[a-z0-9-]{1,64}$", example = "tthcc-tu-son")]
    pub receiving_unit_id: String,
    /// The receiving unit where absent.
    #[serde(default)]
    #[schema(pattern = "^[a-z0-9-]{1,64}$")]
    pub competent_unit_id: Option<String>,
    /// In person where absent.
    #[serde(default)]
    pub channel: Channel,
    pub applicant: Applicant,
    /// Oldest first, starting with `submitted`.
    #[schema(min_items = 1)]
    pub steps: Vec<RawStep>,
}

/// A dossier as it should have been recorded, and why it is corrected.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DossierCorrection)]
pub struct RawCorrection {
    /// 1 to 2000 characters.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
    #[schema(
        pattern = r"^[1-3]\.[0-9]{6}(\.000\.00\.00\.[GH][0-9]{2})?$",
        example = "1.004873"
    )]
    pub procedure_code: String,
    #[schema(pattern = "^[a-z0-9-]{1,64}$", example = "tthcc-tu-son")]
    pub receiving_unit_id: String,
    /// The receiving unit where absent.
    #[serde(default)]
    #[schema(pattern = "^[a-z0-9-]{1,64}$")]
    pub competent_unit_id: Option<String>,
    /// In person where absent.
    #[serde(default)]
    pub channel: Channel,
    pub applicant: Applicant,
    /// The right steps, oldest first, starting with `submitted`.
    #[schema(min_items = 1)]
    pub steps: Vec<RawStep>,
}

/// One step of a history.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HistoryStep)]
pub struct RawStep {
    pub kind: StepKind,
    /// When it happened, from 1900 to now; fractions of a second are cut off.
    pub occur_time: DateTime<Utc>,
    /// Required where the step needs one.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: Option<String>,
    /// `accepted` only: the due time printed on the receipt, up to 2200; computed from the procedure where absent.
    #[serde(default)]
    pub due_time: Option<DateTime<Utc>>,
}

impl RawHistory {
    /// # Errors
    /// Refuses with every field that breaks its rule.
    pub fn checked(self) -> Result<History, Refusal> {
        let mut faults = Faults::default();
        let code = faults.note(self.code.parse::<DossierCode>());
        let life = faults.note(checked_life(
            &RawParticulars {
                procedure_code: &self.procedure_code,
                receiving_unit_id: &self.receiving_unit_id,
                competent_unit_id: self.competent_unit_id.as_deref(),
                channel: self.channel,
            },
            self.applicant,
            self.steps,
        ));
        let (Some(code), Some(life)) = (code, life) else {
            return Err(faults.refusal());
        };
        Ok(History { code, life })
    }
}

impl RawCorrection {
    /// # Errors
    /// Refuses with every field that breaks its rule.
    pub fn checked(self) -> Result<(String, Life), Refusal> {
        let particulars = RawParticulars {
            procedure_code: &self.procedure_code,
            receiving_unit_id: &self.receiving_unit_id,
            competent_unit_id: self.competent_unit_id.as_deref(),
            channel: self.channel,
        };
        let mut faults = Faults::default();
        let reason = faults.note(checked_reason(&self.reason));
        let life = faults.note(checked_life(&particulars, self.applicant, self.steps));
        let (Some(reason), Some(life)) = (reason, life) else {
            return Err(faults.refusal());
        };
        Ok((reason, life))
    }
}

fn checked_life(
    particulars: &RawParticulars<'_>,
    applicant: Applicant,
    steps: Vec<RawStep>,
) -> Result<Life, Refusal> {
    let mut faults = Faults::default();
    let particulars = faults.note(particulars.checked());
    let applicant = faults.note(applicant.checked());
    let mut steps = steps.into_iter();
    let first = steps.next().filter(|step| step.kind == StepKind::Submitted);
    let first = first.ok_or(Refusal::invalid(
        "steps[0].kind",
        "ILLEGAL_TRANSITION",
        "submitted as the first step",
    ));
    let submitted_at = faults
        .note(first)
        .and_then(|step| faults.note(instant("steps[0].occur_time", step.occur_time)));
    let mut checked = Vec::with_capacity(steps.len());
    for (index, step) in steps.enumerate() {
        checked.extend(faults.note(step.checked(index + 1)));
    }
    match (particulars, applicant, submitted_at, faults.is_empty()) {
        (Some(particulars), Some(applicant), Some(submitted_at), true) => Ok(Life {
            particulars,
            applicant,
            submitted_at,
            steps: checked,
        }),
        _ => Err(faults.refusal()),
    }
}

impl RawStep {
    fn checked(self, index: usize) -> Result<HistoryStep, Refusal> {
        let field = |name: &str| field(index, name);
        let mut faults = Faults::default();
        let at = faults.note(instant(field("occur_time"), self.occur_time));
        let due = self
            .due_time
            .and_then(|due| faults.note(instant(field("due_time"), due)));
        let action = faults.note(action(index, self.kind, self.reason, due));
        if self.due_time.is_some() && self.kind != StepKind::Accepted {
            let unexpected = Refusal::invalid(
                field("due_time"),
                "UNEXPECTED_FIELD",
                "a due time with accepted only",
            );
            faults.note::<()>(Err(unexpected));
        }
        match (at, action, faults.is_empty()) {
            (Some(at), Some(action), true) => Ok(HistoryStep { at, action }),
            _ => Err(faults.refusal()),
        }
    }
}

fn field(index: usize, name: &str) -> String {
    format!("steps[{index}].{name}")
}

/// What somebody did in a step of this kind.
fn action(
    index: usize,
    kind: StepKind,
    reason: Option<String>,
    due: Option<Instant>,
) -> Result<Action, Refusal> {
    let reason = || {
        let given = reason.ok_or(Refusal::invalid(
            field(index, "reason"),
            "REQUIRED",
            "a reason for this kind of step",
        ))?;
        checked_reason(&given).map_err(|refusal| refusal.at_step(index))
    };
    Ok(match kind {
        StepKind::Accepted => Action::Accept { due },
        StepKind::IntakeRejected => Action::RejectIntake { reason: reason()? },
        StepKind::SupplementRequested => Action::RequestSupplement { reason: reason()? },
        StepKind::SupplementReceived => Action::ReceiveSupplement,
        StepKind::Resolved => Action::Resolve,
        StepKind::Refused => Action::Refuse { reason: reason()? },
        StepKind::Withdrawn => Action::Withdraw { reason: reason()? },
        StepKind::Delivered => Action::Deliver,
        StepKind::Submitted => {
            return Err(Refusal::invalid(
                field(index, "kind"),
                "ILLEGAL_TRANSITION",
                "submitted as the first step only",
            ));
        }
        StepKind::DueRevised | StepKind::Corrected => {
            return Err(Refusal::invalid(
                field(index, "kind"),
                "INVALID_VALUE",
                "a step that an office takes",
            ));
        }
    })
}
