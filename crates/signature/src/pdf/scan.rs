use super::document::{Definition, Document, Location, Parsed};
use super::fault::{Ambiguity, AmbiguityKind, PdfFault};
use super::object::{Object, ObjectId, Span};
use super::signature::Candidate;
use super::xref::Entry;

/// More ambiguities than anybody needs to know.
const MAX_AMBIGUITIES: usize = 1000;

/// What looking at every object found.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) ambiguities: Vec<Ambiguity>,
    pub(crate) candidates: Vec<Candidate>,
}

struct Scan<'d, 'a> {
    document: &'d Document<'a>,
    findings: Findings,
    /// Bytes of objects and cross-reference sections, with their revision.
    spans: Vec<(Span, usize)>,
    /// Objects that give the length of a stream, with the revision of the stream.
    lengths: Vec<(u32, usize)>,
}

/// An object of an object stream.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    container: u32,
    index: u32,
    number: u32,
}

/// Looks at every definition of every revision.
pub(crate) fn scan(document: &Document<'_>) -> Result<Findings, PdfFault> {
    let mut scan = Scan {
        document,
        findings: Findings::default(),
        spans: Vec::new(),
        lengths: Vec::new(),
    };
    for index in 0..document.revisions().len() {
        scan.revision(index)?;
    }
    scan.replaced_lengths();
    scan.overlaps();
    Ok(scan.findings)
}

impl Scan<'_, '_> {
    fn report(&mut self, ambiguity: Ambiguity) {
        if self.findings.ambiguities.len() < MAX_AMBIGUITIES {
            self.findings.ambiguities.push(ambiguity);
        }
    }

    fn object(&mut self, kind: AmbiguityKind, revision: usize, id: ObjectId) {
        self.report(Ambiguity::of_object(kind, revision, id));
    }

    fn revision(&mut self, index: usize) -> Result<(), PdfFault> {
        let document = self.document;
        let Some(revision) = document.revisions().get(index) else {
            return Ok(());
        };
        self.spans
            .extend(revision.sections.iter().map(|span| (*span, index)));
        let size = revision.trailer.get(b"Size").and_then(Object::as_integer);
        let size = size.unwrap_or(0);
        let mut members = Vec::new();
        for (id, entry) in document.changed(index) {
            if entry != Entry::Free && i64::from(id.number) >= size {
                self.object(AmbiguityKind::BeyondSize, index, id);
            }
            match entry {
                Entry::Free => {}
                Entry::InFile { offset, .. } if offset >= revision.marker_end => {
                    self.object(AmbiguityKind::BeyondRevision, index, id);
                }
                Entry::InFile { offset, .. } => {
                    if offset < revision.start {
                        self.object(AmbiguityKind::BeforeRevision, index, id);
                    }
                    let definition = Definition {
                        revision: index,
                        entry,
                    };
                    let parsed = document.parse(id, definition, 0);
                    self.parsed(id, index, Location::InFile(offset), parsed)?;
                }
                Entry::InStream { container, index } => members.push(Member {
                    container,
                    index,
                    number: id.number,
                }),
            }
        }
        members.sort_unstable();
        for members in members.chunk_by(|a, b| a.container == b.container) {
            self.members(index, members)?;
        }
        Ok(())
    }

    /// Looks at objects of one object stream that a revision defines.
    fn members(&mut self, index: usize, members: &[Member]) -> Result<(), PdfFault> {
        let document = self.document;
        let Some(container) = members.first().map(|member| member.container) else {
            return Ok(());
        };
        let id = ObjectId::new(container, 0);
        let Some(Definition {
            revision,
            entry: Entry::InFile { offset, .. },
        }) = document.definition(container, index)
        else {
            self.object(AmbiguityKind::WrongMember, index, id);
            return Ok(());
        };
        if revision != index {
            self.object(AmbiguityKind::ForeignContainer, index, id);
        }
        let in_force = |member: &Member, later| {
            let definition = document.definition(member.number, later);
            definition.is_some_and(|definition| definition.revision == index)
        };
        if let Some(later) = document.replacement(container, index)
            && members.iter().any(|member| in_force(member, later))
        {
            self.object(AmbiguityKind::ContainerReplaced, later, id);
        }
        let stream = match document.read_container(container, index, 0) {
            Ok(stream) => stream,
            Err(fault @ PdfFault::Limit(_)) => return Err(fault),
            Err(_) => {
                self.object(AmbiguityKind::BrokenObject, index, id);
                return Ok(());
            }
        };
        for member in members {
            let id = ObjectId::new(member.number, 0);
            match document.parse_member(&stream, id, member.index).transpose() {
                None => self.object(AmbiguityKind::WrongMember, index, id),
                Some(parsed) => {
                    let location = Location::InStream(offset, member.index);
                    self.parsed(id, index, location, parsed)?;
                }
            }
        }
        Ok(())
    }

    fn parsed(
        &mut self,
        id: ObjectId,
        revision: usize,
        location: Location,
        parsed: Result<Parsed, PdfFault>,
    ) -> Result<(), PdfFault> {
        let parsed = match parsed {
            Ok(parsed) => parsed,
            Err(fault @ PdfFault::Limit(_)) => return Err(fault),
            Err(PdfFault::Ambiguous(ambiguity)) => {
                self.report(ambiguity);
                return Ok(());
            }
            Err(_) => {
                self.object(AmbiguityKind::BrokenObject, revision, id);
                return Ok(());
            }
        };
        if parsed.duplicate_key {
            self.object(AmbiguityKind::DuplicateKey, revision, id);
        }
        self.spans.extend(parsed.span.map(|span| (span, revision)));
        self.lengths
            .extend(parsed.length_object.map(|number| (number, revision)));
        if let Some(candidate) = Candidate::of(id, revision, location, &parsed) {
            if self.findings.candidates.len() >= self.document.limits.signatures {
                return Err(PdfFault::Limit("signatures"));
            }
            self.document.budget.keep(parsed.memory)?;
            self.findings.candidates.push(candidate);
        }
        Ok(())
    }

    fn replaced_lengths(&mut self) {
        self.lengths.sort_unstable();
        self.lengths.dedup();
        for (number, revision) in std::mem::take(&mut self.lengths) {
            if self.document.replacement(number, revision).is_some() {
                let id = ObjectId::new(number, 0);
                self.object(AmbiguityKind::LengthReplaced, revision, id);
            }
        }
    }

    fn overlaps(&mut self) {
        self.spans.sort_unstable();
        self.spans.dedup_by_key(|(span, _)| *span);
        let mut end = 0;
        for (span, revision) in std::mem::take(&mut self.spans) {
            if span.start < end {
                self.report(Ambiguity::of_revision(AmbiguityKind::Overlap, revision));
            }
            end = end.max(span.end);
        }
    }
}
