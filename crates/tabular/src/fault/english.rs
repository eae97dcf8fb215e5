use super::{FaultKind, RowFaultKind};
use crate::header::MAX_COLUMNS;
use crate::signature::Foreign;
use crate::text::MAX_RECORD_BYTES;

pub(super) fn file(kind: &FaultKind) -> String {
    match kind {
        FaultKind::NotFound => "not found".to_owned(),
        FaultKind::Directory => "is a directory; a file was expected".to_owned(),
        FaultKind::NoPermission => "no permission to open it".to_owned(),
        FaultKind::Io(fault) => format!("input or output failed: {fault}"),
        FaultKind::NotRegular => "is there and is no regular file".to_owned(),
        FaultKind::Empty => "is empty; a header line was expected".to_owned(),
        FaultKind::Foreign(foreign) => {
            format!("is {}; CSV, XLSX or Parquet was expected", name(*foreign))
        }
        FaultKind::UnknownExtension => "the name must end in .csv, .xlsx or .parquet".to_owned(),
        FaultKind::Pipe(format) => {
            format!("{format} cannot be read from a pipe; a file was expected")
        }
        FaultKind::Delimiter => {
            "the delimiter must be one ASCII character, no quote and no end of line".to_owned()
        }
        FaultKind::Header(fault) => format!("the header cannot be read: {}", fault.english()),
        FaultKind::NamelessColumn { column } => format!("column {column} has no name"),
        FaultKind::SameName { first, second } => {
            format!("columns {first} and {second} have the same name")
        }
        FaultKind::TooManyColumns { found } => {
            format!("has {found} columns; at most {MAX_COLUMNS} were expected")
        }
        FaultKind::NoSuchSheet { sheets } if sheets.is_empty() => {
            "has no sheet of cells".to_owned()
        }
        FaultKind::NoSuchSheet { sheets } => {
            format!(
                "has no sheet of that name; there are: {}",
                sheets.join(", ")
            )
        }
        FaultKind::Damaged { format, line: 0 } => {
            format!("is no complete and valid {format} file")
        }
        FaultKind::Damaged { format, line } => {
            format!("is no complete and valid {format} file after row {line}")
        }
        FaultKind::Nested { column } => {
            format!("column {column} contains lists or records; plain values were expected")
        }
        FaultKind::Bomb { limit } => format!("unpacks to more than {limit} bytes"),
        FaultKind::EndlessText { limit } => {
            format!("has a text of more than {limit} bytes in one place")
        }
        FaultKind::TooManyRows { limit } => {
            format!("a sheet has at most {limit} rows; write CSV or Parquet")
        }
        FaultKind::CellTooLong {
            line,
            column,
            limit,
        } => format!(
            "row {line}, column {column}: a cell of a sheet has at most {limit} characters; write CSV or Parquet"
        ),
        FaultKind::Cells {
            line,
            found,
            expected,
        } => {
            format!("row {line}: {found} cells for {expected} columns")
        }
    }
}

pub(super) fn row(kind: RowFaultKind) -> String {
    match kind {
        RowFaultKind::Cells { found, expected } => {
            format!("{found} cells; {expected} were expected")
        }
        RowFaultKind::OpenQuote { column } => {
            format!("column {column}: a quote is opened and never closed")
        }
        RowFaultKind::NotText { column, encoding } => {
            format!("column {column}: bytes that are no {encoding}")
        }
        RowFaultKind::Nul { column } => format!("column {column}: a NUL character"),
        RowFaultKind::TooLong => {
            format!("more than {MAX_RECORD_BYTES} bytes; a line end was expected")
        }
    }
}

const fn name(foreign: Foreign) -> &'static str {
    match foreign {
        Foreign::OldWorkbook => "an old or password-protected Excel file (.xls)",
        Foreign::BinaryWorkbook => "a binary Excel file (.xlsb)",
        Foreign::OpenDocument => "an OpenDocument file",
        Foreign::Word => "a Word document",
        Foreign::Slides => "a PowerPoint presentation",
        Foreign::Pdf => "a PDF",
        Foreign::Picture => "a picture",
        Foreign::Archive => "a compressed file",
        Foreign::Sqlite => "an SQLite database",
        Foreign::Markup => "HTML or XML",
        Foreign::Json => "JSON",
        Foreign::Rtf => "an RTF document",
        Foreign::Binary => "no text",
    }
}
