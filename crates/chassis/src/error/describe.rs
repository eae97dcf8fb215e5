use std::borrow::Cow;
use std::error::Error;
use std::time::Duration;

use serde::Serialize;
use utoipa::ToSchema;

use super::{ErrorKind, Language};

/// What a failure is to the outside.
///
/// Everything that these functions return is public. `Display` and the sources of the error are internal: they go to the log of the
/// boundary that handles the error and nowhere else, and they hold no personal data either.
pub trait Describe: Error + Send + Sync + 'static {
    /// The kind, from which codes and statuses follow.
    fn kind(&self) -> ErrorKind;

    /// A stable `UPPER_SNAKE` code, unique among the services, that clients may depend on.
    fn reason(&self) -> &'static str;

    /// What went wrong in a few words, the same for every failure with this reason.
    fn title(&self) -> Title;

    /// What is particular to this failure, in English, for a person.
    fn detail(&self) -> Option<Cow<'static, str>> {
        None
    }

    /// Every variable of the detail, for a program; keys in `snake_case`.
    fn metadata(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Every field at fault.
    fn fields(&self) -> Vec<FieldFault> {
        Vec::new()
    }

    /// How long the client should wait before it tries again.
    fn retry_after(&self) -> Option<Duration> {
        None
    }
}

/// The title of a failure in the languages of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Title {
    /// English.
    pub en: &'static str,
    /// Vietnamese.
    pub vi: &'static str,
}

impl Title {
    /// A title in both languages.
    pub const fn new(en: &'static str, vi: &'static str) -> Self {
        Self { en, vi }
    }

    /// The title in one language.
    pub const fn get(self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Vi => self.vi,
        }
    }
}

/// One field of a request that is at fault. It never holds the value that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldFault {
    /// Path of the field in the body, or name of the parameter or header.
    #[schema(example = "applicant.phone")]
    pub field: String,
    /// Stable `UPPER_SNAKE` code.
    #[schema(value_type = String, example = "REQUIRED")]
    pub code: Cow<'static, str>,
    /// What would have been right.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub expected: Option<Cow<'static, str>>,
}

impl FieldFault {
    /// The field is missing.
    pub const REQUIRED: &'static str = "REQUIRED";
    /// The field is not known.
    pub const UNKNOWN_FIELD: &'static str = "UNKNOWN_FIELD";
    /// The field is there twice.
    pub const DUPLICATE_FIELD: &'static str = "DUPLICATE_FIELD";
    /// The field has a value of another type.
    pub const INVALID_TYPE: &'static str = "INVALID_TYPE";
    /// The field has a value that is not allowed.
    pub const INVALID_VALUE: &'static str = "INVALID_VALUE";
    /// The field holds characters that are not part of a text.
    pub const CONTROL_CHARACTER: &'static str = "CONTROL_CHARACTER";

    /// A field at fault.
    pub fn new(field: impl Into<String>, code: &'static str) -> Self {
        Self {
            field: field.into(),
            code: Cow::Borrowed(code),
            expected: None,
        }
    }

    /// Adds what would have been right.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<Cow<'static, str>>) -> Self {
        self.expected = Some(expected.into());
        self
    }
}
