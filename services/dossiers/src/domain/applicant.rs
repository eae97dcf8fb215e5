use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Faults, Refusal};

/// Người nộp hồ sơ: for whom a dossier is filed. Personal data: it stays in this service and is encrypted at rest.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// Full name, 1 to 200 characters, at least one of them a letter, no control or invisible characters.
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
        let mut faults = Faults::default();
        let name = faults.note(checked_name(&self.name));
        let id_number = faults.note(checked_id_number(self.id_number));
        let phone = faults.note(checked_phone(self.phone));
        let (Some(name), Some(id_number), Some(phone)) = (name, id_number, phone) else {
            return Err(faults.refusal());
        };
        Ok(Self {
            name,
            id_number,
            phone,
        })
    }
}

fn checked_name(name: &str) -> Result<String, Refusal> {
    chiso_text::line(name, 200)
        .ok()
        .filter(|name| name.chars().any(char::is_alphabetic))
        .ok_or(Refusal::invalid(
            "applicant.name",
            "INVALID_NAME",
            "1 to 200 characters with a letter among them, no control or invisible characters",
        ))
}

fn checked_id_number(number: Option<String>) -> Result<Option<String>, Refusal> {
    match number {
        Some(number) if !is_id_number(&number) => Err(Refusal::invalid(
            "applicant.id_number",
            "INVALID_ID_NUMBER",
            "12 digits, or 9 digits of the old card",
        )),
        number => Ok(number),
    }
}

/// Whether a text is a number of today's card (12 digits) or of the old one (9 digits).
pub fn is_id_number(text: &str) -> bool {
    is_digits(text) && matches!(text.len(), 9 | 12)
}

fn checked_phone(phone: Option<String>) -> Result<Option<String>, Refusal> {
    let is_phone = |phone: &str| {
        let number = phone.strip_prefix('+').unwrap_or(phone);
        is_digits(number) && (8..=15).contains(&number.len())
    };
    match phone {
        Some(phone) if !is_phone(&phone) => Err(Refusal::invalid(
            "applicant.phone",
            "INVALID_PHONE",
            "8 to 15 digits, perhaps with a leading +",
        )),
        phone => Ok(phone),
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
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

    #[rstest::rstest]
    fn names_that_nobody_could_read_out_are_refused(
        #[values(
            "",
            "\u{200b}\u{200d}",
            "\u{202e}\u{2066}",
            "12345",
            "…",
            "Nguyễn\0An",
            "\u{3164}"
        )]
        name: &str,
    ) {
        assert_eq!(
            applicant(name, None).checked().unwrap_err().code(),
            "INVALID_NAME"
        );
    }

    #[test]
    fn a_refusal_names_all_fields_and_no_value() {
        let refusal = applicant(" ", Some("12345")).checked().unwrap_err();
        let fields: Vec<_> = refusal
            .faults()
            .into_iter()
            .map(|fault| fault.field)
            .collect();
        assert_eq!(fields, ["applicant.name", "applicant.id_number"]);
        assert!(!format!("{refusal:?}").contains("12345"));
    }
}
