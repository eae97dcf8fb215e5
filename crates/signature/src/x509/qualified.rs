use const_oid::ObjectIdentifier;

use super::{
    X509Fault,
    fault::{In, MAX_ITEMS},
};
use crate::asn1::{Element, oid};

const TYPE: ObjectIdentifier = oid("0.4.0.1862.1.6");
const ESIGN: ObjectIdentifier = oid("0.4.0.1862.1.6.1");
const ESEAL: ObjectIdentifier = oid("0.4.0.1862.1.6.2");

/// Statements of a qualified certificate (RFC 3739, ETSI EN 319 412-5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Qualified {
    pub(crate) statements: Vec<ObjectIdentifier>,
    /// For electronic signatures: of a person.
    pub(crate) esign: bool,
    /// For electronic seals: of an organisation.
    pub(crate) eseal: bool,
}

impl Qualified {
    pub(super) fn from_element(element: Element<'_>) -> Result<Self, X509Fault> {
        const PART: &str = "qualified certificate statements";
        let mut qualified = Self::default();
        for statement in element.sequence().inside(PART)?.at_most(MAX_ITEMS) {
            let mut reader = statement.and_then(Element::sequence).inside(PART)?;
            let kind = reader.read().and_then(Element::oid).inside(PART)?;
            if kind == TYPE && !reader.is_empty() {
                for kind in reader.sequence().inside(PART)? {
                    match kind.and_then(Element::oid).inside(PART)? {
                        ESIGN => qualified.esign = true,
                        ESEAL => qualified.eseal = true,
                        _ => {}
                    }
                }
            }
            qualified.statements.push(kind);
        }
        Ok(qualified)
    }
}
