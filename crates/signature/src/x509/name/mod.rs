mod canonical;
mod text;

use std::hash::{Hash, Hasher};

use const_oid::ObjectIdentifier;

use self::canonical::canonical;
pub(super) use self::text::visible;
use super::{
    X509Fault,
    fault::{In, MAX_ITEMS},
};
use crate::asn1::{self, Element, Tag, directory_string, oid};

const COMMON_NAME: ObjectIdentifier = oid("2.5.4.3");
const SURNAME: ObjectIdentifier = oid("2.5.4.4");
const SERIAL_NUMBER: ObjectIdentifier = oid("2.5.4.5");
const ORGANISATION: ObjectIdentifier = oid("2.5.4.10");
const ORGANISATIONAL_UNIT: ObjectIdentifier = oid("2.5.4.11");
const TITLE: ObjectIdentifier = oid("2.5.4.12");
const GIVEN_NAME: ObjectIdentifier = oid("2.5.4.42");
const ORGANISATION_IDENTIFIER: ObjectIdentifier = oid("2.5.4.97");
const UID: ObjectIdentifier = oid("0.9.2342.19200300.100.1.1");
const EMAIL_ADDRESS: ObjectIdentifier = oid("1.2.840.113549.1.9.1");

/// Attribute types that RFC 4514 and common practice have short names for.
const SHORT_NAMES: [(ObjectIdentifier, &str); 16] = [
    (COMMON_NAME, "CN"),
    (oid("2.5.4.6"), "C"),
    (oid("2.5.4.7"), "L"),
    (oid("2.5.4.8"), "ST"),
    (oid("2.5.4.9"), "STREET"),
    (ORGANISATION, "O"),
    (ORGANISATIONAL_UNIT, "OU"),
    (oid("0.9.2342.19200300.100.1.25"), "DC"),
    (UID, "UID"),
    (SURNAME, "SN"),
    (GIVEN_NAME, "GN"),
    (SERIAL_NUMBER, "serialNumber"),
    (TITLE, "title"),
    (ORGANISATION_IDENTIFIER, "organizationIdentifier"),
    (EMAIL_ADDRESS, "emailAddress"),
    (oid("2.5.4.65"), "pseudonym"),
];

/// Octets of a name. Longer ones do not occur and only cost memory.
const MAX_SIZE: usize = 16 << 10;

/// Attributes of one relative name.
const MAX_ATTRIBUTES: usize = 10;

/// A distinguished name. Equal as RFC 5280, 7.1 compares: without regard to case, kind of string, composition of letters and runs of white space.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    der: Box<[u8]>,
    relative_names: Vec<Vec<Attribute>>,
    canonical: Box<[u8]>,
}

#[derive(Clone, Debug)]
struct Attribute {
    kind: ObjectIdentifier,
    value: Value,
}

#[derive(Clone, Debug)]
enum Value {
    Text(String),
    /// Raw octets of a value that is no string.
    Other(Vec<u8>),
}

impl Name {
    /// Reads a `Name`.
    pub(crate) fn from_element(element: Element<'_>) -> Result<Self, X509Fault> {
        const PART: &str = "name";
        if element.raw.len() > MAX_SIZE {
            return Err(X509Fault::TooLarge(MAX_SIZE));
        }
        let mut relative_names = Vec::new();
        for relative in element.sequence().inside(PART)?.at_most(MAX_ITEMS) {
            let mut attributes = Vec::new();
            for attribute in relative
                .and_then(Element::set)
                .inside(PART)?
                .at_most(MAX_ATTRIBUTES)
            {
                let mut reader = attribute.and_then(Element::sequence).inside(PART)?;
                let kind = reader.read().and_then(Element::oid).inside(PART)?;
                let value = reader.read().inside(PART)?;
                reader.finish().inside(PART)?;
                attributes.push(Attribute {
                    kind,
                    value: Value::read(value).inside(PART)?,
                });
            }
            if attributes.is_empty() {
                return Err(X509Fault::Empty("a relative distinguished name"));
            }
            relative_names.push(attributes);
        }
        let canonical = canonical(&relative_names);
        Ok(Self {
            der: element.raw.into(),
            relative_names,
            canonical,
        })
    }

    /// The octets that it was read from.
    pub(crate) fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whether it has no attributes.
    pub(crate) const fn is_empty(&self) -> bool {
        self.relative_names.is_empty()
    }

    /// Whether it lies in the subtree of `base`: its first relative names are those of `base`.
    pub(crate) fn is_within(&self, base: &Self) -> bool {
        self.canonical.starts_with(&base.canonical)
    }

    pub(crate) fn common_name(&self) -> Option<&str> {
        self.last(COMMON_NAME)
    }

    pub(crate) fn organisation(&self) -> Option<&str> {
        self.last(ORGANISATION)
    }

    /// `userId` (0.9.2342.19200300.100.1.1): in Vietnam `CCCD:…`, `MST:…`, `MNS:…`.
    pub(crate) fn uid(&self) -> Option<&str> {
        self.last(UID)
    }

    pub(crate) fn serial_number(&self) -> Option<&str> {
        self.last(SERIAL_NUMBER)
    }

    pub(crate) fn given_name(&self) -> Option<&str> {
        self.last(GIVEN_NAME)
    }

    pub(crate) fn surname(&self) -> Option<&str> {
        self.last(SURNAME)
    }

    pub(crate) fn organisation_identifier(&self) -> Option<&str> {
        self.last(ORGANISATION_IDENTIFIER)
    }

    pub(crate) fn title(&self) -> Option<&str> {
        self.last(TITLE)
    }

    /// Mail addresses among its attributes, which name constraints apply to as well (RFC 5280, 4.2.1.10).
    pub(crate) fn email_addresses(&self) -> impl Iterator<Item = &str> {
        self.texts(EMAIL_ADDRESS)
    }

    fn texts(&self, kind: ObjectIdentifier) -> impl Iterator<Item = &str> {
        self.relative_names
            .iter()
            .flatten()
            .filter(move |attribute| attribute.kind == kind)
            .filter_map(|attribute| match &attribute.value {
                Value::Text(text) => Some(text.as_str()),
                Value::Other(_) => None,
            })
    }

    /// The most specific one.
    fn last(&self, kind: ObjectIdentifier) -> Option<&str> {
        self.texts(kind).last()
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical.hash(state);
    }
}

impl Value {
    fn read(element: Element<'_>) -> asn1::Result<Self> {
        match element.tag {
            Tag::UTF8_STRING
            | Tag::PRINTABLE_STRING
            | Tag::NUMERIC_STRING
            | Tag::IA5_STRING
            | Tag::VISIBLE_STRING
            | Tag::TELETEX_STRING
            | Tag::BMP_STRING
            | Tag::UNIVERSAL_STRING => directory_string(element).map(Self::Text),
            _ => Ok(Self::Other(element.raw.to_vec())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(der: &[u8]) -> Result<Name, X509Fault> {
        Name::from_element(crate::asn1::parse(der).unwrap())
    }

    /// A name with a relative name for each pair of type and UTF-8 value.
    fn name(parts: &[(&[u8], &str)]) -> Name {
        let tlv = |tag: u8, content: &[u8]| {
            [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
        };
        let sets = parts.iter().map(|(kind, value)| {
            let attribute = [tlv(6, kind), tlv(0x0c, value.as_bytes())].concat();
            tlv(0x31, &tlv(0x30, &attribute))
        });
        read(&tlv(0x30, &sets.collect::<Vec<_>>().concat())).unwrap()
    }

    const CN: &[u8] = &[0x55, 4, 3];
    const O: &[u8] = &[0x55, 4, 10];

    #[test]
    fn a_name_lies_within_its_first_relative_names() {
        let whole = name(&[(O, "Sở Nội vụ"), (CN, "An")]);
        assert!(whole.is_within(&name(&[(O, "SỞ  NỘI VỤ ")])));
        assert!(whole.is_within(&name(&[(
            O,
            "So\u{31b}\u{309} No\u{323}\u{302}i vu\u{323}"
        )])));
        assert!(whole.is_within(&whole) && whole.is_within(&name(&[])));
        assert!(!whole.is_within(&name(&[(CN, "An")])));
        assert!(!whole.is_within(&name(&[(O, "Sở Nội")])));
        assert!(!name(&[(O, "Sở Nội vụ")]).is_within(&whole));
        assert_ne!(name(&[(O, "a"), (CN, "b")]), name(&[(CN, "b"), (O, "a")]));
    }

    #[test]
    fn a_name_cannot_forge_its_surroundings() {
        let forged = name(&[(CN, "#An\nOK\u{202e} "), (&[0x2a, 3], "x")]);
        assert_eq!(forged.to_string(), "1.2.3=x,CN=\\#An\\0AOK\\E2\\80\\AE\\ ");
        assert_eq!(
            visible(forged.common_name().unwrap()),
            "#An\u{fffd}OK\u{fffd} "
        );
    }

    #[test]
    fn names_have_an_end() {
        let many = [0x31, 0x08, 0x30, 6, 6, 1, 0x2a, 0x0c, 1, b'a'].repeat(MAX_ITEMS + 1);
        let length = u16::try_from(many.len()).unwrap().to_be_bytes();
        let der = [&[0x30, 0x82], &length[..], &many].concat();
        assert!(read(&der).is_err());
    }
}
