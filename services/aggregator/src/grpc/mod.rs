//! gRPC: translate, call the use case, translate back.

mod convert;
mod job;
mod service;

pub use service::Service;
