use crate::asn1::{self, Element, Reader, Tag};

use super::{Fault, fault::Context};

/// CRLs or OCSP answers that one attribute may bring.
const MAX_VALUES: usize = 256;

/// CRLs and OCSP answers that an attribute brings: `RevocationInfoArchival` of ISO 32000-2 or `RevocationValues` of EN 319 122-1, A.1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RevocationValues {
    pub(crate) crls: Vec<Vec<u8>>,
    /// `OCSPResponse` or `BasicOCSPResponse`.
    pub(crate) ocsps: Vec<Vec<u8>>,
}

impl RevocationValues {
    /// Reads either of the two structures, which differ only in whole or basic OCSP answers.
    pub(super) fn read(value: Element<'_>, what: &str) -> Result<Self, Fault> {
        Self::read_parts(value).within(what)
    }

    fn read_parts(value: Element<'_>) -> asn1::Result<Self> {
        let mut body = value.sequence()?;
        let crls = body.optional(Tag::context_constructed(0))?;
        let ocsps = body.optional(Tag::context_constructed(1))?;
        body.optional(Tag::context_constructed(2))?;
        body.finish()?;
        Ok(Self {
            crls: list(crls)?,
            ocsps: list(ocsps)?,
        })
    }
}

fn list(tagged: Option<Element<'_>>) -> asn1::Result<Vec<Vec<u8>>> {
    let Some(tagged) = tagged else {
        return Ok(Vec::new());
    };
    let values: Reader<'_> = tagged.explicit()?.sequence()?;
    values
        .take(MAX_VALUES)
        .map(|value| value.map(|value| value.raw.to_vec()))
        .collect()
}
