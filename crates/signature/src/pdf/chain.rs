use std::collections::HashSet;

use super::fault::{Ambiguity, AmbiguityKind, PdfFault};
use super::lexer::{Lexer, is_white_space};
use super::parser::Parser;
use super::revision::Revision;
use super::xref::{Section, SectionReader};

/// Where `startxref … %%EOF` stands.
#[derive(Clone, Copy, Debug)]
struct Tail {
    /// Of `startxref`.
    start: usize,
    /// Offset as written, made a position of the file.
    section: Option<usize>,
    /// Just past `%%EOF`; past the offset if there is none.
    marker_end: usize,
    /// There is a `%%EOF`.
    ended: bool,
}

/// Reads the chain of cross-reference sections from the end of the file, and divides it into revisions, the oldest first.
pub(crate) fn read_revisions(
    reader: &mut SectionReader<'_>,
    limit: usize,
    ambiguities: &mut Vec<Ambiguity>,
) -> Result<Vec<Revision>, PdfFault> {
    let bytes = reader.bytes;
    let last = last_tail(bytes, reader.header)?;
    let mut position = last.section.ok_or(PdfFault::syntax(
        last.start,
        "startxref outside of the file",
    ))?;
    let mut seen = HashSet::new();
    let mut revisions: Vec<Revision> = Vec::new();
    loop {
        if revisions.len() >= limit {
            return Err(PdfFault::Limit("revisions"));
        }
        let (section, tail, next) = sections(reader, position, &mut seen)?;
        let mut revision = revision(section, tail, bytes);
        if !tail.ended {
            ambiguities.push(Ambiguity::of_file(AmbiguityKind::EndMarker));
        }
        if tail.section != Some(position) {
            ambiguities.push(Ambiguity::of_file(AmbiguityKind::StartXref));
        }
        if let Some(later) = revisions.last_mut() {
            later.start = revision.end;
            if later
                .sections
                .iter()
                .any(|span| span.start < revision.marker_end)
            {
                return Err(PdfFault::syntax(
                    later.section,
                    "cross-reference sections out of order",
                ));
            }
        } else if revision.comment_end != bytes.len() {
            ambiguities.push(Ambiguity::of_file(AmbiguityKind::TrailingData));
        }
        revision.start = 0;
        revisions.push(revision);
        match next {
            Some(next) => position = next,
            None => break,
        }
    }
    revisions.reverse();
    for (index, revision) in revisions.iter().enumerate() {
        if revision.duplicates {
            ambiguities.push(Ambiguity::of_revision(AmbiguityKind::DuplicateEntry, index));
        }
    }
    Ok(revisions)
}

/// The sections of one revision joined, where it ends, and the section of the revision before.
fn sections(
    reader: &mut SectionReader<'_>,
    position: usize,
    seen: &mut HashSet<usize>,
) -> Result<(Section, Tail, Option<usize>), PdfFault> {
    let out_of_order = PdfFault::syntax(position, "cross-reference sections out of order");
    let mut section = next_section(reader, position, seen)?;
    let previous = previous(reader, &section)?;
    let mut next = previous;
    let mut end = section.end();
    match previous {
        Some(main) if main > position => {
            let main = main_section(reader, main, seen)?;
            end = main.end();
            section.join(main, false);
            next = None;
        }
        Some(table) if section.empty_table => {
            let joins = section.spans.iter().any(|span| span.start < table);
            if joins {
                let table = hiding_table(reader, table, section.start(), seen)?;
                next = self::previous(reader, &table)?;
                section.join(table, true);
            }
        }
        _ => {}
    }
    let tail = tail(reader.bytes, end, reader.header)?;
    if section.spans.iter().any(|span| span.end > tail.marker_end) {
        return Err(out_of_order);
    }
    Ok((section, tail, next))
}

/// The table to which the empty one right after it adds objects of a stream before it: some word processors write hybrid files so.
fn hiding_table(
    reader: &mut SectionReader<'_>,
    position: usize,
    after: usize,
    seen: &mut HashSet<usize>,
) -> Result<Section, PdfFault> {
    let table = next_section(reader, position, seen)?;
    let tail = tail(reader.bytes, table.end(), reader.header)?;
    let mut lexer = Lexer::new(reader.bytes, tail.marker_end);
    lexer.skip_white_space();
    if !tail.ended || tail.section != Some(position) || lexer.position() != after {
        return Err(PdfFault::syntax(
            position,
            "cross-reference sections out of order",
        ));
    }
    Ok(table)
}

fn next_section(
    reader: &mut SectionReader<'_>,
    position: usize,
    seen: &mut HashSet<usize>,
) -> Result<Section, PdfFault> {
    if !seen.insert(position) {
        return Err(PdfFault::syntax(
            position,
            "cross-reference sections in a loop",
        ));
    }
    reader.read(position)
}

/// The main section of a linearised file: the first-page section, which comes earlier in the file, names it, and it names none (annex F).
fn main_section(
    reader: &mut SectionReader<'_>,
    position: usize,
    seen: &mut HashSet<usize>,
) -> Result<Section, PdfFault> {
    let main = next_section(reader, position, seen)?;
    if main.trailer.contains(b"Prev") || !is_linearised(reader) {
        return Err(PdfFault::syntax(
            position,
            "cross-reference sections out of order",
        ));
    }
    Ok(main)
}

fn is_linearised(reader: &SectionReader<'_>) -> bool {
    let object = Parser::new(reader.bytes, reader.header, reader.memory).indirect_after_comments();
    object.is_ok_and(|object| {
        object
            .value
            .as_dictionary()
            .is_some_and(|value| value.contains(b"Linearized"))
    })
}

fn previous(reader: &SectionReader<'_>, section: &Section) -> Result<Option<usize>, PdfFault> {
    section
        .trailer
        .get(b"Prev")
        .map(|offset| reader.position(offset, section.start()))
        .transpose()
}

fn revision(section: Section, tail: Tail, bytes: &[u8]) -> Revision {
    let after = bytes.get(tail.marker_end..).unwrap_or_default();
    let line_end = if after.starts_with(b"\r\n") {
        2
    } else {
        usize::from(matches!(after.first(), Some(b'\r' | b'\n')))
    };
    let mut lexer = Lexer::new(bytes, tail.marker_end);
    lexer.skip_comments();
    let space = after
        .iter()
        .take_while(|byte| is_white_space(**byte))
        .count();
    Revision {
        start: 0,
        marker_end: tail.marker_end,
        end: tail.marker_end.saturating_add(line_end),
        space_end: tail.marker_end.saturating_add(space),
        comment_end: lexer.position(),
        section: section.start(),
        trailer: section.trailer,
        sections: section.spans,
        entries: section.entries,
        duplicates: section.duplicates,
    }
}

/// `startxref`, offset and `%%EOF` at a position, after white space.
fn tail(bytes: &[u8], position: usize, header: usize) -> Result<Tail, PdfFault> {
    let mut lexer = Lexer::new(bytes, position);
    lexer.skip_white_space();
    let start = lexer.position();
    if !lexer.take(b"startxref") {
        return Err(PdfFault::syntax(
            start,
            "no startxref after a cross-reference section",
        ));
    }
    lexer.skip_white_space();
    let offset = lexer.unsigned();
    let offset = offset.ok_or(PdfFault::syntax(start, "startxref without offset"))?;
    let after_offset = lexer.position();
    lexer.skip_white_space();
    let rest = lexer.rest();
    let ended = rest.starts_with(b"%%EOF") && rest.get(5).is_none_or(|byte| is_white_space(*byte));
    let section = usize::try_from(offset)
        .ok()
        .and_then(|offset| offset.checked_add(header));
    let marker_end = if ended {
        lexer.position().saturating_add(5)
    } else {
        after_offset
    };
    Ok(Tail {
        start,
        section,
        marker_end,
        ended,
    })
}

/// The last `startxref` of the file.
fn last_tail(bytes: &[u8], header: usize) -> Result<Tail, PdfFault> {
    const KEYWORD: &[u8] = b"startxref";
    let at = bytes
        .windows(KEYWORD.len())
        .rposition(|window| window == KEYWORD);
    tail(
        bytes,
        at.ok_or(PdfFault::syntax(bytes.len(), "no startxref"))?,
        header,
    )
}
