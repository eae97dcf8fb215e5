use chiso_calendar::Instant;

use super::StepKind;

/// What somebody wants to do to a dossier that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// `due`: the due time printed on the receipt, where an import brings it; else it is computed.
    Accept {
        due: Option<Instant>,
    },
    RejectIntake {
        reason: String,
    },
    RequestSupplement {
        reason: String,
    },
    ReceiveSupplement,
    Resolve,
    Refuse {
        reason: String,
    },
    Withdraw {
        reason: String,
    },
    Deliver,
}

impl Action {
    /// The step that the action leads to.
    pub fn kind(&self) -> StepKind {
        match self {
            Self::Accept { .. } => StepKind::Accepted,
            Self::RejectIntake { .. } => StepKind::IntakeRejected,
            Self::RequestSupplement { .. } => StepKind::SupplementRequested,
            Self::ReceiveSupplement => StepKind::SupplementReceived,
            Self::Resolve => StepKind::Resolved,
            Self::Refuse { .. } => StepKind::Refused,
            Self::Withdraw { .. } => StepKind::Withdrawn,
            Self::Deliver => StepKind::Delivered,
        }
    }
}
