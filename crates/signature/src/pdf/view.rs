use super::document::{Document, Location};
use super::fault::{Ambiguity, AmbiguityKind, PdfFault};
use super::filter;
use super::object::{Dictionary, Object, ObjectId, PdfString, Stream};
use super::revision::Revision;
use super::text::decode_text;
use super::xref::Entry;

/// References to references, and objects needed to read an object.
pub(super) const MAX_CHAIN: usize = 16;
/// More of them.
pub(super) const LOOP: PdfFault = PdfFault::syntax(0, "references in a loop or a long chain");

/// A document as of one of its revisions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'d, 'a> {
    document: &'d Document<'a>,
    revision: usize,
}

impl<'d, 'a> View<'d, 'a> {
    pub(super) const fn new(document: &'d Document<'a>, revision: usize) -> Self {
        Self { document, revision }
    }

    /// The document.
    pub(crate) const fn document(&self) -> &'d Document<'a> {
        self.document
    }

    /// Index of the revision.
    pub(crate) const fn revision(&self) -> usize {
        self.revision
    }

    /// The trailer.
    pub(crate) fn trailer(&self) -> Option<&'d Dictionary> {
        self.document
            .revisions()
            .get(self.revision)
            .map(|revision: &'d Revision| &revision.trailer)
    }

    /// The catalogue.
    pub(crate) fn catalog(&self) -> Result<Dictionary, PdfFault> {
        let fault = PdfFault::syntax(self.document.bytes().len(), "no catalogue");
        let root = self
            .trailer()
            .and_then(|trailer| trailer.get(b"Root"))
            .ok_or(fault.clone())?;
        self.resolve(root)?.as_dictionary().cloned().ok_or(fault)
    }

    /// The object that a reference leads to, through further references; any other object is itself. What is not defined is null.
    pub(crate) fn resolve(&self, object: &Object) -> Result<Object, PdfFault> {
        self.resolve_deep(object, 0)
    }

    /// The value of an entry, resolved; null if it is absent.
    pub(crate) fn get(&self, dictionary: &Dictionary, key: &[u8]) -> Result<Object, PdfFault> {
        dictionary
            .get(key)
            .map_or(Ok(Object::Null), |value| self.resolve(value))
    }

    /// An indirect object, itself not resolved further; null if it is not defined.
    pub(crate) fn object(&self, id: ObjectId) -> Result<Object, PdfFault> {
        self.object_deep(id, 0)
    }

    /// Where the definition of an object is that is in force; nothing if it is free or not defined.
    pub(crate) fn location(&self, number: u32) -> Option<Location> {
        let definition = self.document.definition(number, self.revision)?;
        match definition.entry {
            Entry::Free => None,
            Entry::InFile { offset, .. } => Some(Location::InFile(offset)),
            Entry::InStream { container, index } => {
                match self
                    .document
                    .definition(container, definition.revision)?
                    .entry
                {
                    Entry::InFile { offset, .. } => Some(Location::InStream(offset, index)),
                    _ => None,
                }
            }
        }
    }

    /// Decodes a text string, counting the memory that it takes.
    pub(crate) fn text(&self, string: &PdfString) -> Result<String, PdfFault> {
        let most = string.bytes.len().saturating_mul(3);
        self.document
            .budget
            .keep(most.saturating_add(size_of::<String>()))?;
        Ok(decode_text(&string.bytes))
    }

    /// The decoded data of a stream.
    pub(crate) fn decode(&self, stream: &Stream) -> Result<Vec<u8>, PdfFault> {
        self.decode_deep(stream, 0)
    }

    pub(super) fn resolve_deep(&self, object: &Object, depth: usize) -> Result<Object, PdfFault> {
        let mut object = object.clone();
        for _ in 0..MAX_CHAIN {
            match object {
                Object::Reference(id) => object = self.object_deep(id, depth)?,
                direct => return Ok(direct),
            }
        }
        Err(LOOP)
    }

    /// As [`Self::resolve`], with the identifier of the object that the last reference names.
    pub(crate) fn follow(&self, object: &Object) -> Result<(Option<ObjectId>, Object), PdfFault> {
        let mut id = None;
        let mut object = object.clone();
        for _ in 0..MAX_CHAIN {
            match object {
                Object::Reference(next) => {
                    id = Some(next);
                    object = self.object(next)?;
                }
                direct => return Ok((id, direct)),
            }
        }
        Err(LOOP)
    }

    pub(super) fn decode_deep(&self, stream: &Stream, depth: usize) -> Result<Vec<u8>, PdfFault> {
        let budget = &self.document.budget;
        if budget.decoding() == 0 {
            return Err(PdfFault::Limit("decoded data"));
        }
        let encoded = self.document.encoded(stream);
        let mut work = 0;
        let decoded = filter::decode(
            &stream.dictionary,
            encoded,
            budget.decoding(),
            |object| self.resolve_deep(object, depth.saturating_add(1)),
            &mut work,
        );
        budget.count_decoded(work)?;
        decoded
    }

    fn object_deep(&self, id: ObjectId, depth: usize) -> Result<Object, PdfFault> {
        if depth > MAX_CHAIN {
            return Err(LOOP);
        }
        let (Some(definition), Some(location)) = (
            self.document.definition(id.number, self.revision),
            self.location(id.number),
        ) else {
            return Ok(Object::Null);
        };
        let generation = if let Entry::InFile { generation, .. } = definition.entry {
            generation
        } else {
            0
        };
        if generation != id.generation {
            return Err(PdfFault::Ambiguous(Ambiguity::of_object(
                AmbiguityKind::Generation,
                self.revision,
                id,
            )));
        }
        if let Some(object) = self.document.cached(id.number, location) {
            return Ok(object);
        }
        let parsed = self.document.parse(id, definition, depth)?;
        self.document.remember(id.number, location, &parsed)?;
        Ok(parsed.object)
    }
}
