use chiso_org::UnitId;
use chiso_procedure::ProcedureCode;

use crate::domain::{Channel, Faults, Particulars, Refusal};

/// What a dossier is about, as it came in.
#[derive(Debug)]
pub(super) struct RawParticulars<'a> {
    pub procedure_code: &'a str,
    pub receiving_unit_id: &'a str,
    /// The receiving unit where absent.
    pub competent_unit_id: Option<&'a str>,
    pub channel: Channel,
}

impl RawParticulars<'_> {
    pub fn checked(&self) -> Result<Particulars, Refusal> {
        let mut faults = Faults::default();
        let procedure = faults.note(procedure(self.procedure_code));
        let receiving_unit = faults.note(unit("receiving_unit_id", self.receiving_unit_id));
        let competent_unit = self
            .competent_unit_id
            .map(|id| unit("competent_unit_id", id));
        let competent_unit = faults.note(competent_unit.transpose());
        let (Some(procedure), Some(receiving_unit), Some(competent_unit)) =
            (procedure, receiving_unit, competent_unit)
        else {
            return Err(faults.refusal());
        };
        Ok(Particulars {
            procedure,
            competent_unit: competent_unit.unwrap_or_else(|| receiving_unit.clone()),
            receiving_unit,
            channel: self.channel,
        })
    }
}

pub fn unit(field: &'static str, text: &str) -> Result<UnitId, Refusal> {
    text.parse().map_err(|_| {
        Refusal::invalid(
            field,
            "INVALID_UNIT_ID",
            "a unit id: 1 to 64 of a-z, 0-9 and -",
        )
    })
}

/// The national number of a procedure code; a provincial suffix is left away.
pub fn procedure(text: &str) -> Result<String, Refusal> {
    let code: Result<ProcedureCode, _> = text.parse();
    code.map(|code| code.as_str().to_owned()).map_err(|_| {
        Refusal::invalid(
            "procedure_code",
            "INVALID_PROCEDURE_CODE",
            "a national procedure code, e.g. 1.004873",
        )
    })
}
