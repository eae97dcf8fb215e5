use thiserror::Error;

use super::{DossierState, StateName, StepKind};

/// Why the domain refuses. Messages name fields and rules, never values that a person typed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("{field}: expected {expected}")]
    Invalid {
        field: String,
        code: &'static str,
        expected: &'static str,
    },
    #[error("the procedure is not in the catalogue")]
    UnknownProcedure,
    #[error("no version of the procedure is in force on that day")]
    ProcedureNotInForce,
    #[error("the unit is not in the catalogue")]
    UnknownUnit { field: &'static str },
    #[error("the unit does not exist on that day")]
    UnitNotInForce { field: &'static str },
    #[error("a dossier that is {from} cannot be {to}")]
    IllegalTransition { from: StateName, to: StepKind },
    #[error("a dossier that is {from} cannot be {to}")]
    IllegalStep {
        index: usize,
        from: StateName,
        to: StepKind,
    },
    #[error("the dossier code belongs to another dossier")]
    DuplicateCode,
    #[error("the history contradicts the stored one at step {at}")]
    HistoryConflict { at: usize },
}

impl Refusal {
    pub fn invalid(field: impl Into<String>, code: &'static str, expected: &'static str) -> Self {
        Self::Invalid {
            field: field.into(),
            code,
            expected,
        }
    }

    pub fn illegal(from: &DossierState, to: StepKind) -> Self {
        Self::IllegalTransition {
            from: from.name(),
            to,
        }
    }

    /// Stable code of the refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid { code, .. } => code,
            Self::UnknownProcedure => "UNKNOWN_PROCEDURE",
            Self::ProcedureNotInForce => "PROCEDURE_NOT_IN_FORCE",
            Self::UnknownUnit { .. } => "UNKNOWN_UNIT",
            Self::UnitNotInForce { .. } => "UNIT_NOT_IN_FORCE",
            Self::IllegalTransition { .. } | Self::IllegalStep { .. } => "ILLEGAL_TRANSITION",
            Self::DuplicateCode => "DUPLICATE_CODE",
            Self::HistoryConflict { .. } => "HISTORY_CONFLICT",
        }
    }

    /// The field at fault, where there is one.
    pub fn field(&self) -> Option<String> {
        match self {
            Self::Invalid { field, .. } => Some(field.clone()),
            Self::UnknownProcedure | Self::ProcedureNotInForce => Some("procedure_code".to_owned()),
            Self::UnknownUnit { field } | Self::UnitNotInForce { field } => {
                Some((*field).to_owned())
            }
            Self::DuplicateCode => Some("code".to_owned()),
            Self::IllegalStep { index, .. } => Some(format!("steps[{index}].kind")),
            Self::HistoryConflict { at } => Some(format!("steps[{at}]")),
            Self::IllegalTransition { .. } => None,
        }
    }
}
