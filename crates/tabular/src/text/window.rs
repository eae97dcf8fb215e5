use std::fmt;
use std::io::{self, Read};

/// How much is read at a time.
const CHUNK: usize = 256 * 1024;

/// The part of a stream that has been read and not been passed yet.
pub(super) struct Window {
    source: Box<dyn Read + Send>,
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
}

impl Window {
    pub(super) fn new(source: Box<dyn Read + Send>) -> Self {
        Self {
            source,
            bytes: vec![0; 2 * CHUNK],
            start: 0,
            end: 0,
            ended: false,
        }
    }

    /// What is there now; positions count from its start until something is passed.
    pub(super) fn rest(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// Reads more, once; false at the end of the stream.
    pub(super) fn more(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.bytes.len() - self.end < CHUNK {
            self.bytes.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
            if self.bytes.len() - self.end < CHUNK {
                self.bytes.resize(self.end + CHUNK, 0);
            }
        }
        let count = loop {
            match self.source.read(&mut self.bytes[self.end..]) {
                Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        self.end += count;
        self.ended = count == 0;
        Ok(!self.ended)
    }

    /// Reads until there are so many bytes or the stream ends.
    pub(super) fn fill(&mut self, count: usize) -> io::Result<()> {
        while self.rest().len() < count && self.more()? {}
        Ok(())
    }

    pub(super) fn pass(&mut self, count: usize) {
        self.start = self.end.min(self.start + count);
    }
}

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Window")
            .field("bytes", &self.rest().len())
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}
