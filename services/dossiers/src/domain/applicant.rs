use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

use super::Refusal;

/// Người nộp hồ sơ: for whom a dossier is filed. Personal data: it stays in this service and is encrypted at rest.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// Full name, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200, example = "Nguyễn Thị Minh Khai")]
    pub name: String,
    /// Số định danh cá nhân (12 digits) or the old CMND number (9 digits).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^([0-9]{9}|[0-9]{12})$", example = "027185001234")]
    pub id_number: Option<String>,
    /// Phone number: 8 to 15 digits, perhaps with a leading +.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = r"^\+?[0-9]{8,15}$")]
    pub phone: Option<String>,
}

impl Applicant {
    /// Brings the name to NFC with single spaces and checks every field.
    ///
    /// # Errors
    /// Refuses with the fields at fault; the values themselves are never repeated.
    pub fn checked(self) -> Result<Self, Refusal> {
        let name = self
            .name
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .nfc()
            .collect::<String>();
        if name.is_empty() || name.chars().count() > 200 || name.chars().any(char::is_control) {
            return Err(Refusal::invalid(
                "applicant.name",
                "INVALID_NAME",
                "1 to 200 characters, no control characters",
            ));
        }
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if self
            .id_number
            .as_deref()
            .is_some_and(|n| !digits(n) || !matches!(n.len(), 9 | 12))
        {
            return Err(Refusal::invalid(
                "applicant.id_number",
                "INVALID_ID_NUMBER",
                "12 digits, or 9 digits of the old card",
            ));
        }
        if self.phone.as_deref().is_some_and(|p| {
            let number = p.strip_prefix('+').unwrap_or(p);
            !digits(number) || !(8..=15).contains(&number.len())
        }) {
            return Err(Refusal::invalid(
                "applicant.phone",
                "INVALID_PHONE",
                "8 to 15 digits, perhaps with a leading +",
            ));
        }
        Ok(Self { name, ..self })
    }
}

impl fmt::Debug for Applicant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Applicant(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applicant(name: &str, id_number: Option<&str>) -> Applicant {
        Applicant {
            name: name.to_owned(),
            id_number: id_number.map(str::to_owned),
            phone: None,
        }
    }

    #[test]
    fn names_become_nfc_with_single_spaces() {
        let decomposed = "  Nguye\u{302}\u{303}n  Thi\u{323} Minh\tKhai ";
        assert_eq!(
            applicant(decomposed, None).checked().unwrap().name,
            "Nguyễn Thị Minh Khai"
        );
    }

    #[test]
    fn a_refusal_names_the_field_and_not_the_value() {
        let refusal = applicant("Trần Văn A", Some("12345"))
            .checked()
            .unwrap_err();
        assert!(format!("{refusal:?}").contains("applicant.id_number"));
        assert!(!format!("{refusal:?}").contains("12345"));
    }
}
