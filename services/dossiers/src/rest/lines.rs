/// Longest line of an import, in bytes. A dossier with 100 steps and long reasons fits.
pub const MAX_LINE: usize = 64 * 1024;

/// Cuts a stream of bytes into lines, holding at most [`MAX_LINE`] bytes whatever comes.
#[derive(Debug, Default)]
pub struct LineSplitter {
    line: Vec<u8>,
    too_long: bool,
}

/// One line without its end.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    Text(Vec<u8>),
    /// White space only.
    Blank,
    /// Longer than [`MAX_LINE`]; its bytes were dropped.
    TooLong,
}

impl LineSplitter {
    /// Takes the next bytes in and gives the lines that they complete.
    pub fn push(&mut self, mut bytes: &[u8]) -> Vec<Line> {
        let mut lines = Vec::new();
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            self.take(&bytes[..end]);
            lines.push(self.end());
            bytes = &bytes[end + 1..];
        }
        self.take(bytes);
        lines
    }

    /// The last line, if the stream did not end with a line end.
    pub fn finish(mut self) -> Option<Line> {
        (self.too_long || !self.line.is_empty()).then(|| self.end())
    }

    fn take(&mut self, bytes: &[u8]) {
        if self.too_long || self.line.len() + bytes.len() > MAX_LINE {
            self.too_long = true;
            self.line.clear();
        } else {
            self.line.extend_from_slice(bytes);
        }
    }

    fn end(&mut self) -> Line {
        let line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.too_long) {
            return Line::TooLong;
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            Line::Blank
        } else {
            Line::Text(line.to_vec())
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(line: &str) -> Line {
        Line::Text(line.as_bytes().to_vec())
    }

    #[test]
    fn ends_of_all_kinds_are_understood() {
        let mut splitter = LineSplitter::default();
        let lines = splitter.push(b"{\"a\":1}\r\n\n  \n{\"b\":2}\nlast");
        assert_eq!(
            lines,
            [
                text("{\"a\":1}"),
                Line::Blank,
                Line::Blank,
                text("{\"b\":2}")
            ]
        );
        assert_eq!(splitter.finish(), Some(text("last")));
    }

    #[test]
    fn a_line_that_is_too_long_costs_no_memory_and_not_the_next_line() {
        let mut splitter = LineSplitter::default();
        for _ in 0..100 {
            assert!(splitter.push(&vec![b'x'; 20_000]).is_empty());
            assert!(splitter.line.len() <= MAX_LINE);
        }
        assert_eq!(splitter.push(b"x\nnext\n"), [Line::TooLong, text("next")]);
        assert_eq!(splitter.finish(), None);
    }

    proptest! {
        #[test]
        fn the_cut_of_the_stream_does_not_matter(lines in prop::collection::vec("[a-z]{1,9}", 1..9), cut in 1_usize..7) {
            let joined = lines.join("\n");
            let mut splitter = LineSplitter::default();
            let mut found: Vec<Line> = joined.as_bytes().chunks(cut).flat_map(|chunk| splitter.push(chunk)).collect();
            found.extend(splitter.finish());
            prop_assert_eq!(found, lines.iter().map(|line| text(line)).collect::<Vec<_>>());
        }
    }
}
