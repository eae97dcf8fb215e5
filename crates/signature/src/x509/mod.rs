//! Certificates, and paths from them to trust anchors (RFC 5280).

mod certificate;
mod constraints;
mod extensions;
mod fault;
mod general_name;
mod name;
mod name_constraints;
mod path;
mod pem;
mod pool;
mod qualified;
mod signed;
#[cfg(test)]
mod tests;
mod usage;

pub(crate) use certificate::Certificate;
pub(crate) use constraints::{Purpose, check_path};
pub(crate) use extensions::{Extensions, RawExtension, extension_list};
pub(crate) use fault::{PathFault, X509Fault};
pub(crate) use general_name::GeneralName;
pub(crate) use name::Name;
pub(crate) use path::{Path, find_paths};
pub(crate) use pem::{certificates_from, pem_blocks};
pub(crate) use pool::{Anchors, Pool};
pub(crate) use qualified::Qualified;
pub(crate) use signed::signed_parts;
pub(crate) use usage::{ExtendedKeyUsage, KeyUsage};

/// The octets of a certificate that the tests use.
#[cfg(test)]
macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/fixtures/x509/",
            $name,
            ".der"
        ))
        .as_slice()
    };
}
#[cfg(test)]
pub(crate) use fixture;
