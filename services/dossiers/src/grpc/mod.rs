//! gRPC: translate, call the use case, translate back.

mod convert;
mod service;

pub use service::Service;
