use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::columnar;
use crate::fault::{Fault, FaultKind, RowFault};
use crate::feed::Feed;
use crate::form::{Encoding, Form, Format};
use crate::header;
use crate::row::Row;
use crate::signature::{Foreign, foreign, is_binary};
use crate::text::{Next, TextRows, marked_encoding, unmarked_utf16};
use crate::workbook;

/// How many bytes say what a file is.
const HEAD: u64 = 16 * 1024;
/// More than this no part of a workbook unpacks to: a sheet with all its rows and 100 filled columns has some 5 GB.
const UNPACKED: u64 = 8 << 30;

/// What is known about a file before it is read. By default nothing is, and all is recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// The delimiter of a text, an ASCII character.
    pub delimiter: Option<u8>,
    /// The encoding of a text.
    pub encoding: Option<Encoding>,
    /// The sheet of a workbook; the first one unless named.
    pub sheet: Option<String>,
    /// The line or row of the header, counted from 1, where a title stands above it; the first that is not empty unless given.
    pub header: Option<u64>,
    /// How many bytes a workbook may unpack to.
    pub unpacked: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            delimiter: None,
            encoding: None,
            sheet: None,
            header: None,
            unpacked: UNPACKED,
        }
    }
}

/// What [`Reader::read`] came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A row, with as many cells as there are columns.
    Row,
    /// A row that cannot be used; the next one may be.
    Broken(RowFault),
    /// There are no more rows.
    End,
}

/// Reads the rows of a table, one after the other.
///
/// The memory it takes does not grow with the file, except for the texts that a workbook keeps in a place of their own.
#[derive(Debug)]
pub struct Reader {
    path: PathBuf,
    headers: Vec<String>,
    form: Form,
    rows: Rows,
    total: Option<u64>,
    /// Bytes of a text that were read.
    read: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Rows {
    Text(Box<TextRows>),
    Feed(Feed),
}

/// Whether a row stands above the header.
pub(crate) fn is_above(line: u64, options: &ReadOptions) -> bool {
    options.header.is_some_and(|header| line < header)
}

impl Reader {
    /// Opens a file, or a pipe with a text, and reads its header.
    ///
    /// # Errors
    ///
    /// The file cannot be read as a whole.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Self, Fault> {
        Self::try_open(path, options).map_err(|kind| Fault::new(path, kind))
    }

    fn try_open(path: &Path, options: &ReadOptions) -> Result<Self, FaultKind> {
        let mut file = File::open(path)?;
        let known = file.metadata()?;
        if known.is_dir() {
            return Err(FaultKind::Directory);
        }
        let total = known.is_file().then_some(known.len());
        let mut head = Vec::new();
        (&mut file).take(HEAD).read_to_end(&mut head)?;
        let format = match head.as_slice() {
            [b'P', b'K', 3, 4, ..] => Format::Workbook,
            [b'P', b'A', b'R', b'1', ..] => Format::Parquet,
            _ => return Self::text(path, head, file, total, options),
        };
        if total.is_none() {
            return Err(FaultKind::Pipe(format));
        }
        file.rewind()?;
        let feed = match format {
            Format::Workbook => workbook::open(file, options)?,
            _ => columnar::open(file)?,
        };
        let headers = header::check(feed.header().names.iter().map(String::as_str))?;
        Ok(Self {
            path: path.to_owned(),
            form: Form {
                format,
                delimiter: None,
                encoding: None,
                sheet: feed.header().sheet.clone(),
                split: headers.len() > 1,
            },
            headers,
            rows: Rows::Feed(feed),
            total,
            read: Arc::default(),
        })
    }

    /// Reads a text from a stream; `name` stands for it in faults.
    ///
    /// # Errors
    ///
    /// The text cannot be read as a whole.
    pub fn from_stream(
        mut stream: impl Read + Send + 'static,
        name: &Path,
        options: &ReadOptions,
    ) -> Result<Self, Fault> {
        let mut head = Vec::new();
        (&mut stream)
            .take(HEAD)
            .read_to_end(&mut head)
            .map_err(FaultKind::from)
            .and_then(|_| Self::text(name, head, stream, None, options))
            .map_err(|kind| Fault::new(name, kind))
    }

    fn text(
        path: &Path,
        head: Vec<u8>,
        stream: impl Read + Send + 'static,
        total: Option<u64>,
        options: &ReadOptions,
    ) -> Result<Self, FaultKind> {
        if let Some(foreign) = foreign(&head) {
            return Err(FaultKind::Foreign(foreign));
        }
        let known = options.encoding.is_some()
            || marked_encoding(&head).is_some()
            || unmarked_utf16(&head).is_some();
        if !known && is_binary(&head) {
            return Err(FaultKind::Foreign(Foreign::Binary));
        }
        if let Some(delimiter) = options.delimiter
            && (!delimiter.is_ascii() || matches!(delimiter, 0 | b'"' | b'\r' | b'\n'))
        {
            return Err(FaultKind::Delimiter);
        }
        let read = Arc::new(AtomicU64::new(head.len() as u64));
        let counted = Counted {
            stream,
            read: Arc::clone(&read),
        };
        let mut rows = TextRows::open(head, counted, options.delimiter, options.encoding)?;
        let mut row = Row::new();
        let headers = loop {
            match rows.next(&mut row)? {
                Next::Row if is_above(row.line(), options) => {}
                Next::Broken(fault) if is_above(fault.line, options) => {}
                Next::Row => break header::check(row.iter())?,
                Next::Broken(fault) => return Err(FaultKind::Header(fault)),
                Next::End => return Err(FaultKind::Empty),
            }
        };
        rows.expect(headers.len());
        Ok(Self {
            path: path.to_owned(),
            form: Form {
                format: Format::Text,
                delimiter: Some(rows.delimiter()),
                encoding: Some(rows.encoding()),
                sheet: None,
                split: headers.len() > 1,
            },
            headers,
            rows: Rows::Text(Box::new(rows)),
            total,
            read,
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The names of the columns, each there once and none empty.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// What was recognised.
    pub const fn form(&self) -> &Form {
        &self.form
    }

    /// Reads the next row. Only after [`Step::Row`] `row` is of use; after [`Step::End`] it stays there.
    ///
    /// # Errors
    ///
    /// Nothing more can be read.
    pub fn read(&mut self, row: &mut Row) -> Result<Step, Fault> {
        let next = match &mut self.rows {
            Rows::Text(rows) => {
                let next = rows.next(row).map_err(FaultKind::from);
                self.form.encoding = Some(rows.encoding());
                next
            }
            Rows::Feed(feed) => feed.next(row),
        };
        match next {
            Ok(Next::Row) => Ok(Step::Row),
            Ok(Next::Broken(fault)) => Ok(Step::Broken(fault)),
            Ok(Next::End) => Ok(Step::End),
            Err(kind) => Err(Fault::new(&self.path, kind)),
        }
    }

    /// How many bytes of the file were read, about.
    pub fn bytes_read(&self) -> u64 {
        match (&self.rows, self.total) {
            (Rows::Text(_), _) => self.read.load(Ordering::Relaxed),
            (Rows::Feed(feed), Some(total)) => feed.share_of(total),
            (Rows::Feed(_), None) => 0,
        }
    }

    /// How many bytes the file has; None for a pipe.
    pub const fn bytes_total(&self) -> Option<u64> {
        self.total
    }
}

/// Counts what is read.
#[derive(Debug)]
struct Counted<R> {
    stream: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(into)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
