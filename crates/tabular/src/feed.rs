//! Rows of formats whose readers own what they read from: they run on a thread of their own and hand over rows in batches.
//!
//! A reader of another's format that panics on a hostile file ends its thread, and the file is reported as damaged.

use std::fmt;
use std::mem;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::fault::{FaultKind, RowFault, RowFaultKind};
use crate::form::Format;
use crate::row::Row;
use crate::text::Next;

/// Rows and bytes of a batch, and how many batches wait.
const BATCH_ROWS: usize = 256;
const BATCH_BYTES: usize = 256 * 1024;
const WAITING: usize = 4;

/// A row, and what is wrong with it.
type Item = (Row, Option<RowFault>);

enum Message {
    Header(Header),
    Rows(Vec<Item>),
    End(Result<(), FaultKind>),
}

/// What is known before the first row.
#[derive(Debug, Default)]
pub(crate) struct Header {
    pub(crate) names: Vec<String>,
    /// Rows of the whole file; 0: unknown.
    pub(crate) rows: u64,
    pub(crate) sheet: Option<String>,
}

/// The thread has nobody to read for any more, or found a fault.
#[derive(Debug)]
pub(crate) enum Stop {
    Unwanted,
    Fault(FaultKind),
}

impl From<FaultKind> for Stop {
    fn from(kind: FaultKind) -> Self {
        Self::Fault(kind)
    }
}

/// The end of the thread.
pub(crate) struct Sink {
    channel: SyncSender<Message>,
    batch: Vec<Item>,
    bytes: usize,
}

impl Sink {
    pub(crate) fn header(&self, header: Header) -> Result<(), Stop> {
        self.send(Message::Header(header))
    }

    pub(crate) fn row(&mut self, row: Row, fault: Option<RowFault>) -> Result<(), Stop> {
        self.bytes += row.bytes();
        self.batch.push((row, fault));
        if self.batch.len() == BATCH_ROWS || self.bytes >= BATCH_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Stop> {
        self.bytes = 0;
        let batch = mem::replace(&mut self.batch, Vec::with_capacity(BATCH_ROWS));
        self.send(Message::Rows(batch))
    }

    fn send(&self, message: Message) -> Result<(), Stop> {
        self.channel.send(message).map_err(|_| Stop::Unwanted)
    }
}

/// The end of the reader.
pub(crate) struct Feed {
    channel: Receiver<Message>,
    format: Format,
    header: Header,
    batch: std::vec::IntoIter<Item>,
    line: u64,
    done: u64,
    ended: bool,
}

impl Feed {
    /// Starts the thread and waits for the header.
    pub(crate) fn start(
        format: Format,
        work: impl FnOnce(&mut Sink) -> Result<(), Stop> + Send + 'static,
    ) -> Result<Self, FaultKind> {
        let (sender, channel) = sync_channel(WAITING);
        let run = move || {
            let mut sink = Sink {
                channel: sender,
                batch: Vec::with_capacity(BATCH_ROWS),
                bytes: 0,
            };
            let worked = work(&mut sink).and_then(|()| sink.flush());
            let end = match worked {
                Ok(()) => Ok(()),
                Err(Stop::Unwanted) => return,
                Err(Stop::Fault(fault)) => {
                    // The rows before the fault are still good.
                    if sink.flush().is_err() {
                        return;
                    }
                    Err(fault)
                }
            };
            // Nobody may be there to hear it.
            let _ = sink.send(Message::End(end));
        };
        thread::Builder::new()
            .name("tabular".to_owned())
            .spawn(run)?;
        let mut feed = Self {
            channel,
            format,
            header: Header::default(),
            batch: Vec::new().into_iter(),
            line: 0,
            done: 0,
            ended: false,
        };
        loop {
            match feed.channel.recv() {
                Ok(Message::Header(header)) => {
                    feed.header = header;
                    return Ok(feed);
                }
                Ok(Message::Rows(_)) => {}
                Ok(Message::End(Err(fault))) => return Err(fault),
                Ok(Message::End(Ok(()))) | Err(_) => return Err(feed.damaged()),
            }
        }
    }

    pub(crate) const fn header(&self) -> &Header {
        &self.header
    }

    pub(crate) fn next(&mut self, row: &mut Row) -> Result<Next, FaultKind> {
        let (next, fault) = loop {
            if let Some(item) = self.batch.next() {
                break item;
            }
            if self.ended {
                return Ok(Next::End);
            }
            match self.channel.recv() {
                Ok(Message::Rows(batch)) => self.batch = batch.into_iter(),
                Ok(Message::Header(_)) => {}
                Ok(Message::End(end)) => {
                    self.ended = true;
                    end?;
                }
                Err(_) => {
                    self.ended = true;
                    return Err(self.damaged());
                }
            }
        };
        *row = next;
        self.line = row.line();
        self.done += 1;
        if let Some(fault) = fault {
            return Ok(Next::Broken(fault));
        }
        Ok(self.fit(row))
    }

    /// A row of a sheet ends with its last filled cell.
    fn fit(&self, row: &mut Row) -> Next {
        let expected = self.header.names.len();
        let broken = |kind| {
            Next::Broken(RowFault {
                line: self.line,
                kind,
            })
        };
        if row.len() > expected {
            let found = row.len();
            if row.iter().skip(expected).any(|cell| !cell.is_empty()) {
                return broken(RowFaultKind::Cells { found, expected });
            }
            row.truncate(expected);
        }
        while row.len() < expected {
            row.push("");
        }
        match row.nul() {
            Some(column) => broken(RowFaultKind::Nul { column }),
            None => Next::Row,
        }
    }

    /// How many of so many bytes the rows so far make up, about.
    pub(crate) fn share_of(&self, total: u64) -> u64 {
        let rows = self.header.rows.max(self.done);
        match (self.ended, rows) {
            (true, _) => total,
            (false, 0) => 0,
            // Files have less than 2^53 bytes, and less would do.
            (false, rows) => {
                u64::try_from(u128::from(total) * u128::from(self.done) / u128::from(rows))
                    .unwrap_or(total)
            }
        }
    }

    const fn damaged(&self) -> FaultKind {
        FaultKind::Damaged {
            format: self.format,
            line: self.line,
        }
    }
}

impl fmt::Debug for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Feed")
            .field("format", &self.format)
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}
