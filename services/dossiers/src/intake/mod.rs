//! What comes in through REST or gRPC, before it is checked: both are brought to these types, and the checks are made once.

mod history;
mod submission;

pub use history::{RawHistory, RawStep};
pub use submission::RawSubmission;

use chiso_org::UnitId;
use chiso_procedure::ProcedureCode;

use crate::domain::Refusal;

fn unit(field: &'static str, text: &str) -> Result<UnitId, Refusal> {
    text.parse().map_err(|_| {
        Refusal::invalid(
            field,
            "INVALID_UNIT_ID",
            "a unit id: 1 to 64 of a-z, 0-9 and -",
        )
    })
}

/// The national number of a procedure code; a provincial suffix is left away.
fn procedure(text: &str) -> Result<String, Refusal> {
    let code: Result<ProcedureCode, _> = text.parse();
    code.map(|code| code.as_str().to_owned()).map_err(|_| {
        Refusal::invalid(
            "procedure_code",
            "INVALID_PROCEDURE_CODE",
            "a national procedure code, e.g. 1.004873",
        )
    })
}
