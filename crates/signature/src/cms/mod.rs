//! Cryptographic Message Syntax (RFC 5652) as `CAdES` (EN 319 122-1) and PDF signatures use it, and time-stamp tokens (RFC 3161).
//!
//! Reading and checking are separate: what can be read is read, what breaks a rule is a [`Fault`] of the part that it is in,
//! and nothing here decides about certificates, times or policies.

mod attributes;
mod ess;
mod fault;
mod oids;
mod revocation_values;
mod signed_attributes;
mod signed_data;
mod signer_info;
mod time_stamp;
mod unsigned_attributes;
mod verify;

#[cfg(test)]
mod tests;

pub(crate) use ess::{CertificateReference, SigningCertificate};
pub(crate) use fault::Fault;
pub(crate) use revocation_values::RevocationValues;
pub(crate) use signed_attributes::SignedAttributes;
pub(crate) use signed_data::SignedData;
pub(crate) use signer_info::SignerInfo;
pub(crate) use time_stamp::TimeStampToken;
pub(crate) use unsigned_attributes::UnsignedAttributes;
pub(crate) use verify::{SignerCheck, resembles_signed_attributes};
