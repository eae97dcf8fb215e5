use super::{X509Fault, fault::In};
use crate::asn1::{self, Element, Tag};

/// The parts of a `SIGNED{...}` structure: certificate, CRL.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SignedParts<'a> {
    /// What is signed; its raw octets are the message.
    pub(crate) body: Element<'a>,
    /// The `AlgorithmIdentifier`.
    pub(crate) algorithm: Element<'a>,
    /// The signature value.
    pub(crate) signature: &'a [u8],
}

/// Reads a signed structure without looking into what is signed.
pub(crate) fn signed_parts(der: &[u8]) -> Result<SignedParts<'_>, X509Fault> {
    const PART: &str = "signed structure";
    let mut reader = asn1::parse(der).and_then(Element::sequence).inside(PART)?;
    let body = reader.expect(Tag::SEQUENCE).inside(PART)?;
    let algorithm = reader.expect(Tag::SEQUENCE).inside("signature algorithm")?;
    let signature = reader
        .read()
        .and_then(Element::bit_string)
        .inside("signature value")?;
    reader.finish().inside(PART)?;
    Ok(SignedParts {
        body,
        algorithm,
        signature,
    })
}
