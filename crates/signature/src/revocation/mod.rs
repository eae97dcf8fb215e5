//! Revocation data: lists (RFC 5280) and OCSP answers (RFC 6960), and what they say about a certificate.
//!
//! Nothing is fetched. Whether an answer is fresh enough, and whether its signer was good, is decided by who asks.

mod answer;
mod crl;
mod crl_entry;
mod crl_scope;
mod data;
mod material;
mod ocsp;
mod ocsp_single;
mod oids;
mod parts;
mod reason;
mod responder;
mod verified;

#[cfg(test)]
mod tests;

pub(crate) use answer::{Answer, AnswerKind, AnswerSigner, CertificateStatus, Origin, Unusable};
pub(crate) use crl::Crl;
pub(crate) use data::RevocationData;
pub(crate) use material::{Material, MaterialFault, parse_material};
pub(crate) use ocsp::Ocsp;
pub(crate) use reason::{Reason, Revoked};
