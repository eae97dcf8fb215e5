//! Workbooks of Excel (XLSX).
mod cell;
mod unpack;

use std::fs::File;
use std::io::{BufReader, Seek};

use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::fault::FaultKind;
use crate::feed::{Feed, Header, Sink, Stop};
use crate::form::Format;
use crate::header::MAX_COLUMNS;
use crate::reader::{ReadOptions, is_above};
use crate::row::Row;

pub(crate) use cell::{instant, number};

/// Opens the sheet that is wanted, or the first.
pub(crate) fn open(file: File, options: &ReadOptions) -> Result<Feed, FaultKind> {
    let options = options.clone();
    Feed::start(Format::Workbook, move |sink| read(file, &options, sink))
}

fn read(mut file: File, options: &ReadOptions, sink: &mut Sink) -> Result<(), Stop> {
    unpack::check(&mut file, options.unpacked)?;
    file.rewind().map_err(FaultKind::from)?;
    let mut book = Xlsx::new(BufReader::new(file)).map_err(|fault| damage(fault, 0))?;
    let sheet = choose(&book, options.sheet.as_deref())?;
    let mut cells = book
        .worksheet_cells_reader(&sheet)
        .map_err(|fault| damage(fault, 0))?;
    let declared = u64::from(cells.dimensions().end.0) + 1;
    let mut rows = Rows {
        options,
        sink,
        row: Row::new(),
        header: Some(Header {
            names: Vec::new(),
            rows: declared,
            sheet: Some(sheet),
        }),
    };
    let mut line = 0;
    while let Some(cell) = cells.next_cell().map_err(|fault| damage(fault, line))? {
        let (row, column) = cell.get_position();
        if line != u64::from(row) + 1 {
            rows.end()?;
            line = u64::from(row) + 1;
            rows.row.clear(line);
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MAX_COLUMNS {
            return Err(FaultKind::TooManyColumns { found: column + 1 }.into());
        }
        if column < rows.row.len() {
            return Err(damaged(line).into());
        }
        cell::write(cell.get_value(), |text| {
            // A cell that only has a format is none.
            if !text.is_empty() {
                while rows.row.len() < column {
                    rows.row.push("");
                }
                rows.row.push(text);
            }
        });
    }
    rows.end()?;
    if rows.header.is_some() {
        return Err(FaultKind::Empty.into());
    }
    Ok(())
}

/// The rows as they come together.
struct Rows<'a> {
    options: &'a ReadOptions,
    sink: &'a mut Sink,
    row: Row,
    /// Until its row.
    header: Option<Header>,
}

impl Rows<'_> {
    fn end(&mut self) -> Result<(), Stop> {
        let is_title = self.header.is_some() && is_above(self.row.line(), self.options);
        if self.row.is_empty() || is_title {
            return Ok(());
        }
        match self.header.take() {
            Some(mut header) => {
                header.names = self.row.iter().map(str::to_owned).collect();
                self.sink.header(header)
            }
            None => self.sink.row(std::mem::take(&mut self.row), None),
        }
    }
}

fn choose<R: std::io::Read + std::io::Seek>(
    book: &Xlsx<R>,
    wanted: Option<&str>,
) -> Result<String, FaultKind> {
    let sheets = || {
        book.sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
    };
    let found = match wanted {
        // One that is hidden is not what somebody sees who hands the file in.
        None => sheets()
            .find(|sheet| sheet.visible == SheetVisible::Visible)
            .or_else(|| sheets().next()),
        Some(wanted) => sheets()
            .find(|sheet| sheet.name == wanted)
            .or_else(|| sheets().find(|sheet| sheet.name.trim() == wanted.trim())),
    };
    match found {
        Some(sheet) => Ok(sheet.name.clone()),
        None => Err(FaultKind::NoSuchSheet {
            sheets: sheets().map(|sheet| sheet.name.clone()).collect(),
        }),
    }
}

/// The texts of the library can contain cells, so they are not passed on.
fn damage(fault: XlsxError, line: u64) -> FaultKind {
    match fault {
        XlsxError::Io(fault) => FaultKind::from(fault),
        _ => damaged(line),
    }
}

const fn damaged(line: u64) -> FaultKind {
    FaultKind::Damaged {
        format: Format::Workbook,
        line,
    }
}
