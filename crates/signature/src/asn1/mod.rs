//! Reading of ASN.1 in its distinguished encoding (DER, X.690), without copies: what is signed is kept as the bytes that are there.

mod ber;
mod element;
mod reader;
mod text;
mod time;

pub(crate) use ber::to_der;
pub(crate) use element::Element;
pub(crate) use reader::{Reader, parse, parse_prefix};
pub(crate) use text::directory_string;

use const_oid::ObjectIdentifier;
use thiserror::Error;

/// The identifier octet of an element. Tag numbers above 30 do not occur in what this crate reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag(pub(crate) u8);

impl Tag {
    pub(crate) const BOOLEAN: Self = Self(0x01);
    pub(crate) const INTEGER: Self = Self(0x02);
    pub(crate) const BIT_STRING: Self = Self(0x03);
    pub(crate) const OCTET_STRING: Self = Self(0x04);
    pub(crate) const NULL: Self = Self(0x05);
    pub(crate) const OID: Self = Self(0x06);
    pub(crate) const ENUMERATED: Self = Self(0x0a);
    pub(crate) const UTF8_STRING: Self = Self(0x0c);
    pub(crate) const NUMERIC_STRING: Self = Self(0x12);
    pub(crate) const PRINTABLE_STRING: Self = Self(0x13);
    pub(crate) const TELETEX_STRING: Self = Self(0x14);
    pub(crate) const IA5_STRING: Self = Self(0x16);
    pub(crate) const UTC_TIME: Self = Self(0x17);
    pub(crate) const GENERALIZED_TIME: Self = Self(0x18);
    pub(crate) const VISIBLE_STRING: Self = Self(0x1a);
    pub(crate) const UNIVERSAL_STRING: Self = Self(0x1c);
    pub(crate) const BMP_STRING: Self = Self(0x1e);
    pub(crate) const SEQUENCE: Self = Self(0x30);
    pub(crate) const SET: Self = Self(0x31);

    /// `[number]` over a primitive encoding; `number` is at most 30.
    pub(crate) const fn context(number: u8) -> Self {
        Self(0x80 | (number & 0x1f))
    }

    /// `[number]` over a constructed encoding; `number` is at most 30.
    pub(crate) const fn context_constructed(number: u8) -> Self {
        Self(0xa0 | (number & 0x1f))
    }

    pub(crate) const fn is_constructed(self) -> bool {
        self.0 & 0x20 != 0
    }

    const fn is_universal(self) -> bool {
        self.0 & 0xc0 == 0
    }
}

/// Why bytes are not the ASN.1 that they should be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum Asn1Fault {
    #[error("it ends in the middle of an element")]
    Truncated,
    #[error("bytes follow where it should end")]
    Trailing,
    #[error("the length of an element is not in the distinguished encoding")]
    Length,
    #[error("an element has tag {found:#04x} instead of {expected:#04x}")]
    Tag { expected: u8, found: u8 },
    #[error("a tag number above 30")]
    HighTag,
    #[error("a malformed {0}")]
    Value(&'static str),
    #[error("more elements or levels than are allowed")]
    Limit,
}

pub(crate) type Result<T> = std::result::Result<T, Asn1Fault>;

/// An object identifier, from its dotted text.
pub(crate) const fn oid(dotted: &'static str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}
