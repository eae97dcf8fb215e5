use super::{
    Name, X509Fault,
    fault::{In, MAX_ITEMS},
};
use crate::asn1::{Element, Tag};

/// A name of a subject, of whatever form (RFC 5280, 4.2.1.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GeneralName {
    Directory(Name),
    Dns(String),
    Email(String),
    Uri(String),
    /// Address; in name constraints address and mask.
    Ip(Vec<u8>),
    /// A form that is not looked into; the number of its tag.
    Other(u8),
}

impl GeneralName {
    pub(crate) fn from_element(element: Element<'_>) -> Result<Self, X509Fault> {
        const PART: &str = "general name";
        const EMAIL: Tag = Tag::context(1);
        const DNS: Tag = Tag::context(2);
        const DIRECTORY: Tag = Tag::context_constructed(4);
        const URI: Tag = Tag::context(6);
        const IP: Tag = Tag::context(7);
        // Octets beyond ASCII do not belong there; kept as replacement characters they match nothing.
        let text = || String::from_utf8_lossy(element.content).into_owned();
        match element.tag {
            EMAIL => Ok(Self::Email(text())),
            DNS => Ok(Self::Dns(text())),
            URI => Ok(Self::Uri(text())),
            IP => Ok(Self::Ip(element.content.to_vec())),
            DIRECTORY => Name::from_element(element.explicit().inside(PART)?).map(Self::Directory),
            Tag(tag @ (0x80..=0x88 | 0xa0..=0xa8)) => Ok(Self::Other(tag & 0x1f)),
            Tag(found) => Err(X509Fault::Malformed {
                part: PART,
                fault: crate::asn1::Asn1Fault::Tag {
                    expected: 0x80,
                    found,
                },
            }),
        }
    }

    /// Reads the elements of `GeneralNames`.
    pub(super) fn list(elements: crate::asn1::Reader<'_>) -> Result<Vec<Self>, X509Fault> {
        elements
            .at_most(MAX_ITEMS)
            .map(|element| Self::from_element(element.inside("general names")?))
            .collect()
    }
}
