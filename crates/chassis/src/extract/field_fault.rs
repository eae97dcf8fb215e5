use std::fmt::Display;

use super::plain::plain;
use crate::error::FieldFault;

/// Longest field name that is repeated to the caller, in characters.
const MAX_NAME: usize = 64;

/// Reads the field at fault and what was expected out of an error that serde's derived code made.
///
/// Such messages have a few forms; whatever else they say may hold a value that was sent and is left out.
pub(super) fn field_fault(path: &impl Display, error: &impl Display) -> FieldFault {
    let path = path.to_string();
    let message = error.to_string();
    let (code, member) = if let Some(name) = quoted(&message, "missing field `") {
        (FieldFault::REQUIRED, Some(name))
    } else if let Some(name) = quoted(&message, "unknown field `") {
        (FieldFault::UNKNOWN_FIELD, Some(name))
    } else if let Some(name) = quoted(&message, "duplicate field `") {
        (FieldFault::DUPLICATE_FIELD, Some(name))
    } else if message.starts_with("invalid type: ") {
        (FieldFault::INVALID_TYPE, None)
    } else {
        (FieldFault::INVALID_VALUE, None)
    };
    let fault = FieldFault::new(field(&path, member), code);
    match message.rsplit_once(", expected ") {
        Some((_, expected)) => fault.expected(plain(expected)),
        None => fault,
    }
}

/// The name after `before`; what serde says after a name begins with a comma.
fn quoted<'a>(message: &'a str, before: &str) -> Option<&'a str> {
    let rest = message.strip_prefix(before)?;
    let end = rest.find("`, ").or_else(|| rest.rfind('`'))?;
    Some(&rest[..end])
}

fn field(path: &str, member: Option<&str>) -> String {
    let parent = if path == "." { "" } else { path };
    let field = match member {
        None => parent.to_owned(),
        // The path of an unknown field ends with the field already.
        Some(name) if parent == name || parent.ends_with(&format!(".{name}")) => parent.to_owned(),
        Some(name) if parent.is_empty() => name.to_owned(),
        Some(name) => format!("{parent}.{name}"),
    };
    let field = if field.is_empty() { "body" } else { &field };
    field
        .chars()
        .filter(|c| !c.is_control())
        .take(MAX_NAME)
        .collect()
}
