//! The dossiers service: administrative-procedure dossiers at the one-stop (hồ sơ TTHC), from submission to the delivered result.
//!
//! REST and gRPC translate, use cases own the transactions, the domain decides without I/O, the store has all SQL.

mod config;
mod domain;
mod facet;
mod grpc;
mod intake;
mod log;
mod rest;
mod start;
mod store;
mod usecase;

use std::sync::Arc;

pub use config::Config;
pub use start::start;
pub use usecase::Catalogue;

/// What REST and gRPC call.
#[derive(Debug)]
struct Api {
    dossiers: Arc<usecase::Dossiers>,
    writer: usecase::Writer,
    /// Of imports.
    imports: chiso_chassis::Places,
}
