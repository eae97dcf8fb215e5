use chiso_org::UnitId;
use chiso_procedure::ProcedureCode;

/// Why a sample cannot be read or made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SampleFault {
    /// The file is not of the expected shape.
    #[error("the sample file is malformed: {0}")]
    Malformed(String),
    /// The days are in the wrong order.
    #[error("`until` is not after `from`")]
    NoDays,
    /// Two figures that should be equal are not.
    #[error("{what}: {stated} stated, {counted} counted")]
    Sum {
        /// Which figure.
        what: &'static str,
        /// As the file states it.
        stated: usize,
        /// As its parts add up.
        counted: usize,
    },
    /// A figure is out of its range.
    #[error("{0} is out of range")]
    Range(&'static str),
    /// A desk or procedure is listed twice.
    #[error("`{0}` is listed twice")]
    Twice(String),
    /// The organisation tree has no such unit with an official code.
    #[error("unit `{0}` is unknown or has no code")]
    Unit(UnitId),
    /// The procedure has no version that holds for the whole period.
    #[error("procedure {0} has no version for the whole period")]
    Procedure(ProcedureCode),
    /// The procedure takes online dossiers in the sample, but has no online service.
    #[error("procedure {0} has no online service")]
    NotOnline(ProcedureCode),
    /// No desk takes the procedure.
    #[error("no desk takes procedure {0}")]
    NoDesk(ProcedureCode),
    /// The calendar and the time limits leave no room for a figure.
    #[error("no dossiers left that could be {0}")]
    NoRoom(&'static str),
}
