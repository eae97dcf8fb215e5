use std::error::Error;
use std::fmt;

use super::{english, vietnamese};
use crate::form::Encoding;

/// Why one row cannot be read; the rows after it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RowFault {
    /// The line of a text, or the row of a sheet.
    pub line: u64,
    /// What is wrong.
    pub kind: RowFaultKind,
}

/// What is wrong with a row. Columns are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowFaultKind {
    /// Too few or too many cells.
    Cells {
        /// How many there are.
        found: usize,
        /// How many columns the header has.
        expected: usize,
    },
    /// A quote begins a cell and never ends it.
    OpenQuote {
        /// The cell.
        column: usize,
    },
    /// Bytes that are no character in the encoding of the file.
    NotText {
        /// The cell.
        column: usize,
        /// The encoding.
        encoding: Encoding,
    },
    /// A NUL character.
    Nul {
        /// The cell.
        column: usize,
    },
    /// A line, or a cell of a Parquet file, longer than [`crate::MAX_RECORD_BYTES`].
    TooLong,
}

impl RowFault {
    /// A name that never changes, for logs.
    pub const fn key(&self) -> &'static str {
        match self.kind {
            RowFaultKind::Cells { found, expected } if found < expected => "too_few_cells",
            RowFaultKind::Cells { .. } => "too_many_cells",
            RowFaultKind::OpenQuote { .. } => "open_quote",
            RowFaultKind::NotText { .. } => "not_text",
            RowFaultKind::Nul { .. } => "nul",
            RowFaultKind::TooLong => "too_long",
        }
    }

    /// The column, counted from 1, if the fault is in one.
    pub const fn column(&self) -> Option<usize> {
        match self.kind {
            RowFaultKind::Cells { .. } | RowFaultKind::TooLong => None,
            RowFaultKind::OpenQuote { column }
            | RowFaultKind::NotText { column, .. }
            | RowFaultKind::Nul { column } => Some(column),
        }
    }

    /// What is wrong and what was expected, in English.
    pub fn english(&self) -> String {
        format!("line {}: {}", self.line, english::row(self.kind))
    }

    /// What is wrong and what was expected, in Vietnamese.
    pub fn vietnamese(&self) -> String {
        format!("dòng {}: {}", self.line, vietnamese::row(self.kind))
    }
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english())
    }
}

impl Error for RowFault {}
