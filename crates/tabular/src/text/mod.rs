//! Texts with delimiters.
//!
//! The csv crate takes a quote that is never closed for the beginning of a cell that reaches to the end of the file, in memory
//! without bound, and cannot go back to the line after it. So lines are split here; the tests compare the two.
mod encoding;
mod layout;
mod quoted;
mod utf16;
mod window;

use std::io::{self, Cursor, Read};

use memchr::{memchr, memchr2};

use crate::fault::{RowFault, RowFaultKind};
use crate::form::Encoding;
use crate::row::Row;
use utf16::Utf8Of;
use window::Window;

pub(crate) use encoding::{marked as marked_encoding, utf16 as unmarked_utf16};

/// A row that reaches further than this has a quote that was never closed.
pub const MAX_RECORD_LINES: usize = 1_000;
/// A line or row of more bytes is broken.
pub const MAX_RECORD_BYTES: usize = 1024 * 1024;

/// How much is looked at to recognise encoding, delimiter and line ends.
const SAMPLE: usize = 256 * 1024;

/// What comes next in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    Row,
    Broken(RowFault),
    End,
}

/// The rows of a text.
#[derive(Debug)]
pub(crate) struct TextRows {
    window: Window,
    /// The line that begins at the start of the window.
    line: u64,
    newline: u8,
    delimiter: u8,
    encoding: Encoding,
    /// Whether the encoding can still turn out to be another: all was ASCII so far.
    open: bool,
    columns: Option<usize>,
    /// Cells of a row with quotes, as they are collected, and their ends.
    cells: Vec<u8>,
    ends: Vec<usize>,
    open_quotes: usize,
}

impl TextRows {
    /// `head` is what was already read of the source.
    pub(crate) fn open(
        head: Vec<u8>,
        source: impl Read + Send + 'static,
        delimiter: Option<u8>,
        wanted: Option<Encoding>,
    ) -> io::Result<Self> {
        let marked = encoding::marked(&head);
        let recognised = marked
            .map(|(encoding, _)| encoding)
            .or_else(|| encoding::utf16(&head));
        let wide = wanted
            .or(recognised)
            .filter(|encoding| matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be));
        let source = Cursor::new(head).chain(source);
        let mut window = match wide {
            Some(encoding) => Window::new(Box::new(Utf8Of::new(source, encoding))),
            None => Window::new(Box::new(source)),
        };
        window.fill(SAMPLE)?;
        if let Some((Encoding::Utf8, length)) = marked {
            window.pass(length);
        }
        let sample = &window.rest()[..window.rest().len().min(SAMPLE)];
        let certain = wanted.or(recognised);
        let guessed = certain.or_else(|| encoding::recognise(sample));
        let newline = layout::newline(sample);
        Ok(Self {
            line: 1,
            newline,
            delimiter: delimiter.unwrap_or_else(|| layout::delimiter(sample, newline)),
            encoding: guessed.unwrap_or(Encoding::Utf8),
            open: guessed.is_none(),
            columns: None,
            cells: Vec::new(),
            ends: Vec::new(),
            open_quotes: 0,
            window,
        })
    }

    pub(crate) const fn delimiter(&self) -> u8 {
        self.delimiter
    }

    pub(crate) const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// From now on a row must have so many cells.
    pub(crate) const fn expect(&mut self, columns: usize) {
        self.columns = Some(columns);
    }

    /// Reads the next row. Blank lines are passed over.
    pub(crate) fn next(&mut self, row: &mut Row) -> io::Result<Next> {
        loop {
            row.clear(self.line);
            let Some(end) = self.find_newline()? else {
                self.pass_endless()?;
                return Ok(broken(row, RowFaultKind::TooLong));
            };
            let line = trim_return(&self.window.rest()[..end], self.newline);
            if line.is_empty() {
                if end == self.window.rest().len() {
                    return Ok(Next::End);
                }
                self.pass_line(end);
                continue;
            }
            if memchr2(b'"', 0, line).is_some() {
                return self.next_quoted(row);
            }
            let result = if self.has_one_byte() {
                for cell in line.split(|&byte| byte == self.delimiter) {
                    row.push(&encoding::decode(cell, self.encoding));
                }
                Ok(())
            } else {
                row.split(line, self.delimiter)
            };
            if self.open && !line.is_ascii() && self.settle() {
                continue;
            }
            self.pass_line(end);
            return Ok(self.judge(row, result));
        }
    }

    /// Recognises the encoding, now that there is something to do so by; whether it is another.
    fn settle(&mut self) -> bool {
        let before = self.encoding;
        self.open = false;
        self.encoding = encoding::recognise(self.window.rest()).unwrap_or(before);
        self.encoding != before
    }

    /// Whether a cell must be decoded: it is not UTF-8, nor was it made so.
    const fn has_one_byte(&self) -> bool {
        matches!(self.encoding, Encoding::Windows1252 | Encoding::Windows1258)
    }

    /// What a row is whose cells were taken.
    fn judge(&self, row: &Row, result: Result<(), usize>) -> Next {
        match (result, self.columns) {
            (Err(column), _) => broken(
                row,
                RowFaultKind::NotText {
                    column,
                    encoding: self.encoding,
                },
            ),
            (Ok(()), Some(expected)) if row.len() != expected => broken(
                row,
                RowFaultKind::Cells {
                    found: row.len(),
                    expected,
                },
            ),
            _ => Next::Row,
        }
    }

    /// Where the next line ends: at a newline or at the end of the text. None: it is too long.
    fn find_newline(&mut self) -> io::Result<Option<usize>> {
        let mut searched = 0;
        loop {
            let rest = self.window.rest();
            if let Some(at) = memchr(self.newline, &rest[searched..]) {
                return Ok(Some(searched + at));
            }
            searched = rest.len();
            if searched > MAX_RECORD_BYTES {
                return Ok(None);
            }
            if !self.window.more()? {
                return Ok(Some(searched));
            }
        }
    }

    /// Passes a line of any length without keeping it.
    fn pass_endless(&mut self) -> io::Result<()> {
        loop {
            let rest = self.window.rest();
            if let Some(at) = memchr(self.newline, rest) {
                self.pass_line(at);
                return Ok(());
            }
            self.window.pass(rest.len());
            if !self.window.more()? {
                return Ok(());
            }
        }
    }

    /// Passes a line that ends at `end`.
    fn pass_line(&mut self, end: usize) {
        self.window.pass(end + 1);
        self.line += 1;
    }
}

const fn broken(row: &Row, kind: RowFaultKind) -> Next {
    Next::Broken(RowFault {
        line: row.line(),
        kind,
    })
}

/// A line without the CR before its LF.
fn trim_return(line: &[u8], newline: u8) -> &[u8] {
    match line {
        [line @ .., b'\r'] if newline == b'\n' => line,
        _ => line,
    }
}
