use std::io::{BufWriter, Write};
use std::path::Path;

use chiso_desk::WholeFile;
use rust_xlsxwriter::{Workbook, XlsxError};

use super::{Rows, file};
use crate::fault::FaultKind;

/// Rows of a sheet without the header.
const ROWS: u64 = 1_048_575;
/// Characters of a cell, as UTF-16 counts them.
const CHARACTERS: usize = 32_767;

/// A workbook with one sheet. All cells are text, so that leading zeros live; rows are written as they come.
pub(super) struct SheetWriter {
    book: Workbook,
    file: WholeFile,
    row: u32,
}

impl SheetWriter {
    pub(super) fn new(file: WholeFile, path: &Path) -> Result<Self, FaultKind> {
        let mut book = Workbook::new();
        // What does not fit in memory stays where the result will be.
        book.set_tempdir(file::directory(path)).map_err(fault)?;
        book.add_worksheet_with_constant_memory().map_err(fault)?;
        Ok(Self { book, file, row: 0 })
    }
}

impl Rows for SheetWriter {
    fn cell(&mut self, cell: &str, column: usize, line: u64) -> Result<(), FaultKind> {
        if u64::from(self.row) > ROWS {
            return Err(FaultKind::TooManyRows { limit: ROWS });
        }
        let too_long = cell.len() > CHARACTERS && cell.encode_utf16().count() > CHARACTERS;
        let position = u16::try_from(column).ok().filter(|_| !too_long);
        let Some(position) = position else {
            return Err(FaultKind::CellTooLong {
                line,
                column: column + 1,
                limit: CHARACTERS,
            });
        };
        if !cell.is_empty() {
            self.book
                .worksheet_from_index(0)
                .and_then(|sheet| sheet.write_string(self.row, position, cell))
                .map_err(fault)?;
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), FaultKind> {
        self.row += 1;
        Ok(())
    }

    fn finish(mut self) -> Result<WholeFile, FaultKind> {
        let mut writer = BufWriter::new(&mut self.file);
        self.book.save_to_writer(&mut writer).map_err(fault)?;
        writer.flush()?;
        drop(writer);
        Ok(self.file)
    }
}

impl std::fmt::Debug for SheetWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SheetWriter")
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}

fn fault(fault: XlsxError) -> FaultKind {
    match fault {
        XlsxError::IoError(fault) => FaultKind::from(fault),
        _ => FaultKind::Io(std::io::ErrorKind::Other.into()),
    }
}
