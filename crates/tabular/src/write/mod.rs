mod csv;
mod file;
mod parquet;
mod sheet;

use std::path::{Path, PathBuf};

use chiso_desk::WholeFile;

use self::csv::CsvWriter;
use self::parquet::ParquetWriter;
use self::sheet::SheetWriter;
use crate::fault::{Fault, FaultKind};
use crate::header;

/// Writes a table that is there in full or not at all.
///
/// The rows go to a temporary file beside the target, which takes the place of the target in [`Writer::finish`]; without that
/// nothing stays. The format follows from the extension of the name: `.csv` or `.txt`, `.tsv`, `.xlsx`, `.parquet`.
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    table: Table,
    columns: usize,
    line: u64,
}

#[derive(Debug)]
enum Table {
    Csv(Box<CsvWriter>),
    Sheet(Box<SheetWriter>),
    Parquet(Box<ParquetWriter>),
}

/// What a format does with rows.
trait Rows {
    /// Takes the next cell of the row.
    fn cell(&mut self, cell: &str, column: usize, line: u64) -> Result<(), FaultKind>;
    /// Ends the row.
    fn end_row(&mut self) -> Result<(), FaultKind>;
    /// Writes what is left.
    fn finish(self) -> Result<WholeFile, FaultKind>;
}

impl Writer {
    /// Creates the temporary file and writes the header.
    ///
    /// # Errors
    ///
    /// The name ends in nothing that is known, the header is not one, or the file cannot be written.
    pub fn create(path: &Path, headers: &[&str]) -> Result<Self, Fault> {
        let create = || {
            header::check(headers.iter().copied())?;
            file::check(path)?;
            let extension = path
                .extension()
                .map(|extension| extension.to_string_lossy().to_ascii_lowercase());
            let file = || WholeFile::create(path).map_err(FaultKind::from);
            Ok(match extension.as_deref() {
                Some("csv" | "txt") => Table::Csv(Box::new(CsvWriter::new(file()?, b','))),
                Some("tsv") => Table::Csv(Box::new(CsvWriter::new(file()?, b'\t'))),
                Some("xlsx") => Table::Sheet(Box::new(SheetWriter::new(file()?, path)?)),
                Some("parquet") => Table::Parquet(Box::new(ParquetWriter::new(file()?, headers)?)),
                _ => return Err(FaultKind::UnknownExtension),
            })
        };
        let table = create().map_err(|kind| Fault::new(path, kind))?;
        let mut writer = Self {
            path: path.to_owned(),
            table,
            columns: headers.len(),
            line: 0,
        };
        match writer.table {
            // The names are part of the schema.
            Table::Parquet(_) => writer.line = 1,
            _ => writer.write(headers)?,
        }
        Ok(writer)
    }

    /// Writes a row with a cell for each column.
    ///
    /// # Errors
    ///
    /// The row has another number of cells, the format cannot hold it, or writing fails. Nothing can be written after that.
    pub fn write(&mut self, cells: impl IntoIterator<Item = impl AsRef<str>>) -> Result<(), Fault> {
        self.line += 1;
        let (columns, line) = (self.columns, self.line);
        match &mut self.table {
            Table::Csv(rows) => put(&mut **rows, cells, columns, line),
            Table::Sheet(rows) => put(&mut **rows, cells, columns, line),
            Table::Parquet(rows) => put(&mut **rows, cells, columns, line),
        }
        .map_err(|kind| Fault::new(&self.path, kind))
    }

    /// Completes the file and puts it in its place.
    ///
    /// # Errors
    ///
    /// Writing fails.
    pub fn finish(self) -> Result<(), Fault> {
        let Self { path, table, .. } = self;
        match table {
            Table::Csv(rows) => rows.finish(),
            Table::Sheet(rows) => rows.finish(),
            Table::Parquet(rows) => rows.finish(),
        }
        .and_then(|file| file.finish().map_err(FaultKind::from))
        .map_err(|kind| Fault::new(&path, kind))
    }
}

fn put(
    rows: &mut impl Rows,
    cells: impl IntoIterator<Item = impl AsRef<str>>,
    columns: usize,
    line: u64,
) -> Result<(), FaultKind> {
    let mut found = 0;
    for cell in cells {
        if found < columns {
            rows.cell(cell.as_ref(), found, line)?;
        }
        found += 1;
    }
    if found != columns {
        return Err(FaultKind::Cells {
            line,
            found,
            expected: columns,
        });
    }
    rows.end_row()
}
