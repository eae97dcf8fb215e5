use memchr::{memchr, memchr_iter};

/// A row of cells. It is meant to be used again for the next row, so that no row costs an allocation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The cells, with one character between two of them.
    text: String,
    ends: Vec<usize>,
    line: u64,
}

/// The character between two cells that were not read together with their delimiter.
const BETWEEN: char = '\u{1f}';

impl Row {
    /// An empty row.
    pub fn new() -> Self {
        Self::default()
    }

    /// The line of a text file where the row begins, or the row of a sheet; the header is 1 where nothing stands before it.
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// How many cells there are.
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no cells.
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A cell, counted from 0.
    pub fn get(&self, column: usize) -> Option<&str> {
        let end = *self.ends.get(column)?;
        let start = match column {
            0 => 0,
            _ => self.ends.get(column - 1)? + 1,
        };
        self.text.get(start..end)
    }

    /// The cells in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let cell = &self.text[start..end];
            start = end + 1;
            cell
        })
    }

    pub(crate) fn clear(&mut self, line: u64) {
        self.text.clear();
        self.ends.clear();
        self.line = line;
    }

    /// The column of the first NUL character, counted from 1.
    pub(crate) fn nul(&self) -> Option<usize> {
        let at = memchr(0, self.text.as_bytes())?;
        Some(1 + self.ends.partition_point(|&end| end <= at))
    }

    pub(crate) const fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Keeps the first cells.
    pub(crate) fn truncate(&mut self, columns: usize) {
        self.ends.truncate(columns);
        self.text.truncate(self.ends.last().copied().unwrap_or(0));
    }

    pub(crate) fn push(&mut self, cell: &str) {
        if !self.ends.is_empty() {
            self.text.push(BETWEEN);
        }
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// Takes the cells of a line at its delimiters. The error is the column where the line is no UTF-8, counted from 1.
    pub(crate) fn split(&mut self, bytes: &[u8], delimiter: u8) -> Result<(), usize> {
        self.ends.clear();
        self.ends.extend(memchr_iter(delimiter, bytes));
        self.ends.push(bytes.len());
        self.take(bytes)
    }

    /// Takes cells whose ends are known.
    pub(crate) fn take_cells(&mut self, bytes: &[u8], ends: &[usize]) -> Result<(), usize> {
        self.ends.clear();
        self.ends.extend_from_slice(ends);
        self.take(bytes)
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), usize> {
        self.text.clear();
        match str::from_utf8(bytes) {
            Ok(text) => {
                self.text.push_str(text);
                Ok(())
            }
            Err(fault) => {
                let at = fault.valid_up_to();
                let column = 1 + self.ends.partition_point(|&end| end <= at);
                self.ends.clear();
                Err(column)
            }
        }
    }
}
