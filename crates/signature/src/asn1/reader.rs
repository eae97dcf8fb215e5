use super::{Asn1Fault, Element, Result, Tag};

/// Reads elements one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

/// The one element that `bytes` are.
pub(crate) fn parse(bytes: &[u8]) -> Result<Element<'_>> {
    let mut reader = Reader::new(bytes);
    let element = reader.read()?;
    reader.finish()?;
    Ok(element)
}

/// The first element of `bytes`, and what comes after it.
pub(crate) fn parse_prefix(bytes: &[u8]) -> Result<(Element<'_>, &[u8])> {
    let mut reader = Reader::new(bytes);
    let element = reader.read()?;
    Ok((element, reader.rest))
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What is still to be read.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The tag of the next element.
    pub(crate) fn peek(&self) -> Option<Tag> {
        self.rest.first().copied().map(Tag)
    }

    /// The next element, whatever it is.
    pub(crate) fn read(&mut self) -> Result<Element<'a>> {
        let header = Header::parse(self.rest)?;
        let length = header.length.ok_or(Asn1Fault::Length)?;
        let end = header
            .size
            .checked_add(length)
            .ok_or(Asn1Fault::Truncated)?;
        let (raw, rest) = self
            .rest
            .split_at_checked(end)
            .ok_or(Asn1Fault::Truncated)?;
        if !header.minimal {
            return Err(Asn1Fault::Length);
        }
        let content = raw.get(header.size..).ok_or(Asn1Fault::Truncated)?;
        self.rest = rest;
        Ok(Element {
            tag: header.tag,
            raw,
            content,
        })
    }

    /// The next element, which must have `tag`.
    pub(crate) fn expect(&mut self, tag: Tag) -> Result<Element<'a>> {
        match self.peek() {
            Some(found) if found == tag => self.read(),
            Some(found) => Err(Asn1Fault::Tag {
                expected: tag.0,
                found: found.0,
            }),
            None => Err(Asn1Fault::Truncated),
        }
    }

    /// The next element, if it has `tag`.
    pub(crate) fn optional(&mut self, tag: Tag) -> Result<Option<Element<'a>>> {
        if self.peek() == Some(tag) {
            self.read().map(Some)
        } else {
            Ok(None)
        }
    }

    /// A reader of the content of the next element, which must be a SEQUENCE.
    pub(crate) fn sequence(&mut self) -> Result<Reader<'a>> {
        Ok(self.expect(Tag::SEQUENCE)?.children())
    }

    /// The elements, with a fault instead of all beyond the first `most`.
    pub(crate) fn at_most(self, most: usize) -> impl Iterator<Item = Result<Element<'a>>> {
        self.enumerate().map(move |(index, element)| {
            if index < most {
                element
            } else {
                Err(Asn1Fault::Limit)
            }
        })
    }

    /// That everything was read.
    pub(crate) const fn finish(&self) -> Result<()> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(Asn1Fault::Trailing)
        }
    }
}

/// The elements, until the first fault.
impl<'a> Iterator for Reader<'a> {
    type Item = Result<Element<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let element = self.read();
        if element.is_err() {
            self.rest = &[];
        }
        Some(element)
    }
}

/// Identifier and length octets.
pub(super) struct Header {
    pub(super) tag: Tag,
    /// Octets of the header itself.
    pub(super) size: usize,
    /// Octets of the content; nothing for the indefinite form.
    pub(super) length: Option<usize>,
    /// Whether the length is in its shortest form.
    pub(super) minimal: bool,
}

impl Header {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self> {
        let [tag, first, rest @ ..] = bytes else {
            return Err(Asn1Fault::Truncated);
        };
        let tag = Tag(*tag);
        if tag.0 & 0x1f == 0x1f {
            return Err(Asn1Fault::HighTag);
        }
        if *first < 0x80 {
            return Ok(Self {
                tag,
                size: 2,
                length: Some(usize::from(*first)),
                minimal: true,
            });
        }
        if *first == 0x80 {
            return Ok(Self {
                tag,
                size: 2,
                length: None,
                minimal: false,
            });
        }
        let count = usize::from(*first & 0x7f);
        let octets = rest.get(..count).ok_or(Asn1Fault::Truncated)?;
        let mut length = 0_usize;
        for octet in octets {
            length = length
                .checked_mul(256)
                .and_then(|l| l.checked_add(usize::from(*octet)))
                .ok_or(Asn1Fault::Length)?;
        }
        Ok(Self {
            tag,
            size: count + 2,
            length: Some(length),
            minimal: length >= 0x80 && octets.first() != Some(&0),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_shortest_definite_lengths_are_read() {
        assert_eq!(parse(b"\x04\x01x").unwrap().content, b"x");
        for (wrong, fault) in [
            (&b"\x04\x81\x01x"[..], Asn1Fault::Length),
            (b"\x30\x80\0\0", Asn1Fault::Length),
            (b"\x04\x82\x00\x80", Asn1Fault::Truncated),
            (b"\x04\x02x", Asn1Fault::Truncated),
            (b"\x1f\x01x", Asn1Fault::HighTag),
            (b"\x04\x01xy", Asn1Fault::Trailing),
            (b"", Asn1Fault::Truncated),
            (
                b"\x04\x88\xff\xff\xff\xff\xff\xff\xff\xff",
                Asn1Fault::Truncated,
            ),
        ] {
            assert_eq!(parse(wrong), Err(fault), "{wrong:x?}");
        }
    }

    #[test]
    fn optional_elements_may_be_absent() {
        let mut reader = Reader::new(b"\xa1\x03\x02\x01\x07\x05\x00");
        assert_eq!(reader.optional(Tag::context_constructed(0)), Ok(None));
        let tagged = reader
            .optional(Tag::context_constructed(1))
            .unwrap()
            .unwrap();
        assert_eq!(tagged.explicit().and_then(Element::small), Ok(7));
        assert!(reader.finish().is_err());
        assert_eq!(reader.read().and_then(Element::null), Ok(()));
        assert_eq!(reader.finish(), Ok(()));
        assert_eq!(reader.expect(Tag::NULL), Err(Asn1Fault::Truncated));
    }

    proptest! {
        #[test]
        fn elements_lie_in_what_was_read(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut sum = 0;
            for element in Reader::new(&bytes).flatten() {
                sum += element.raw.len();
                prop_assert!(element.raw.ends_with(element.content));
                let _ = (element.time(), element.oid_content(), element.small_content());
                let _ = (element.named_bits_content(), element.fractional_time_content());
                let _ = super::super::directory_string(element);
            }
            prop_assert!(sum <= bytes.len());
        }
    }
}
