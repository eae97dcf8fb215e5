use chiso_measure::FacetFault;
use thiserror::Error;

use super::{DossierState, Fault, StateName, StepKind};

/// Why the domain refuses. Messages name fields and rules, never values that a person typed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Fields of the request break their rules: all that were found.
    #[error("{}", in_words(.0))]
    Invalid(Vec<Fault>),
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
    #[error(
        "the dossier code has the unit code of another unit, which allots such codes itself from that day on"
    )]
    CodeOfOtherUnit,
    #[error("the unit has no code from which dossier codes can be made; give the dossier one")]
    UnitWithoutCode,
    #[error("the unit has allotted all dossier codes of the day; give the dossier one")]
    SeriesExhausted,
    #[error("the dossier has as many steps as one can have; it can only go on to its end")]
    LifeTooLong,
    #[error("the dossier has been corrected as often as one can be")]
    TooManyCorrections,
    #[error("the history contradicts the stored one at step {at}")]
    HistoryConflict { at: usize },
    #[error(
        "the stored dossier of this code has another applicant; correct it if the stored one is wrong"
    )]
    ApplicantConflict,
    /// The facet breaks the rules by which it would be counted.
    #[error("the dossier could not be counted: {0}")]
    Uncountable(FacetFault),
}

fn in_words(faults: &[Fault]) -> String {
    let of_one = |fault: &Fault| {
        format!(
            "{}: expected {}",
            fault.field,
            fault.expected.unwrap_or("another value")
        )
    };
    faults.iter().map(of_one).collect::<Vec<_>>().join("; ")
}

impl Refusal {
    pub fn invalid(field: impl Into<String>, code: &'static str, expected: &'static str) -> Self {
        Self::Invalid(vec![Fault {
            field: field.into(),
            code,
            expected: Some(expected),
        }])
    }

    pub fn illegal(from: &DossierState, to: StepKind) -> Self {
        Self::IllegalTransition {
            from: from.name(),
            to,
        }
    }

    /// The refusal of one step of a history, with the step's place in the field.
    pub fn at_step(self, index: usize) -> Self {
        match self {
            Self::Invalid(mut faults) => {
                for fault in &mut faults {
                    fault.field = format!("steps[{index}].{}", fault.field);
                }
                Self::Invalid(faults)
            }
            Self::IllegalTransition { from, to } => Self::IllegalStep { index, from, to },
            other => other,
        }
    }

    /// Stable code of the refusal; of several faults that of the first.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(faults) => faults.first().map_or("INVALID_VALUE", |fault| fault.code),
            Self::UnknownProcedure => "UNKNOWN_PROCEDURE",
            Self::ProcedureNotInForce => "PROCEDURE_NOT_IN_FORCE",
            Self::UnknownUnit { .. } => "UNKNOWN_UNIT",
            Self::UnitNotInForce { .. } => "UNIT_NOT_IN_FORCE",
            Self::IllegalTransition { .. } | Self::IllegalStep { .. } => "ILLEGAL_TRANSITION",
            Self::DuplicateCode => "DUPLICATE_CODE",
            Self::CodeOfOtherUnit => "CODE_OF_OTHER_UNIT",
            Self::UnitWithoutCode => "UNIT_WITHOUT_CODE",
            Self::SeriesExhausted => "SERIES_EXHAUSTED",
            Self::LifeTooLong => "LIFE_TOO_LONG",
            Self::TooManyCorrections => "TOO_MANY_CORRECTIONS",
            Self::HistoryConflict { .. } => "HISTORY_CONFLICT",
            Self::ApplicantConflict => "APPLICANT_CONFLICT",
            Self::Uncountable(fault) => fault.code(),
        }
    }

    /// The fields at fault, where there are some.
    pub fn faults(&self) -> Vec<Fault> {
        let field = match self {
            Self::Invalid(faults) => return faults.clone(),
            Self::UnknownProcedure | Self::ProcedureNotInForce => "procedure_code".to_owned(),
            Self::UnknownUnit { field } | Self::UnitNotInForce { field } => (*field).to_owned(),
            Self::DuplicateCode | Self::CodeOfOtherUnit => "code".to_owned(),
            Self::UnitWithoutCode | Self::SeriesExhausted => "receiving_unit_id".to_owned(),
            Self::IllegalStep { index, .. } => format!("steps[{index}].kind"),
            Self::HistoryConflict { at } => format!("steps[{at}]"),
            Self::ApplicantConflict => "applicant".to_owned(),
            Self::IllegalTransition { .. }
            | Self::LifeTooLong
            | Self::TooManyCorrections
            | Self::Uncountable(_) => return Vec::new(),
        };
        vec![Fault {
            field,
            code: self.code(),
            expected: None,
        }]
    }
}
