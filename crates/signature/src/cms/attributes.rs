use const_oid::ObjectIdentifier;

use crate::{
    Code,
    asn1::{Element, Reader},
};

use super::{Fault, fault::Context};

/// Attributes that one set may have.
const MAX_ATTRIBUTES: usize = 128;
/// Values that one attribute may have.
const MAX_VALUES: usize = 256;

/// `Attribute` (RFC 5652, 5.3).
#[derive(Clone, Debug)]
pub(super) struct Attribute<'a> {
    pub(super) kind: ObjectIdentifier,
    pub(super) raw: &'a [u8],
    pub(super) values: Vec<Element<'a>>,
}

impl<'a> Attribute<'a> {
    /// Its value, of which there must be exactly one.
    pub(super) fn only_value(&self) -> Result<Element<'a>, Fault> {
        match self.values.as_slice() {
            [value] => Ok(*value),
            values => Err(Fault::format(format!(
                "attribute {} has {} values",
                self.kind,
                values.len()
            ))),
        }
    }
}

/// The attributes of a set, in the order in which they stand there.
pub(super) fn read_attributes(set: Reader<'_>) -> Result<Vec<Attribute<'_>>, Fault> {
    let mut attributes = Vec::new();
    for element in set {
        if attributes.len() == MAX_ATTRIBUTES {
            return Err(Fault::new(Code::LimitExceeded, "attributes of a signature"));
        }
        let element = element.within("attribute")?;
        let mut body = element.sequence().within("attribute")?;
        let kind = body
            .read()
            .and_then(Element::oid)
            .within("type of an attribute")?;
        let set = body
            .read()
            .and_then(Element::set)
            .within("values of an attribute")?;
        body.finish().within("attribute")?;
        let mut values = Vec::new();
        for value in set {
            if values.len() == MAX_VALUES {
                return Err(Fault::new(Code::LimitExceeded, "values of an attribute"));
            }
            values.push(value.within("value of an attribute")?);
        }
        attributes.push(Attribute {
            kind,
            raw: element.raw,
            values,
        });
    }
    Ok(attributes)
}
