use chiso_calendar::Instant;
use chiso_procedure::ServiceLevel;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Particulars;

/// One step in the life of a dossier, with what it fixed for the steps after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub at: Instant,
    #[serde(flatten)]
    pub what: What,
}

/// What a step did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// Nộp hồ sơ.
    Submitted {
        procedure_version: i32,
        service_level: ServiceLevel,
    },
    /// Tiếp nhận: from here on the dossier is bound to this procedure version, whatever becomes of the catalogue.
    Accepted {
        procedure_version: i32,
        service_level: ServiceLevel,
        #[serde(flatten)]
        due: Due,
    },
    /// Từ chối tiếp nhận (Mẫu 03).
    IntakeRejected {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Yêu cầu bổ sung (Mẫu 02).
    SupplementRequested {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Bổ sung hoàn thành; the clock runs towards a new due time.
    SupplementReceived {
        #[serde(flatten)]
        due: Due,
    },
    /// Tính lại ngày hẹn trả: the calendar of a year has come for which there had been none.
    DueRevised {
        #[serde(flatten)]
        due: Due,
    },
    /// Giải quyết xong.
    Resolved,
    /// Từ chối giải quyết, dừng xử lý (Mẫu 05).
    Refused {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Rút hồ sơ.
    Withdrawn {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Trả kết quả.
    Delivered,
    /// Đính chính: what was recorded was wrong. From here on the dossier is what `life` says; what was said before stays readable.
    Corrected {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
        /// The right steps, oldest first.
        life: Vec<Step>,
        /// The particulars that were corrected.
        was: Particulars,
    },
}

/// Ngày hẹn trả: when the clock that a step starts is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    #[serde(rename = "due")]
    pub at: Instant,
    /// Computed over a year whose calendar was not there: holidays that are moved from year to year are missing.
    #[serde(
        default,
        rename = "due_provisional",
        skip_serializing_if = "std::ops::Not::not"
    )]
    pub is_provisional: bool,
}

impl Due {
    /// A due time that somebody gave, or that the calendar fixes for good.
    pub fn fixed(at: Instant) -> Self {
        Self {
            at,
            is_provisional: false,
        }
    }
}

/// The kind of a step, as the API and the events name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    Submitted,
    Accepted,
    IntakeRejected,
    SupplementRequested,
    SupplementReceived,
    DueRevised,
    Resolved,
    Refused,
    Withdrawn,
    Delivered,
    Corrected,
}

impl Step {
    pub fn kind(&self) -> StepKind {
        match self.what {
            What::Submitted { .. } => StepKind::Submitted,
            What::Accepted { .. } => StepKind::Accepted,
            What::IntakeRejected { .. } => StepKind::IntakeRejected,
            What::SupplementRequested { .. } => StepKind::SupplementRequested,
            What::SupplementReceived { .. } => StepKind::SupplementReceived,
            What::DueRevised { .. } => StepKind::DueRevised,
            What::Resolved => StepKind::Resolved,
            What::Refused { .. } => StepKind::Refused,
            What::Withdrawn { .. } => StepKind::Withdrawn,
            What::Delivered => StepKind::Delivered,
            What::Corrected { .. } => StepKind::Corrected,
        }
    }

    pub fn reason(&self) -> Option<&str> {
        match &self.what {
            What::IntakeRejected { reason }
            | What::SupplementRequested { reason }
            | What::Refused { reason }
            | What::Withdrawn { reason }
            | What::Corrected { reason, .. } => Some(reason),
            _ => None,
        }
    }

    /// The reason of the step and those of the steps in it, in their order, to be taken out or put back in: they are stored apart.
    pub fn reasons_mut(&mut self) -> Vec<&mut String> {
        match &mut self.what {
            What::IntakeRejected { reason }
            | What::SupplementRequested { reason }
            | What::Refused { reason }
            | What::Withdrawn { reason } => vec![reason],
            What::Corrected { reason, life, .. } => {
                let within = life.iter_mut().flat_map(Self::reasons_mut);
                std::iter::once(reason).chain(within).collect()
            }
            What::Submitted { .. }
            | What::Accepted { .. }
            | What::SupplementReceived { .. }
            | What::DueRevised { .. }
            | What::Resolved
            | What::Delivered => Vec::new(),
        }
    }

    /// The due time that the step fixed.
    pub fn due(&self) -> Option<Due> {
        match self.what {
            What::Accepted { due, .. }
            | What::SupplementReceived { due }
            | What::DueRevised { due } => Some(due),
            _ => None,
        }
    }
}

impl StepKind {
    /// The business name of the event that reports the step.
    pub fn event(self) -> &'static str {
        match self {
            Self::Submitted => "DossierSubmitted",
            Self::Accepted => "DossierAccepted",
            Self::IntakeRejected => "IntakeRejected",
            Self::SupplementRequested => "SupplementRequested",
            Self::SupplementReceived => "SupplementReceived",
            Self::DueRevised => "DueTimeRevised",
            Self::Resolved => "DossierResolved",
            Self::Refused => "DossierRefused",
            Self::Withdrawn => "DossierWithdrawn",
            Self::Delivered => "ResultDelivered",
            Self::Corrected => "DossierCorrected",
        }
    }
}

impl std::fmt::Display for StepKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Submitted => "submitted",
            Self::Accepted => "accepted",
            Self::IntakeRejected => "intake_rejected",
            Self::SupplementRequested => "supplement_requested",
            Self::SupplementReceived => "supplement_received",
            Self::DueRevised => "due_revised",
            Self::Resolved => "resolved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Delivered => "delivered",
            Self::Corrected => "corrected",
        })
    }
}
