use std::borrow::Cow;

use super::{Asn1Fault, Result, Tag, parse_prefix, reader::Header};

const CONSTRUCTED_OCTET_STRING: Tag = Tag(0x24);

const MAX_DEPTH: usize = 64;
const MAX_CONSTRUCTED: usize = 1_000_000;

/// The first element of `bytes` with all lengths definite and octet strings in one piece, and how many octets of `bytes` it was.
///
/// CMS may come in the basic encoding (RFC 5652, 2). What is in the distinguished encoding already is not copied. What is neither is returned as it is if at least its end is known, for the reader to refuse where it matters.
///
/// # Errors
/// If it is cut off, or has more elements or levels than are allowed.
pub(crate) fn to_der(bytes: &[u8]) -> Result<(Cow<'_, [u8]>, usize)> {
    match Measure::take(bytes) {
        Ok(measure) if measure.changes => {
            let end = measure.end;
            Ok((Cow::Owned(measure.write(bytes)?), end))
        }
        measured => {
            let (element, _) =
                parse_prefix(bytes).map_err(|fault| measured.err().unwrap_or(fault))?;
            Ok((Cow::Borrowed(element.raw), element.raw.len()))
        }
    }
}

/// Lengths that constructed elements will have, in the order in which they begin.
struct Measure {
    lengths: Vec<usize>,
    changes: bool,
    /// Where the element ends in the input.
    end: usize,
}

impl Measure {
    fn take(bytes: &[u8]) -> Result<Self> {
        let mut walk = Walk::new(bytes);
        let mut lengths = Vec::new();
        // Index in `lengths`, what is inside so far, and whether it is a string.
        let mut open: Vec<(usize, usize, bool)> = Vec::new();
        while let Some(event) = walk.next()? {
            let size = match event {
                Event::Open { is_string, .. } => {
                    if lengths.len() >= MAX_CONSTRUCTED {
                        return Err(Asn1Fault::Limit);
                    }
                    open.push((lengths.len(), 0, is_string));
                    lengths.push(0);
                    continue;
                }
                Event::Primitive { content, .. } => content.len(),
                Event::Close => {
                    let (index, size, _) = open.pop().ok_or(Asn1Fault::Truncated)?;
                    if let Some(length) = lengths.get_mut(index) {
                        *length = size;
                    }
                    size
                }
            };
            if let Some((_, sum, is_string)) = open.last_mut() {
                let header = if *is_string { 0 } else { header_size(size) };
                *sum = sum
                    .checked_add(size)
                    .and_then(|sum| sum.checked_add(header))
                    .ok_or(Asn1Fault::Length)?;
            }
        }
        Ok(Self {
            lengths,
            changes: walk.changes,
            end: walk.position,
        })
    }

    fn write(self, bytes: &[u8]) -> Result<Vec<u8>> {
        let mut walk = Walk::new(bytes);
        let mut lengths = self.lengths.into_iter();
        let mut in_string: Vec<bool> = Vec::new();
        let mut output = Vec::new();
        while let Some(event) = walk.next()? {
            let is_piece = in_string.last().copied().unwrap_or(false);
            match event {
                Event::Open { tag, is_string } => {
                    let length = lengths.next().ok_or(Asn1Fault::Length)?;
                    if !is_piece {
                        let tag = if is_string { Tag::OCTET_STRING } else { tag };
                        put_header(&mut output, tag, length);
                    }
                    in_string.push(is_string);
                }
                Event::Primitive { tag, content } => {
                    if !is_piece {
                        put_header(&mut output, tag, content.len());
                    }
                    output.extend_from_slice(content);
                }
                Event::Close => {
                    in_string.pop();
                }
            }
        }
        Ok(output)
    }
}

fn header_size(length: usize) -> usize {
    2 + length_octets(length).len()
}

/// The octets after the first of a length in its long form; none for the short form.
fn length_octets(length: usize) -> Vec<u8> {
    if length < 0x80 {
        return Vec::new();
    }
    let octets = length.to_be_bytes();
    octets.into_iter().skip_while(|octet| *octet == 0).collect()
}

fn put_header(output: &mut Vec<u8>, tag: Tag, length: usize) {
    let octets = length_octets(length);
    output.push(tag.0);
    match u8::try_from(length) {
        Ok(short @ 0..0x80) => output.push(short),
        _ => output.push(0x80 | u8::try_from(octets.len()).unwrap_or(u8::MAX)),
    }
    output.extend_from_slice(&octets);
}

enum Event<'a> {
    Open { tag: Tag, is_string: bool },
    Primitive { tag: Tag, content: &'a [u8] },
    Close,
}

/// Goes through one element and all inside it, with a stack of its own.
struct Walk<'a> {
    bytes: &'a [u8],
    position: usize,
    open: Vec<Open>,
    started: bool,
    /// Whether anything is not in the distinguished encoding.
    changes: bool,
}

struct Open {
    /// Where it ends, if that is known.
    end: Option<usize>,
    /// Where the innermost one around it that has a known end ends.
    limit: usize,
    is_string: bool,
}

impl<'a> Walk<'a> {
    const fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            position: 0,
            open: Vec::new(),
            started: false,
            changes: false,
        }
    }

    fn next(&mut self) -> Result<Option<Event<'a>>> {
        let (limit, in_string) = match self.open.last() {
            Some(open) if open.end == Some(self.position) => {
                self.open.pop();
                return Ok(Some(Event::Close));
            }
            Some(open) => (open.limit, open.is_string),
            None if self.started => return Ok(None),
            None => (self.bytes.len(), false),
        };
        self.started = true;
        let rest = self
            .bytes
            .get(self.position..limit)
            .ok_or(Asn1Fault::Truncated)?;
        if let [0, 0, ..] = rest {
            return self.end_of_contents();
        }
        let header = Header::parse(rest)?;
        self.changes |= !header.minimal;
        let start = self.position + header.size;
        let end = match header.length {
            Some(length) => Some(
                start
                    .checked_add(length)
                    .filter(|end| *end <= limit)
                    .ok_or(Asn1Fault::Truncated)?,
            ),
            None => None,
        };
        if in_string && !matches!(header.tag, Tag::OCTET_STRING | CONSTRUCTED_OCTET_STRING) {
            return Err(Asn1Fault::Value("constructed OCTET STRING"));
        }
        if header.tag.is_constructed() {
            self.position = start;
            return self.enter(header.tag, end, limit).map(Some);
        }
        let end = end.ok_or(Asn1Fault::Length)?;
        let content = self.bytes.get(start..end).ok_or(Asn1Fault::Truncated)?;
        self.position = end;
        Ok(Some(Event::Primitive {
            tag: header.tag,
            content,
        }))
    }

    fn enter(&mut self, tag: Tag, end: Option<usize>, limit: usize) -> Result<Event<'a>> {
        let is_string = tag == CONSTRUCTED_OCTET_STRING;
        if tag.is_universal() && !is_string && !matches!(tag, Tag::SEQUENCE | Tag::SET) {
            return Err(Asn1Fault::Value("constructed string"));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(Asn1Fault::Limit);
        }
        self.changes |= is_string;
        self.open.push(Open {
            end,
            limit: end.unwrap_or(limit),
            is_string,
        });
        Ok(Event::Open { tag, is_string })
    }

    fn end_of_contents(&mut self) -> Result<Option<Event<'a>>> {
        match self.open.pop() {
            Some(Open { end: None, .. }) => {
                self.position += 2;
                Ok(Some(Event::Close))
            }
            _ => Err(Asn1Fault::Value("end of contents")),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn der_is_not_copied() {
        let der = b"\x30\x03\x02\x01\x05\0\0";
        let (out, used) = to_der(der).unwrap();
        assert!(matches!(out, Cow::Borrowed(b"\x30\x03\x02\x01\x05")));
        assert_eq!(used, 5);
    }

    #[test]
    fn indefinite_lengths_and_pieces_are_joined() {
        let ber = b"\x30\x80\x24\x80\x04\x01a\x24\x04\x04\x02bc\0\0\x02\x81\x01\x05\0\0rest";
        let (out, used) = to_der(ber).unwrap();
        assert_eq!(&*out, b"\x30\x08\x04\x03abc\x02\x01\x05");
        assert_eq!(used, ber.len() - 4);
    }

    #[test]
    fn long_content_gets_a_long_length() {
        let mut ber = b"\x30\x80\x24\x80".to_vec();
        for _ in 0..300 {
            ber.extend_from_slice(b"\x04\x01x");
        }
        ber.extend_from_slice(&[0; 4]);
        let (out, used) = to_der(&ber).unwrap();
        assert_eq!(used, ber.len());
        assert_eq!(&out[..8], b"\x30\x82\x01\x30\x04\x82\x01\x2c");
        assert_eq!(out.len(), 308);
    }

    #[test]
    fn hostile_encodings_are_refused() {
        for wrong in [
            &b""[..],
            b"\x30",
            b"\x30\x80",
            b"\x30\x05\x02\x01\x05",
            b"\x04\x80\0\0",
            b"\x24\x80\x02\x01\x05\0\0",
            b"\x2c\x80\x0c\x01a\0\0",
            b"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\x30\x89\x01\xff\xff\xff\xff\xff\xff\xff\xff",
        ] {
            assert!(to_der(wrong).is_err(), "{wrong:x?}");
        }
        let mut deep = [0x30, 0x80].repeat(100_000);
        deep.extend([0, 0].repeat(100_000));
        assert_eq!(to_der(&deep), Err(Asn1Fault::Limit));
    }

    fn bers() -> impl Strategy<Value = Vec<u8>> {
        let octet = prop_oneof![
            Just(0x30_u8),
            Just(0x80),
            Just(0x24),
            Just(0x04),
            Just(0),
            Just(1),
            Just(0xa0),
            any::<u8>()
        ];
        proptest::collection::vec(octet, 0..200)
    }

    proptest! {
        #[test]
        fn anything_is_refused_or_becomes_der(bytes in bers()) {
            if let Ok((out, used)) = to_der(&bytes) {
                prop_assert!(used <= bytes.len());
                prop_assert!(out.len() <= used * 2);
                prop_assert_eq!(parse_prefix(&out).unwrap().0.raw, &*out);
                if let Ok(again) = Measure::take(&out) {
                    prop_assert!(matches!(out, Cow::Borrowed(_)) || !again.changes);
                }
            }
        }
    }
}
