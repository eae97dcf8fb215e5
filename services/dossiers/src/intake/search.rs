use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::{Faults, Refusal, is_id_number};
use crate::usecase::SearchQuery;

/// Whose dossiers are looked for: an ID number, a name, or both.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SearchDossiers)]
pub struct RawSearch {
    /// Số định danh cá nhân (12 digits) or the old CMND number (9 digits).
    #[serde(default)]
    #[schema(pattern = "^([0-9]{9}|[0-9]{12})$", example = "027185001234")]
    pub applicant_id_number: Option<String>,
    /// The whole name. Capital letters, spaces and marks do not count: `dang thi anh` finds `Đặng Thị Ánh`.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "Nguyễn Thị Minh Khai")]
    pub applicant_name: Option<String>,
    /// Marks of the letters of the name count.
    #[serde(default)]
    pub exact_name: bool,
    /// Only this unit and its subtree.
    #[serde(default)]
    #[schema(pattern = "^[a-z0-9-]{1,64}$")]
    pub unit_id: Option<String>,
    /// 1 to 200; 50 where absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200)]
    pub page_size: Option<u16>,
    /// From the page before.
    #[serde(default)]
    #[schema(pattern = "^[A-Za-z0-9_-]+$", max_length = 1024)]
    pub page_token: Option<String>,
}

impl RawSearch {
    /// # Errors
    /// Refuses with every field that breaks its rule.
    pub fn checked(self, after: Option<Uuid>, limit: u16) -> Result<SearchQuery, Refusal> {
        let mut faults = Faults::default();
        if self.applicant_id_number.is_none() && self.applicant_name.is_none() {
            faults.note::<()>(Err(Refusal::invalid(
                "applicant_id_number",
                "REQUIRED",
                "an ID number or a name",
            )));
        }
        let id_number = faults.note(self.applicant_id_number.map(id_number).transpose());
        let name = faults.note(self.applicant_name.as_deref().map(name).transpose());
        let unit = self.unit_id.map(|id| super::unit("unit_id", &id));
        let unit = faults.note(unit.transpose());
        match (id_number, name, unit) {
            (Some(id_number), Some(name), Some(unit)) if faults.is_empty() => Ok(SearchQuery {
                id_number,
                name,
                exact_name: self.exact_name,
                unit,
                after,
                limit,
            }),
            _ => Err(faults.refusal()),
        }
    }
}

fn id_number(number: String) -> Result<String, Refusal> {
    if is_id_number(&number) {
        return Ok(number);
    }
    Err(Refusal::invalid(
        "applicant_id_number",
        "INVALID_ID_NUMBER",
        "12 digits, or 9 digits of the old card",
    ))
}

fn name(name: &str) -> Result<String, Refusal> {
    chiso_text::line(name, 200).map_err(|_| {
        Refusal::invalid(
            "applicant_name",
            "INVALID_NAME",
            "1 to 200 characters, no control or invisible characters",
        )
    })
}
