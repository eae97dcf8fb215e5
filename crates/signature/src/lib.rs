//! Verification of digital signatures on PDF and CMS documents (chữ ký số) to configured trust anchors, after ETSI EN 319 102-1.
//!
//! The crate is pure: bytes, trust material and a moment go in, a [`Report`] comes out. Nothing is fetched.
#![warn(missing_docs)]

mod asn1;
mod changes;
mod cms;
mod crypto;
#[cfg(fuzzing)]
pub mod fuzzing;
mod material;
mod pdf;
mod policy;
mod report;
mod revocation;
mod validation;
mod x509;

pub use material::{Material, MaterialFault};
pub use policy::{Policy, PolicyFault};
pub use report::*;
pub use validation::Verifier;
