use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use chiso_tabular::{Fault, Reader, Row, RowFault, Step};

use crate::interrupt::Interrupt;
use crate::misuse::Misuse;

/// Rows that are worked on together.
const ROWS: usize = 8192;

/// Batches that wait: enough that neither side does.
const AHEAD: usize = 3;

/// How often somebody who waits for a slow file looks whether they were asked to stop.
const PATIENCE: Duration = Duration::from_millis(100);

/// Some rows of a table in their order, and the lines between them that could not be read.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) rows: Vec<Row>,
    pub(crate) broken: Vec<RowFault>,
    /// How much of the file was read when the batch was full.
    pub(crate) bytes: u64,
}

/// A table that is read on a thread of its own, a few batches ahead. Dropped early, the thread ends with its next batch.
#[derive(Debug)]
pub(crate) struct Batches {
    take: Receiver<Result<Batch, Fault>>,
    interrupt: Interrupt,
}

impl Batches {
    pub(crate) fn of(mut reader: Reader, interrupt: &Interrupt) -> Self {
        let (give, take) = sync_channel(AHEAD);
        thread::spawn(move || {
            loop {
                let batch = next(&mut reader);
                let last = batch.as_ref().map_or(true, |(_, last)| *last);
                if give.send(batch.map(|(batch, _)| batch)).is_err() || last {
                    return;
                }
            }
        });
        Self {
            take,
            interrupt: interrupt.clone(),
        }
    }
}

impl Iterator for Batches {
    type Item = Result<Batch, Misuse>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Err(misuse) = self.interrupt.check() {
                return Some(Err(misuse));
            }
            match self.take.recv_timeout(PATIENCE) {
                Ok(batch) => return Some(batch.map_err(Misuse::from)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }
}

/// The next batch, and whether it is the last.
fn next(reader: &mut Reader) -> Result<(Batch, bool), Fault> {
    let mut batch = Batch::default();
    batch.rows.reserve(ROWS);
    let mut last = false;
    while batch.rows.len() < ROWS && batch.broken.len() < ROWS {
        let mut row = Row::new();
        match reader.read(&mut row)? {
            Step::Row => batch.rows.push(row),
            Step::Broken(fault) => batch.broken.push(fault),
            Step::End => {
                last = true;
                break;
            }
        }
    }
    batch.bytes = reader.bytes_read();
    Ok((batch, last))
}
