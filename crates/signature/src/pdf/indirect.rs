use std::sync::{Arc, PoisonError};

use super::document::{Definition, Document, Parsed};
use super::fault::{Ambiguity, AmbiguityKind, PdfFault};
use super::object::{Object, ObjectId, Span, Stream};
use super::object_stream::ObjectStream;
use super::parser::{Parser, data_span};
use super::view::{LOOP, MAX_CHAIN};
use super::xref::Entry;

impl Document<'_> {
    /// Parses a definition without keeping it.
    pub(super) fn parse(
        &self,
        id: ObjectId,
        definition: Definition,
        depth: usize,
    ) -> Result<Parsed, PdfFault> {
        if self.budget.is_parsing_over() {
            return Err(PdfFault::Limit("parsed data"));
        }
        let ambiguous =
            |kind| PdfFault::Ambiguous(Ambiguity::of_object(kind, definition.revision, id));
        match definition.entry {
            Entry::Free => Err(ambiguous(AmbiguityKind::WrongObject)),
            Entry::InFile { offset, .. } => {
                self.parse_in_file(id, offset, definition.revision, depth)
            }
            Entry::InStream { container, index } => {
                let container = self.container(container, definition.revision, depth)?;
                let parsed = self.parse_member(&container, id, index)?;
                parsed.ok_or(ambiguous(AmbiguityKind::WrongMember))
            }
        }
    }

    /// An object of an object stream; nothing if the index holds another.
    pub(super) fn parse_member(
        &self,
        container: &ObjectStream,
        id: ObjectId,
        index: u32,
    ) -> Result<Option<Parsed>, PdfFault> {
        if container.number(index) != Some(id.number) || container.duplicates {
            return Ok(None);
        }
        let Some(mut parser) = container.parser(index, self.budget.memory()) else {
            return Ok(None);
        };
        let start = parser.position();
        let object = parser.object();
        self.budget
            .count_parsed(parser.position().saturating_sub(start))?;
        Ok(Some(Parsed {
            object: object?,
            span: None,
            memory: parser.memory(),
            duplicate_key: parser.duplicate_key(),
            length_object: None,
        }))
    }

    fn parse_in_file(
        &self,
        id: ObjectId,
        offset: usize,
        revision: usize,
        depth: usize,
    ) -> Result<Parsed, PdfFault> {
        let ambiguous = |kind| PdfFault::Ambiguous(Ambiguity::of_object(kind, revision, id));
        let end = self.end_of(revision);
        let bytes = self.bytes.get(..end).unwrap_or_default();
        let mut parser = Parser::new(bytes, offset, self.budget.memory());
        let parsed = parser.indirect();
        self.budget
            .count_parsed(parser.position().saturating_sub(offset).saturating_add(16))?;
        let parsed = parsed.map_err(|fault| match fault {
            PdfFault::Syntax { offset: at, .. } if at == offset => {
                ambiguous(AmbiguityKind::WrongObject)
            }
            other => other,
        })?;
        if parsed.id != id {
            return Err(ambiguous(AmbiguityKind::WrongObject));
        }
        let (memory, duplicate_key) = (parser.memory(), parser.duplicate_key());
        let (Some(start), Object::Dictionary(dictionary)) = (parsed.data, &parsed.value) else {
            let span = Some(Span {
                start: parsed.start,
                end: parsed.end,
            });
            return Ok(Parsed {
                object: parsed.value,
                span,
                memory,
                duplicate_key,
                length_object: None,
            });
        };
        let length = dictionary.get(b"Length").unwrap_or(&Object::Null);
        let length_object = length.as_reference().map(|id| id.number);
        let length = self
            .at(revision)
            .resolve_deep(length, depth.saturating_add(1))?;
        let length = length
            .as_integer()
            .ok_or(ambiguous(AmbiguityKind::StreamLength))?;
        let data = data_span(start, length, end).ok_or(ambiguous(AmbiguityKind::StreamLength))?;
        let end = Parser::new(bytes, data.end, 0)
            .stream_end()
            .map_err(|_| ambiguous(AmbiguityKind::StreamLength))?;
        let stream = Stream {
            dictionary: dictionary.clone(),
            data,
        };
        Ok(Parsed {
            object: Object::Stream(Arc::new(stream)),
            span: Some(Span {
                start: parsed.start,
                end,
            }),
            memory,
            duplicate_key,
            length_object,
        })
    }

    /// The object stream with a number as of a revision, kept for further objects.
    pub(super) fn container(
        &self,
        number: u32,
        revision: usize,
        depth: usize,
    ) -> Result<Arc<ObjectStream>, PdfFault> {
        let id = ObjectId::new(number, 0);
        let wrong = PdfFault::Ambiguous(Ambiguity::of_object(
            AmbiguityKind::WrongMember,
            revision,
            id,
        ));
        let Some(Definition {
            entry:
                Entry::InFile {
                    offset,
                    generation: 0,
                },
            ..
        }) = self.definition(number, revision)
        else {
            return Err(wrong);
        };
        let kept = self
            .containers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&offset)
            .cloned();
        if let Some(kept) = kept {
            return kept;
        }
        let container = self.read_container(number, revision, depth).map(Arc::new);
        let memory = match &container {
            Ok(container) => container.memory(),
            Err(fault @ (PdfFault::Syntax { .. } | PdfFault::Unsupported(_))) if *fault != LOOP => {
                size_of::<PdfFault>()
            }
            // Others depend on who asks.
            Err(_) => return container,
        };
        self.budget.keep(memory)?;
        self.containers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(offset, container.clone());
        container
    }

    /// The object stream with a number as of a revision.
    pub(super) fn read_container(
        &self,
        number: u32,
        revision: usize,
        depth: usize,
    ) -> Result<ObjectStream, PdfFault> {
        if depth > MAX_CHAIN {
            return Err(LOOP);
        }
        let id = ObjectId::new(number, 0);
        let wrong = PdfFault::Ambiguous(Ambiguity::of_object(
            AmbiguityKind::WrongMember,
            revision,
            id,
        ));
        let definition = self.definition(number, revision).ok_or(wrong.clone())?;
        if !matches!(definition.entry, Entry::InFile { generation: 0, .. }) {
            return Err(wrong);
        }
        let parsed = self.parse(id, definition, depth.saturating_add(1))?;
        let stream = parsed.object.as_stream().ok_or(wrong)?;
        ObjectStream::read(self, definition.revision, stream, depth.saturating_add(1))
    }
}
