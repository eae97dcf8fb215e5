use super::fault::{Ambiguity, AmbiguityKind, PdfFault};
use super::lexer::Lexer;
use super::object::{Dictionary, Object, Span};

/// Where an object is, ISO 32000-2, 7.5.4 and 7.5.8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Nowhere.
    Free,
    /// At a position of the file.
    InFile {
        /// Position in the file, not relative to the header.
        offset: usize,
        /// Generation.
        generation: u16,
    },
    /// In an object stream; its generation is 0.
    InStream {
        /// Object number of the stream.
        container: u32,
        /// Index in the stream.
        index: u32,
    },
}

/// A cross-reference section with its trailer.
#[derive(Debug)]
pub(crate) struct Section {
    /// Entries, sorted by object number, each number once.
    pub(crate) entries: Vec<(u32, Entry)>,
    /// The trailer, or the dictionary of the cross-reference stream.
    pub(crate) trailer: Dictionary,
    /// Bytes of the section with its trailer, then those of sections that were joined to it.
    pub(crate) spans: Vec<Span>,
    /// Two different entries for one number were found.
    pub(crate) duplicates: bool,
    /// A table without entries; those of the section are from the cross-reference stream of a hybrid file.
    pub(crate) empty_table: bool,
}

impl Section {
    /// Joins another section that belongs to the same revision. Where `hides` is set, its free entries hide objects that this one shows.
    pub(crate) fn join(&mut self, other: Self, hides: bool) {
        let mut duplicates = self.duplicates || other.duplicates;
        self.entries.extend(other.entries);
        self.entries.sort_by_key(|(number, _)| *number);
        self.entries.dedup_by(|second, first| {
            let same = second.0 == first.0;
            duplicates |= same && second.1 != first.1 && !(hides && second.1 == Entry::Free);
            same
        });
        self.duplicates = duplicates;
        self.spans.extend(other.spans);
    }

    /// Position of the section.
    pub(crate) fn start(&self) -> usize {
        self.spans.first().map_or(0, |span| span.start)
    }

    /// One past its trailer.
    pub(crate) fn end(&self) -> usize {
        self.spans.first().map_or(0, |span| span.end)
    }
}

/// Reads cross-reference sections.
#[derive(Debug)]
pub(crate) struct SectionReader<'a> {
    pub(crate) bytes: &'a [u8],
    /// Position of the header, to which offsets are relative.
    pub(crate) header: usize,
    /// Memory that is left.
    pub(crate) memory: usize,
    /// Bytes that may still be decoded.
    pub(crate) decoded: usize,
}

/// What an entry is reckoned to need in memory.
pub(super) const ENTRY_COST: usize = 96;

impl SectionReader<'_> {
    /// The section at a position of the file.
    pub(crate) fn read(&mut self, position: usize) -> Result<Section, PdfFault> {
        let mut lexer = Lexer::new(self.bytes, position);
        lexer.skip_white_space();
        if !lexer.take(b"xref") {
            return self.stream(position);
        }
        let table = self.table(lexer, position)?;
        match table.trailer.get(b"XRefStm").cloned() {
            Some(at) => self.hybrid(table, &at),
            None => Ok(table),
        }
    }

    /// Position in the file of an offset as written.
    pub(crate) fn position(&self, offset: &Object, at: usize) -> Result<usize, PdfFault> {
        offset
            .as_integer()
            .and_then(|offset| usize::try_from(offset).ok())
            .and_then(|offset| offset.checked_add(self.header))
            .filter(|position| *position < self.bytes.len())
            .ok_or(PdfFault::syntax(at, "offset outside of the file"))
    }

    pub(super) fn charge(&mut self, bytes: usize) -> Result<(), PdfFault> {
        self.memory = self
            .memory
            .checked_sub(bytes)
            .ok_or(PdfFault::Limit("memory for cross-references"))?;
        Ok(())
    }

    /// Joins a table with the cross-reference stream of a hybrid file, 7.5.8.4: it has the objects that the table hides or lacks.
    fn hybrid(&mut self, table: Section, at: &Object) -> Result<Section, PdfFault> {
        let position = self.position(at, table.start())?;
        let mut joined = self.stream(position)?;
        joined.trailer = table.trailer.clone();
        joined.empty_table = table.entries.is_empty();
        joined.join(table, true);
        joined.spans.reverse();
        Ok(joined)
    }
}

pub(super) fn section(
    mut entries: Vec<(u32, Entry)>,
    trailer: Dictionary,
    span: Span,
) -> Result<Section, PdfFault> {
    if trailer.duplicate_key().is_some() {
        return Err(PdfFault::Ambiguous(Ambiguity::of_file(
            AmbiguityKind::DuplicateKey,
        )));
    }
    if trailer.contains(b"Encrypt") {
        return Err(PdfFault::Encrypted);
    }
    entries.sort_by_key(|(number, _)| *number);
    entries.dedup();
    let exact = entries.len();
    entries.dedup_by_key(|(number, _)| *number);
    entries.shrink_to_fit();
    Ok(Section {
        duplicates: exact != entries.len(),
        entries,
        trailer,
        spans: vec![span],
        empty_table: false,
    })
}
