use std::fmt;
use std::ops::Range;

/// One fault of an organisation file, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgFault {
    /// Line of the file, from 1.
    pub line: usize,
    /// Unit at fault; empty where the fault is not one unit's.
    pub unit: String,
    /// What is wrong.
    pub message: String,
}

impl OrgFault {
    pub(crate) fn new(
        text: &str,
        span: &Range<usize>,
        unit: &str,
        message: impl Into<String>,
    ) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        Self {
            line: before.matches('\n').count() + 1,
            unit: unit.to_owned(),
            message: message.into(),
        }
    }
}

impl fmt::Display for OrgFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        if !self.unit.is_empty() {
            write!(f, "unit {}: ", self.unit)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for OrgFault {}
