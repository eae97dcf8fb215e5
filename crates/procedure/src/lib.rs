//! Administrative procedures (thủ tục hành chính) and their versions.
//!
//! A change of the catalogue is a new version with its own days of validity. A dossier keeps the version under which it was
//! accepted, so versions are never edited (TT 03/2025/TT-VPCP).
#![warn(missing_docs)]

mod catalogue;
mod code;
mod fault;
mod file;
mod version;

pub use catalogue::ProcedureCatalogue;
pub use code::{MalformedProcedureCode, ProcedureCode};
pub use fault::ProcedureFault;
pub use version::{ProcedureVersion, ServiceLevel};
