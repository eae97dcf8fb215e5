//! Files of every kind, sound and hostile.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]
mod columnar;
mod memory;
mod refused;
mod round_trip;
mod sheet;
mod text;

use std::io::Cursor;
use std::path::Path;

use chiso_tabular::{Fault, ReadOptions, Reader, Row, RowFault, Step};

/// The rows of a file, and what is wrong with the others.
#[derive(Debug, PartialEq, Eq)]
struct Table {
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
    lines: Vec<u64>,
    broken: Vec<RowFault>,
}

impl Table {
    fn keys(&self) -> Vec<(u64, &'static str, Option<usize>)> {
        self.broken
            .iter()
            .map(|fault| (fault.line, fault.key(), fault.column()))
            .collect()
    }
}

fn drain(reader: &mut Reader) -> Result<Table, Fault> {
    let mut table = Table {
        headers: reader.headers().to_vec(),
        rows: Vec::new(),
        lines: Vec::new(),
        broken: Vec::new(),
    };
    let mut row = Row::new();
    loop {
        match reader.read(&mut row)? {
            Step::Row => {
                table.rows.push(row.iter().map(str::to_owned).collect());
                table.lines.push(row.line());
            }
            Step::Broken(fault) => table.broken.push(fault),
            Step::End => return Ok(table),
        }
    }
}

fn text_with(bytes: impl Into<Vec<u8>>, options: &ReadOptions) -> Result<Table, Fault> {
    drain(&mut open_text(bytes, options)?)
}

fn text(bytes: impl Into<Vec<u8>>) -> Table {
    text_with(bytes, &ReadOptions::default()).unwrap()
}

fn open_text(bytes: impl Into<Vec<u8>>, options: &ReadOptions) -> Result<Reader, Fault> {
    Reader::from_stream(Cursor::new(bytes.into()), Path::new("a.csv"), options)
}

fn file(path: &Path) -> Result<Table, Fault> {
    drain(&mut Reader::open(path, &ReadOptions::default())?)
}

fn cells(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter()
        .map(|row| row.iter().map(|&cell| cell.to_owned()).collect())
        .collect()
}
