//! Parquet files.
mod column;

use std::fs::File;

use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::fault::{FaultKind, RowFault, RowFaultKind};
use crate::feed::{Feed, Header, Sink, Stop};
use crate::form::{Encoding, Format};
use crate::row::Row;
use column::{Column, Wrong};

/// Rows that are turned from columns into rows at a time.
const ROWS: usize = 512;

pub(crate) fn open(file: File) -> Result<Feed, FaultKind> {
    Feed::start(Format::Parquet, move |sink| read(file, sink))
}

fn read(file: File, sink: &mut Sink) -> Result<(), Stop> {
    let reader = SerializedFileReader::new(file).map_err(|fault| damage(&fault, 0))?;
    let metadata = reader.metadata().file_metadata();
    let schema = metadata.schema_descr();
    for (leaf, column) in schema.columns().iter().zip(1..) {
        if leaf.max_rep_level() > 0 || leaf.path().parts().len() > 1 {
            return Err(FaultKind::Nested { column }.into());
        }
    }
    sink.header(Header {
        names: schema
            .columns()
            .iter()
            .map(|column| column.name().to_owned())
            .collect(),
        rows: u64::try_from(metadata.num_rows()).unwrap_or(0),
        sheet: None,
    })?;
    // The header of a text is line 1.
    let mut line = 1;
    for index in 0..reader.num_row_groups() {
        let group = reader
            .get_row_group(index)
            .map_err(|fault| damage(&fault, line))?;
        let mut columns = Vec::new();
        for (position, leaf) in schema.columns().iter().enumerate() {
            let pages = group
                .get_column_reader(position)
                .map_err(|fault| damage(&fault, line))?;
            columns.push(Column::new(pages, leaf.clone()));
        }
        while let Some(count) = fill(&mut columns, line)? {
            for row in 0..count {
                line += 1;
                emit(&columns, row, line, sink)?;
            }
        }
    }
    Ok(())
}

/// Reads the next rows of all columns; None: there are no more.
fn fill(columns: &mut [Column], line: u64) -> Result<Option<usize>, FaultKind> {
    let mut count = None;
    for column in columns {
        let read = column.fill(ROWS).map_err(|fault| damage(&fault, line))?;
        if *count.get_or_insert(read) != read {
            return Err(damaged(line));
        }
    }
    Ok(count.filter(|&count| count > 0))
}

fn emit(columns: &[Column], index: usize, line: u64, sink: &mut Sink) -> Result<(), Stop> {
    let mut row = Row::new();
    row.clear(line);
    let mut fault = None;
    for (column, number) in columns.iter().zip(1..) {
        row.push(column.cell(index).unwrap_or_else(|wrong| {
            let kind = match wrong {
                Wrong::NoText => RowFaultKind::NotText {
                    column: number,
                    encoding: Encoding::Utf8,
                },
                Wrong::TooLong => RowFaultKind::TooLong,
            };
            fault.get_or_insert(RowFault { line, kind });
            ""
        }));
    }
    sink.row(row, fault)
}

/// The texts of the library can contain values, so they are not passed on.
fn damage(fault: &ParquetError, line: u64) -> FaultKind {
    match fault {
        ParquetError::External(cause) => match cause.downcast_ref::<std::io::Error>() {
            Some(cause) => FaultKind::from(std::io::Error::from(cause.kind())),
            None => damaged(line),
        },
        _ => damaged(line),
    }
}

const fn damaged(line: u64) -> FaultKind {
    FaultKind::Damaged {
        format: Format::Parquet,
        line,
    }
}
