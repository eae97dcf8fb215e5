use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::budget::{Budget, Limits};
use super::chain::read_revisions;
use super::fault::{Ambiguity, AmbiguityKind, PdfFault};
use super::object::{Object, ObjectId, Span, Stream};
use super::object_stream::ObjectStream;
use super::revision::Revision;
use super::scan;
use super::signature::Candidate;
use super::view::View;
use super::xref::{Entry, SectionReader};

/// The header must stand within so many bytes.
const HEADER_WITHIN: usize = 1024;

/// A PDF file with all its revisions.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) limits: Limits,
    pub(super) budget: Budget,
    pub(super) cache: Mutex<HashMap<(u32, Location), Object>>,
    /// By their positions; also those that cannot be decoded, which each of their objects would try again.
    pub(super) containers: Mutex<HashMap<usize, Result<Arc<ObjectStream>, PdfFault>>>,
    /// Number and revision of all entries, sorted.
    history: Vec<(u32, u32)>,
    revisions: Vec<Revision>,
    ambiguities: Vec<Ambiguity>,
    candidates: Vec<Candidate>,
}

/// Where a definition of an object is: the same object in every revision that sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Location {
    /// At a position of the file.
    InFile(usize),
    /// In the object stream at a position of the file, with its index.
    InStream(usize, u32),
}

/// A definition of an object: its entry and the revision that it is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Definition {
    /// Index of the revision.
    pub(crate) revision: usize,
    /// The entry.
    pub(crate) entry: Entry,
}

impl<'a> Document<'a> {
    /// Reads the cross-references of all revisions and looks at every object that they define.
    ///
    /// # Errors
    /// If the file is encrypted, breaks the syntax or would cost more than `limits`. What may be understood differently, but can be read, is in [`Self::ambiguities`].
    pub(crate) fn read(bytes: &'a [u8], limits: Limits) -> Result<Self, PdfFault> {
        const HEADER: &[u8] = b"%PDF-";
        let beginning = bytes.get(..HEADER_WITHIN).unwrap_or(bytes);
        let header = beginning
            .windows(HEADER.len())
            .position(|window| window == HEADER);
        let header = header.ok_or(PdfFault::syntax(0, "no PDF header"))?;
        let mut ambiguities = Vec::new();
        if header > 0 {
            ambiguities.push(Ambiguity::of_file(AmbiguityKind::HeaderOffset));
        }
        let mut reader = SectionReader {
            bytes,
            header,
            memory: limits.memory,
            decoded: limits.decoded,
        };
        let revisions = read_revisions(&mut reader, limits.revisions, &mut ambiguities)?;
        let budget = Budget::new(Limits {
            memory: reader.memory,
            decoded: reader.decoded,
            ..limits
        });
        let mut document = Self {
            bytes,
            limits,
            budget,
            cache: Mutex::default(),
            containers: Mutex::default(),
            history: Vec::new(),
            revisions,
            ambiguities,
            candidates: Vec::new(),
        };
        document.index();
        let findings = scan::scan(&document)?;
        document.ambiguities.extend(findings.ambiguities);
        document.ambiguities.sort();
        document.ambiguities.dedup();
        document.candidates = findings.candidates;
        Ok(document)
    }

    /// Builds the history, without entries that repeat the definition that is already in force.
    fn index(&mut self) {
        let mut history: Vec<(u32, u32)> =
            Vec::with_capacity(self.revisions.iter().map(|r| r.entries.len()).sum());
        for (revision, index) in self.revisions.iter().zip(0_u32..) {
            history.extend(revision.entries.iter().map(|(number, _)| (*number, index)));
        }
        history.sort_unstable();
        let mut in_force: Option<(u32, Entry)> = None;
        let revisions = &self.revisions;
        history.retain(|(number, index)| {
            let Some(entry) = revisions
                .get(*index as usize)
                .and_then(|revision| revision.entry(*number))
            else {
                return false;
            };
            let before = in_force
                .filter(|(of, _)| of == number)
                .map_or(Entry::Free, |(_, entry)| entry);
            in_force = Some((*number, entry));
            entry != before
        });
        for (index, revision) in (0_u32..).zip(&mut self.revisions) {
            revision
                .entries
                .retain(|(number, _)| history.binary_search(&(*number, index)).is_ok());
        }
        history.shrink_to_fit();
        self.history = history;
    }

    /// The bytes of the file.
    pub(crate) const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The revisions, the oldest first.
    pub(crate) fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// What readers may understand differently, sorted.
    pub(crate) fn ambiguities(&self) -> &[Ambiguity] {
        &self.ambiguities
    }

    pub(super) fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// The document as of a revision; as of the last one if there are not so many.
    pub(crate) fn at(&self, revision: usize) -> View<'_, 'a> {
        View::new(self, revision.min(self.revisions.len().saturating_sub(1)))
    }

    /// The document as it is now.
    pub(crate) fn latest(&self) -> View<'_, 'a> {
        self.at(usize::MAX)
    }

    /// The definition of an object number that is in force as of a revision; nothing if it was never defined or freed.
    pub(crate) fn definition(&self, number: u32, revision: usize) -> Option<Definition> {
        let revision = u32::try_from(revision).unwrap_or(u32::MAX);
        let after = self
            .history
            .partition_point(|entry| *entry <= (number, revision));
        let (_, found) = self
            .history
            .get(after.checked_sub(1)?)
            .filter(|(of, _)| *of == number)?;
        let revision = *found as usize;
        Some(Definition {
            revision,
            entry: self.revisions.get(revision)?.entry(number)?,
        })
    }

    /// The definition that replaces or frees this one, if any does.
    pub(crate) fn replacement(&self, number: u32, revision: usize) -> Option<usize> {
        let revision = u32::try_from(revision).unwrap_or(u32::MAX);
        let after = self
            .history
            .partition_point(|entry| *entry <= (number, revision));
        self.history
            .get(after)
            .filter(|(of, _)| *of == number)
            .map(|(_, revision)| *revision as usize)
    }

    /// The identifiers that a revision defines anew or frees, with their entries. A freed object has generation 0 here.
    pub(crate) fn changed(&self, revision: usize) -> impl Iterator<Item = (ObjectId, Entry)> {
        self.revisions
            .get(revision)
            .into_iter()
            .flat_map(|revision| &revision.entries)
            .map(|(number, entry)| {
                let generation = if let Entry::InFile { generation, .. } = entry {
                    *generation
                } else {
                    0
                };
                (ObjectId::new(*number, generation), *entry)
            })
    }

    /// The encoded data of a stream.
    pub(crate) fn encoded(&self, stream: &Stream) -> &'a [u8] {
        self.bytes
            .get(stream.data.start..stream.data.end)
            .unwrap_or_default()
    }

    pub(super) fn cached(&self, number: u32, location: Location) -> Option<Object> {
        self.cache
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&(number, location))
            .cloned()
    }

    pub(super) fn remember(
        &self,
        number: u32,
        location: Location,
        parsed: &Parsed,
    ) -> Result<(), PdfFault> {
        self.budget.keep(parsed.memory.saturating_add(64))?;
        self.cache
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert((number, location), parsed.object.clone());
        Ok(())
    }

    /// End of the bytes that objects of a revision may use.
    pub(super) fn end_of(&self, revision: usize) -> usize {
        self.revisions
            .get(revision)
            .map_or(0, |revision| revision.marker_end)
    }
}

/// An object with what is known of where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Parsed {
    /// The object.
    pub(crate) object: Object,
    /// From its number to `endobj`; nothing in object streams.
    pub(crate) span: Option<Span>,
    /// Reckoned memory.
    pub(crate) memory: usize,
    /// A dictionary in it has a key twice.
    pub(crate) duplicate_key: bool,
    /// Number of the object that gives the length of the stream.
    pub(crate) length_object: Option<u32>,
}
