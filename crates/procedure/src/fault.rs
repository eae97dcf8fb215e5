use std::fmt;
use std::ops::Range;

/// One fault of a procedure file, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcedureFault {
    /// Line of the file, from 1.
    pub line: usize,
    /// Code of the procedure at fault; empty where the fault is not one procedure's.
    pub code: String,
    /// What is wrong.
    pub message: String,
}

impl ProcedureFault {
    pub(crate) fn new(
        text: &str,
        span: &Range<usize>,
        code: &str,
        message: impl Into<String>,
    ) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        Self {
            line: before.matches('\n').count() + 1,
            code: code.to_owned(),
            message: message.into(),
        }
    }
}

impl fmt::Display for ProcedureFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        if !self.code.is_empty() {
            write!(f, "procedure {}: ", self.code)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for ProcedureFault {}
