use serde::Deserialize;
use utoipa::ToSchema;

use super::RawParticulars;
use crate::domain::{Applicant, Channel, DossierCode, Faults, Refusal};
use crate::usecase::Submission;

/// A dossier that the portal or a clerk files.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SubmitDossier)]
pub struct RawSubmission {
    /// Dossier code of the portal; where absent, the next code of the receiving unit and day is allotted. From its day on, a
    /// code that begins with the official code of a unit can only be given to a dossier of that unit.
    #[serde(default)]
    #[schema(
        pattern = r"^[0-9A-Z]+(\.[0-9A-Z]+)*-([0-9]{2}){1,2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])-[0-9]{4,7}$",
        max_length = 52,
        example = "H05.26-220105-0001"
    )]
    pub code: Option<String>,
    /// National procedure code.
    #[schema(
        pattern = r"^[1-3]\.[0-9]{6}(\.000\.00\.00\.[GH][0-9]{2})?$",
        example = "1.004873"
    )]
    pub procedure_code: String,
    /// The unit whose desk takes the dossier in.
    #[schema(pattern = "^[a-z0-9-]{1,64}$", example = "tthcc-tu-son")]
    pub receiving_unit_id: String,
    /// The unit that decides; the receiving unit where absent.
    #[serde(default)]
    #[schema(pattern = "^[a-z0-9-]{1,64}$")]
    pub competent_unit_id: Option<String>,
    /// In person where absent.
    #[serde(default)]
    pub channel: Channel,
    pub applicant: Applicant,
}

impl RawSubmission {
    /// # Errors
    /// Refuses with every field that breaks its rule.
    pub fn checked(self) -> Result<Submission, Refusal> {
        let mut faults = Faults::default();
        let code = self
            .code
            .map(|code| code.parse::<DossierCode>())
            .transpose();
        let code = faults.note(code);
        let particulars = RawParticulars {
            procedure_code: &self.procedure_code,
            receiving_unit_id: &self.receiving_unit_id,
            competent_unit_id: self.competent_unit_id.as_deref(),
            channel: self.channel,
        };
        let particulars = faults.note(particulars.checked());
        let applicant = faults.note(self.applicant.checked());
        let (Some(code), Some(particulars), Some(applicant)) = (code, particulars, applicant)
        else {
            return Err(faults.refusal());
        };
        Ok(Submission {
            code,
            particulars,
            applicant,
        })
    }
}
