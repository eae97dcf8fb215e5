use std::borrow::Cow;
use std::fmt::{self, Display};

use serde::de::{Error, Expected, Unexpected};

use crate::error::FieldFault;

/// Longest name of a member that is repeated to the caller, in characters.
const MAX_NAME: usize = 64;

/// What is wrong with a value, and where; never the value.
#[derive(Debug)]
pub(super) struct Fault {
    pub code: &'static str,
    pub expected: Option<Cow<'static, str>>,
    /// From the top down.
    pub steps: Vec<Step>,
}

/// One step from a value to a value in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Member(String),
    Item(usize),
}

impl Fault {
    fn new(code: &'static str, expected: Option<Cow<'static, str>>) -> Self {
        Self {
            code,
            expected,
            steps: Vec::new(),
        }
    }

    fn at(mut self, name: &str) -> Self {
        self.steps.push(Step::Member(name.to_owned()));
        self
    }

    /// The same fault, seen from one step further up.
    pub fn within(mut self, step: Step) -> Self {
        self.steps.insert(0, step);
        self
    }

    pub fn is_unknown_field(&self) -> bool {
        self.code == FieldFault::UNKNOWN_FIELD
    }

    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.steps {
            match step {
                Step::Item(index) => path.extend(["[", &index.to_string(), "]"]),
                Step::Member(name) if path.is_empty() => path = shown(name),
                Step::Member(name) => path.extend([".", &shown(name)]),
            }
        }
        path
    }
}

/// A name that a caller made up, as far as it is repeated.
pub(super) fn shown(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_control())
        .take(MAX_NAME)
        .collect()
}

fn one_of(names: &[&str]) -> Option<Cow<'static, str>> {
    match names {
        [] => None,
        [one] => Some(format!("`{one}`").into()),
        [one, other] => Some(format!("`{one}` or `{other}`").into()),
        _ => Some(format!("one of `{}`", names.join("`, `")).into()),
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path(), self.code)
    }
}

impl std::error::Error for Fault {}

impl Error for Fault {
    /// The text of an error that a type made itself may hold the value.
    fn custom<T: Display>(_: T) -> Self {
        Self::new(FieldFault::INVALID_VALUE, None)
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(FieldFault::INVALID_TYPE, Some(expected.to_string().into()))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(FieldFault::INVALID_VALUE, Some(expected.to_string().into()))
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::new(FieldFault::INVALID_VALUE, Some(expected.to_string().into()))
    }

    fn unknown_variant(_: &str, variants: &'static [&'static str]) -> Self {
        Self::new(FieldFault::INVALID_VALUE, one_of(variants))
    }

    fn unknown_field(name: &str, fields: &'static [&'static str]) -> Self {
        Self::new(FieldFault::UNKNOWN_FIELD, one_of(fields)).at(name)
    }

    fn missing_field(name: &'static str) -> Self {
        Self::new(FieldFault::REQUIRED, None).at(name)
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::new(FieldFault::DUPLICATE_FIELD, None).at(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_repeats_only_so_much_of_names() {
        let fault = Fault::missing_field("x")
            .within(Step::Item(2))
            .within(Step::Member(format!("steps\u{0}{}", "y".repeat(100))));
        assert_eq!(fault.path(), format!("steps{}[2].x", "y".repeat(59)));
    }
}
