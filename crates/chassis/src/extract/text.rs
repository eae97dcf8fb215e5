use percent_encoding::percent_decode;

use crate::error::FieldFault;

/// Longest name of a parameter that is repeated to the caller, in bytes.
const MAX_NAME: usize = 64;

/// Whether a parameter holds characters that no parameter needs.
pub(super) fn has_controls(text: &str) -> bool {
    text.chars().any(char::is_control)
}

/// The fault of a parameter with control characters.
pub(super) fn fault(name: &str) -> FieldFault {
    FieldFault::new(name, FieldFault::CONTROL_CHARACTER).expected("text without control characters")
}

/// Parameters of a query that are not UTF-8 or hold control characters.
pub(super) fn query_faults(query: &str) -> Vec<FieldFault> {
    query.split('&').filter_map(query_fault).collect()
}

fn query_fault(pair: &str) -> Option<FieldFault> {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        let text = percent_decode(text.as_bytes()).decode_utf8();
        text.map(std::borrow::Cow::into_owned).ok()
    };
    let name = decoded(name).filter(|name| !has_controls(name) && name.len() <= MAX_NAME);
    // A name that cannot be shown is not repeated.
    let Some(name) = name else {
        let fault = FieldFault::new("query", FieldFault::INVALID_VALUE);
        return Some(fault.expected("short names of parameters"));
    };
    match decoded(value) {
        Some(value) => has_controls(&value).then(|| fault(&name)),
        None => Some(FieldFault::new(name, FieldFault::INVALID_VALUE).expected("UTF-8")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_that_is_no_text_is_named() {
        let faults = query_faults("a=1&b=%00&c=%ff&d=t%E1%BB%AB+s%C6%A1n&e=x%0a&%00=1&=&");
        let named: Vec<String> = faults
            .iter()
            .map(|fault| format!("{} {}", fault.field, fault.code))
            .collect();
        let expected = [
            "b CONTROL_CHARACTER",
            "c INVALID_VALUE",
            "e CONTROL_CHARACTER",
            "query INVALID_VALUE",
        ];
        assert_eq!(named, expected);
    }
}
