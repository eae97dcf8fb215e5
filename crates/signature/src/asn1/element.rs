use chrono::{DateTime, Utc};
use const_oid::ObjectIdentifier;

use super::{Asn1Fault, Reader, Result, Tag, time};

/// An element and the bytes that it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    pub(crate) tag: Tag,
    /// Header and content.
    pub(crate) raw: &'a [u8],
    pub(crate) content: &'a [u8],
}

impl<'a> Element<'a> {
    /// Reads the elements inside.
    pub(crate) const fn children(&self) -> Reader<'a> {
        Reader::new(self.content)
    }

    /// That it has `tag`.
    pub(crate) const fn expect(self, tag: Tag) -> Result<Self> {
        if self.tag.0 == tag.0 {
            Ok(self)
        } else {
            Err(Asn1Fault::Tag {
                expected: tag.0,
                found: self.tag.0,
            })
        }
    }

    /// Reads the elements of a SEQUENCE.
    pub(crate) fn sequence(self) -> Result<Reader<'a>> {
        Ok(self.expect(Tag::SEQUENCE)?.children())
    }

    /// Reads the elements of a SET. Their order is not checked.
    pub(crate) fn set(self) -> Result<Reader<'a>> {
        Ok(self.expect(Tag::SET)?.children())
    }

    /// The one element inside an explicit tag.
    pub(crate) fn explicit(self) -> Result<Self> {
        super::parse(self.content)
    }

    pub(crate) fn boolean(self) -> Result<bool> {
        match self.expect(Tag::BOOLEAN)?.content {
            [0] => Ok(false),
            [0xff] => Ok(true),
            _ => Err(Asn1Fault::Value("BOOLEAN")),
        }
    }

    /// The octets of an INTEGER, two's complement.
    pub(crate) fn integer(self) -> Result<&'a [u8]> {
        self.expect(Tag::INTEGER)?.integer_content()
    }

    /// The octets of an INTEGER under an implicit tag.
    pub(crate) const fn integer_content(self) -> Result<&'a [u8]> {
        match self.content {
            [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => Err(Asn1Fault::Value("INTEGER")),
            content => Ok(content),
        }
    }

    /// The magnitude of an INTEGER that is not negative, without leading zeros.
    pub(crate) fn unsigned(self) -> Result<&'a [u8]> {
        match self.integer()? {
            [0x80..=0xff, ..] => Err(Asn1Fault::Value("INTEGER")),
            [0, magnitude @ ..] | magnitude => Ok(magnitude),
        }
    }

    /// A small INTEGER that is not negative.
    pub(crate) fn small(self) -> Result<u64> {
        small(self.unsigned()?)
    }

    /// A small INTEGER that is not negative, under an implicit tag.
    pub(crate) const fn small_content(self) -> Result<u64> {
        match self.integer_content() {
            Ok([0x80..=0xff, ..]) => Err(Asn1Fault::Value("INTEGER")),
            Ok(magnitude) => small(magnitude),
            Err(fault) => Err(fault),
        }
    }

    pub(crate) fn enumerated(self) -> Result<u64> {
        self.expect(Tag::ENUMERATED)?.small_content()
    }

    pub(crate) fn oid(self) -> Result<ObjectIdentifier> {
        self.expect(Tag::OID)?.oid_content()
    }

    /// An OBJECT IDENTIFIER under an implicit tag.
    pub(crate) fn oid_content(self) -> Result<ObjectIdentifier> {
        ObjectIdentifier::from_bytes(self.content)
            .map_err(|_| Asn1Fault::Value("OBJECT IDENTIFIER"))
    }

    pub(crate) fn octet_string(self) -> Result<&'a [u8]> {
        Ok(self.expect(Tag::OCTET_STRING)?.content)
    }

    /// The octets of a BIT STRING that is a whole number of them.
    pub(crate) fn bit_string(self) -> Result<&'a [u8]> {
        match self.expect(Tag::BIT_STRING)?.content {
            [0, octets @ ..] => Ok(octets),
            _ => Err(Asn1Fault::Value("BIT STRING")),
        }
    }

    /// The first 32 bits of a BIT STRING of named bits: bit 0 is the highest.
    pub(crate) fn named_bits(self) -> Result<u32> {
        self.expect(Tag::BIT_STRING)?.named_bits_content()
    }

    /// The first 32 bits of a BIT STRING of named bits under an implicit tag.
    pub(crate) fn named_bits_content(self) -> Result<u32> {
        let fault = Asn1Fault::Value("BIT STRING");
        let [unused, octets @ ..] = self.content else {
            return Err(fault);
        };
        let padding = match (unused, octets.last()) {
            (0, _) => 0,
            (1..=7, Some(last)) => last & ((1_u8 << unused) - 1),
            _ => return Err(fault),
        };
        if padding != 0 {
            return Err(fault);
        }
        let mut bits = 0_u32;
        for index in 0..4 {
            bits = bits << 8 | u32::from(octets.get(index).copied().unwrap_or(0));
        }
        Ok(bits)
    }

    /// That it is NULL.
    pub(crate) fn null(self) -> Result<()> {
        match self.expect(Tag::NULL)?.content {
            [] => Ok(()),
            _ => Err(Asn1Fault::Value("NULL")),
        }
    }

    /// A `UTCTime` or `GeneralizedTime` to the second, as RFC 5280 has them.
    pub(crate) fn time(self) -> Result<DateTime<Utc>> {
        match self.tag {
            Tag::UTC_TIME => time::utc(self.content),
            Tag::GENERALIZED_TIME => time::generalized(self.content, false),
            _ => Err(Asn1Fault::Value("time")),
        }
    }

    /// A `GeneralizedTime` that may have fractions of a second, as RFC 3161 has it; tags are not looked at.
    pub(crate) fn fractional_time_content(self) -> Result<DateTime<Utc>> {
        time::generalized(self.content, true)
    }
}

const fn small(magnitude: &[u8]) -> Result<u64> {
    let mut value = 0_u64;
    let mut rest = magnitude;
    while let [first, tail @ ..] = rest {
        if value >> 56 != 0 {
            return Err(Asn1Fault::Value("INTEGER"));
        }
        value = value << 8 | *first as u64;
        rest = tail;
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::parse;

    #[test]
    fn integers_are_in_their_shortest_form() {
        let small = |bytes: &[u8]| parse(bytes).and_then(Element::small);
        assert_eq!(small(b"\x02\x01\x00"), Ok(0));
        assert_eq!(small(b"\x02\x02\x00\x80"), Ok(128));
        assert_eq!(
            small(b"\x02\x09\x00\xff\xff\xff\xff\xff\xff\xff\xff"),
            Ok(u64::MAX)
        );
        for wrong in [
            &b"\x02\x00"[..],
            b"\x02\x01\x80",
            b"\x02\x02\x00\x01",
            b"\x02\x02\xff\x80",
            b"\x02\x09\x01\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\x04\x01\x00",
        ] {
            assert!(small(wrong).is_err(), "{wrong:x?}");
        }
    }

    #[test]
    fn named_bits_begin_at_the_highest() {
        let bits = |bytes: &[u8]| parse(bytes).and_then(Element::named_bits);
        assert_eq!(bits(b"\x03\x02\x06\xc0"), Ok(0xc000_0000));
        assert_eq!(bits(b"\x03\x01\x00"), Ok(0));
        assert_eq!(bits(b"\x03\x03\x07\x00\x80"), Ok(0x0080_0000));
        for wrong in [
            &b"\x03\x00"[..],
            b"\x03\x01\x01",
            b"\x03\x02\x06\xc1",
            b"\x03\x02\x08\x00",
        ] {
            assert!(bits(wrong).is_err(), "{wrong:x?}");
        }
    }

    #[test]
    fn a_boolean_has_two_values() {
        let boolean = |bytes: &[u8]| parse(bytes).and_then(Element::boolean);
        assert_eq!(boolean(b"\x01\x01\xff"), Ok(true));
        assert!(boolean(b"\x01\x01\x01").is_err());
    }
}
