use super::object::{Dictionary, Span};
use super::xref::Entry;

/// A revision: what one save wrote, ISO 32000-2, 7.5.6.
#[derive(Debug)]
pub(crate) struct Revision {
    /// Where it begins: where the revision before ends.
    pub(crate) start: usize,
    /// Just past its `%%EOF`, without the line end.
    pub(crate) marker_end: usize,
    /// Past its `%%EOF` and the line end.
    pub(crate) end: usize,
    /// Past all white space after its `%%EOF`.
    pub(crate) space_end: usize,
    /// Past all white space and comments after its `%%EOF`.
    pub(crate) comment_end: usize,
    /// Position of its cross-reference section in the file (of the one that `startxref` names).
    pub(crate) section: usize,
    /// Its trailer.
    pub(crate) trailer: Dictionary,
    /// Bytes of its cross-reference sections.
    pub(crate) sections: Vec<Span>,
    /// What it defines anew or frees, sorted by object number; entries that repeat what was there before are left out.
    pub(crate) entries: Vec<(u32, Entry)>,
    /// Two different entries for one number.
    pub(crate) duplicates: bool,
}

impl Revision {
    /// The entry for an object number, if this revision defines or frees it.
    pub(crate) fn entry(&self, number: u32) -> Option<Entry> {
        let index = self
            .entries
            .binary_search_by_key(&number, |(number, _)| *number)
            .ok()?;
        self.entries.get(index).map(|(_, entry)| *entry)
    }
}
