//! Rows with quotes, which may contain delimiters, quotes and line ends.

use std::io;

use memchr::{memchr, memchr_iter, memchr2};

use super::{MAX_RECORD_BYTES, MAX_RECORD_LINES, Next, TextRows, broken, encoding};
use crate::fault::{RowFault, RowFaultKind};
use crate::row::Row;

/// So many quotes that are never closed make a file where none is looked for far: otherwise each would cost a thousand lines.
const PATIENCE: usize = 100;

/// A quote that begins a cell.
#[derive(Debug, Clone, Copy)]
struct Opened {
    /// Where it stands in the window.
    at: usize,
    /// Its line, counted from the line of the row.
    line: usize,
    /// Its column, counted from 1.
    column: usize,
}

/// How the part of a row that was just read ends.
enum End {
    Cell,
    Row { newline: bool },
}

impl TextRows {
    /// Reads the row at the start of the window; positions count from there.
    pub(super) fn next_quoted(&mut self, row: &mut Row) -> io::Result<Next> {
        self.cells.clear();
        self.ends.clear();
        let (mut at, mut lines) = (0, 0);
        let (mut across, mut loose) = (None, false);
        let newline = loop {
            if let Some(opened) = across
                && self
                    .columns
                    .is_some_and(|columns| columns <= self.ends.len())
            {
                return self.open_quote(opened);
            }
            if self.byte(at)? == Some(b'"') {
                let opened = Opened {
                    at,
                    line: lines,
                    column: self.ends.len() + 1,
                };
                let Some(closed) = self.quoted(at + 1, &mut lines)? else {
                    return self.open_quote(across.unwrap_or(opened));
                };
                at = closed;
                if lines > opened.line {
                    across.get_or_insert(opened);
                }
            }
            let begun = at;
            let Some((end, how)) = self.plain(at)? else {
                self.pass_endless()?;
                return Ok(broken(row, RowFaultKind::TooLong));
            };
            loose |= end > begun;
            self.ends.push(self.cells.len());
            at = end;
            match how {
                End::Cell => {
                    // Where the delimiter stood.
                    self.cells.push(0x1f);
                    at += 1;
                }
                End::Row { newline } => break newline,
            }
        };
        // A quote that was closed by the opening quote of a later line is one that was never closed.
        let wrong = self
            .columns
            .is_some_and(|columns| columns != self.ends.len());
        if let Some(opened) = across
            && (wrong || loose && self.is_loose(at))
        {
            return self.open_quote(opened);
        }
        if self.open && !self.cells.is_ascii() {
            self.settle();
        }
        let result = self.take_cells(row);
        self.window.pass(at + usize::from(newline));
        self.line += lines as u64 + 1;
        if let Some(nul) = memchr(0, &self.cells) {
            let column = 1 + self.ends.partition_point(|&end| end <= nul);
            return Ok(broken(row, RowFaultKind::Nul { column }));
        }
        Ok(self.judge(row, result))
    }

    /// Moves the cells that were collected into the row, decoded.
    fn take_cells(&self, row: &mut Row) -> Result<(), usize> {
        if !self.has_one_byte() {
            return row.take_cells(&self.cells, &self.ends);
        }
        let mut start = 0;
        for &end in &self.ends {
            row.push(&encoding::decode(&self.cells[start..end], self.encoding));
            start = end + 1;
        }
        Ok(())
    }

    /// Collects what is in quotes; the answer is the position behind the closing one. None: there is none within reach.
    fn quoted(&mut self, mut at: usize, lines: &mut usize) -> io::Result<Option<usize>> {
        let (reach, most) = if self.open_quotes < PATIENCE {
            (MAX_RECORD_BYTES, MAX_RECORD_LINES)
        } else {
            (MAX_RECORD_BYTES / 100, MAX_RECORD_LINES / 100)
        };
        loop {
            let rest = self.window.rest();
            let part = &rest[at..rest.len().min(reach).max(at)];
            let found = memchr(b'"', part);
            let inside = &part[..found.unwrap_or(part.len())];
            *lines += memchr_iter(self.newline, inside).count();
            self.cells.extend_from_slice(inside);
            at += inside.len();
            if *lines > most || at >= reach {
                return Ok(None);
            }
            if found.is_some() {
                at += 1;
                if self.byte(at)? != Some(b'"') {
                    return Ok(Some(at));
                }
                self.cells.push(b'"');
                at += 1;
            } else if !self.window.more()? {
                return Ok(None);
            }
        }
    }

    /// Collects what is not in quotes; the answer is where it ends. None: it is too long.
    fn plain(&mut self, from: usize) -> io::Result<Option<(usize, End)>> {
        let mut at = from;
        loop {
            let rest = self.window.rest();
            let found = memchr2(self.delimiter, self.newline, &rest[at..]);
            let end = found.map_or(rest.len(), |found| at + found);
            self.cells.extend_from_slice(&rest[at..end]);
            at = end;
            match found.map(|_| rest[end]) {
                Some(byte) if byte == self.delimiter => return Ok(Some((at, End::Cell))),
                Some(_) => {
                    self.drop_return(from, at);
                    return Ok(Some((at, End::Row { newline: true })));
                }
                None if at > MAX_RECORD_BYTES => return Ok(None),
                None => {
                    if !self.window.more()? {
                        self.drop_return(from, at);
                        return Ok(Some((at, End::Row { newline: false })));
                    }
                }
            }
        }
    }

    /// A CR before the LF is no part of the cell.
    fn drop_return(&mut self, from: usize, end: usize) {
        if self.newline == b'\n' && end > from && self.window.rest()[end - 1] == b'\r' {
            self.cells.pop();
        }
    }

    fn byte(&mut self, at: usize) -> io::Result<Option<u8>> {
        while self.window.rest().len() <= at {
            if !self.window.more()? {
                return Ok(None);
            }
        }
        Ok(self.window.rest().get(at).copied())
    }

    /// Whether in the row that ends at `end` something stands between a closing quote and the next delimiter or line end, or a
    /// quote within a cell without quotes.
    fn is_loose(&self, end: usize) -> bool {
        let row = &self.window.rest()[..end];
        let mut quoted = false;
        for at in memchr_iter(b'"', row) {
            let before = at.checked_sub(1).map(|at| row[at]);
            let after = row.get(at + 1).copied();
            let edge = |byte: Option<u8>| {
                byte.is_none_or(|byte| {
                    byte == self.delimiter || matches!(byte, b'"' | b'\r') || byte == self.newline
                })
            };
            if (!quoted && !edge(before)) || (quoted && !edge(after)) {
                return true;
            }
            quoted = !quoted;
        }
        false
    }

    /// Passes the line of a quote that is never closed; the line after it is read as if it were not there.
    fn open_quote(&mut self, opened: Opened) -> io::Result<Next> {
        self.open_quotes += 1;
        let fault = RowFault {
            line: self.line + opened.line as u64,
            kind: RowFaultKind::OpenQuote {
                column: opened.column,
            },
        };
        self.window.pass(opened.at);
        self.line += opened.line as u64;
        self.pass_endless()?;
        Ok(Next::Broken(fault))
    }
}
