use serde::Deserialize;
use utoipa::ToSchema;

use super::{procedure, unit};
use crate::domain::{Applicant, Channel, Refusal};
use crate::usecase::Submission;

/// A dossier that the portal or a clerk files.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SubmitDossier)]
pub struct RawSubmission {
    /// Dossier code of the portal; where absent, the next code of the receiving unit and day is allotted.
    #[serde(default)]
    #[schema(example = "H05.26-220105-0001")]
    pub code: Option<String>,
    /// National procedure code.
    #[schema(example = "1.004873")]
    pub procedure_code: String,
    /// The unit whose desk takes the dossier in.
    #[schema(example = "tthcc-tu-son")]
    pub receiving_unit_id: String,
    /// The unit that decides; the receiving unit where absent.
    #[serde(default)]
    pub competent_unit_id: Option<String>,
    /// In person where absent.
    #[serde(default)]
    pub channel: Channel,
    pub applicant: Applicant,
}

impl RawSubmission {
    /// # Errors
    /// Refuses the first field that breaks its rule.
    pub fn checked(self) -> Result<Submission, Refusal> {
        let receiving_unit = unit("receiving_unit_id", &self.receiving_unit_id)?;
        let competent_unit = match &self.competent_unit_id {
            Some(id) => unit("competent_unit_id", id)?,
            None => receiving_unit.clone(),
        };
        Ok(Submission {
            code: self.code.map(|code| code.parse()).transpose()?,
            procedure: procedure(&self.procedure_code)?,
            receiving_unit,
            competent_unit,
            channel: self.channel,
            applicant: self.applicant.checked()?,
        })
    }
}
