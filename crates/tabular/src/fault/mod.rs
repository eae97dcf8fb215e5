mod english;
mod row;
mod vietnamese;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{fmt, io};

use crate::form::Format;
use crate::signature::Foreign;

pub use row::{RowFault, RowFaultKind};

/// Why a file cannot be read or written as a whole.
#[derive(Debug)]
pub struct Fault {
    path: PathBuf,
    kind: FaultKind,
}

/// What is wrong with a file as a whole. Columns are counted from 1.
#[derive(Debug)]
pub enum FaultKind {
    /// There is no such file, or no such directory to write it in.
    NotFound,
    /// It is a directory.
    Directory,
    /// The file may not be read, or not be written.
    NoPermission,
    /// Reading or writing failed.
    Io(io::Error),
    /// The target is there and is no regular file.
    NotRegular,
    /// Nothing but blank lines.
    Empty,
    /// It is something else than a table.
    Foreign(Foreign),
    /// The name of the file to write ends in nothing that is known.
    UnknownExtension,
    /// A workbook or Parquet file comes through a pipe; its directory stands at the end.
    Pipe(Format),
    /// The delimiter is no ASCII character, a quote or the end of a line.
    Delimiter,
    /// The header cannot be read.
    Header(RowFault),
    /// A column has no name.
    NamelessColumn {
        /// The column.
        column: usize,
    },
    /// Two columns have the same name.
    SameName {
        /// The first of them.
        first: usize,
        /// The second.
        second: usize,
    },
    /// More than [`crate::MAX_COLUMNS`].
    TooManyColumns {
        /// How many.
        found: usize,
    },
    /// The workbook has no sheet with the wanted name.
    NoSuchSheet {
        /// The sheets that there are.
        sheets: Vec<String>,
    },
    /// The file is incomplete or violates its format.
    Damaged {
        /// The format.
        format: Format,
        /// The last row that was read.
        line: u64,
    },
    /// A column of a Parquet file contains lists or records.
    Nested {
        /// The column.
        column: usize,
    },
    /// The parts of a workbook unpack to more than they may.
    Bomb {
        /// How many bytes they may unpack to.
        limit: u64,
    },
    /// A part of a workbook has a text without an end.
    EndlessText {
        /// How many bytes it may have.
        limit: u64,
    },
    /// More rows than a sheet can have.
    TooManyRows {
        /// How many it can have below the header.
        limit: u64,
    },
    /// A cell is longer than a cell of a sheet can be.
    CellTooLong {
        /// The row.
        line: u64,
        /// The column.
        column: usize,
        /// How many characters it can have.
        limit: usize,
    },
    /// A row to write does not have a cell for each column.
    Cells {
        /// The row.
        line: u64,
        /// How many cells it has.
        found: usize,
        /// How many columns there are.
        expected: usize,
    },
}

impl Fault {
    /// A fault of a file.
    pub fn new(path: impl Into<PathBuf>, kind: FaultKind) -> Self {
        Self {
            path: path.into(),
            kind,
        }
    }

    /// A failure of the operating system.
    pub fn io(path: impl Into<PathBuf>, fault: io::Error) -> Self {
        Self::new(path, FaultKind::from(fault))
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is wrong.
    pub const fn kind(&self) -> &FaultKind {
        &self.kind
    }

    /// A name that never changes, for logs.
    pub const fn key(&self) -> &'static str {
        match &self.kind {
            FaultKind::NotFound => "not_found",
            FaultKind::Directory => "directory",
            FaultKind::NoPermission => "no_permission",
            FaultKind::Io(_) => "io",
            FaultKind::NotRegular => "not_regular",
            FaultKind::Empty => "empty",
            FaultKind::Foreign(_) => "foreign_format",
            FaultKind::UnknownExtension => "unknown_extension",
            FaultKind::Pipe(_) => "pipe",
            FaultKind::Delimiter => "delimiter",
            FaultKind::Header(_) => "header",
            FaultKind::NamelessColumn { .. } => "nameless_column",
            FaultKind::SameName { .. } => "same_name",
            FaultKind::TooManyColumns { .. } => "too_many_columns",
            FaultKind::NoSuchSheet { .. } => "no_such_sheet",
            FaultKind::Damaged { .. } => "damaged",
            FaultKind::Nested { .. } => "nested",
            FaultKind::Bomb { .. } => "bomb",
            FaultKind::EndlessText { .. } => "endless_text",
            FaultKind::TooManyRows { .. } => "too_many_rows",
            FaultKind::CellTooLong { .. } => "cell_too_long",
            FaultKind::Cells { .. } => "cells",
        }
    }

    /// The line of a text or the row of a sheet, if the fault is in one.
    pub const fn line(&self) -> Option<u64> {
        match &self.kind {
            FaultKind::Header(fault) => Some(fault.line),
            FaultKind::Damaged { line, .. }
            | FaultKind::CellTooLong { line, .. }
            | FaultKind::Cells { line, .. } => Some(*line),
            _ => None,
        }
    }

    /// The column, counted from 1, if the fault is in one.
    pub const fn column(&self) -> Option<usize> {
        match &self.kind {
            FaultKind::Header(fault) => fault.column(),
            FaultKind::NamelessColumn { column }
            | FaultKind::SameName { second: column, .. }
            | FaultKind::Nested { column }
            | FaultKind::CellTooLong { column, .. } => Some(*column),
            _ => None,
        }
    }

    /// What is wrong and what was expected, in English, with the name of the file.
    pub fn english(&self) -> String {
        format!("{}: {}", self.path.display(), english::file(&self.kind))
    }

    /// What is wrong and what was expected, in Vietnamese, with the name of the file.
    pub fn vietnamese(&self) -> String {
        format!("{}: {}", self.path.display(), vietnamese::file(&self.kind))
    }
}

impl From<io::Error> for FaultKind {
    fn from(fault: io::Error) -> Self {
        match fault.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::NoPermission,
            io::ErrorKind::IsADirectory => Self::Directory,
            _ => Self::Io(fault),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english())
    }
}

impl Error for Fault {}
