//! Parts that lists and OCSP answers share with certificates, within bounds that real ones never come near.

use crate::{
    asn1::{Asn1Fault, Element},
    x509::{Name, RawExtension, extension_list},
};

use super::MaterialFault;

const MAX_NAME: usize = 4096;
const MAX_EXTENSIONS: usize = 16_384;

pub(super) fn read_name(element: Element<'_>) -> Result<Name, MaterialFault> {
    if element.raw.len() > MAX_NAME {
        return Err(Asn1Fault::Limit.into());
    }
    Name::from_element(element).map_err(|fault| MaterialFault(fault.to_string()))
}

pub(super) fn read_extensions(
    element: Element<'_>,
) -> Result<Vec<RawExtension<'_>>, MaterialFault> {
    if element.raw.len() > MAX_EXTENSIONS {
        return Err(Asn1Fault::Limit.into());
    }
    extension_list(element).map_err(|fault| MaterialFault(fault.to_string()))
}
