//! One description of a failure, rendered as RFC 9457 problem details over REST and as `google.rpc.Status` over gRPC.

mod api_error;
mod describe;
mod grpc;
mod kind;
mod language;
mod problem;
mod request_fault;

pub use api_error::ApiError;
pub use describe::{Describe, FieldFault, Title};
pub use grpc::{ERROR_DOMAIN, grpc_status};
pub use kind::ErrorKind;
pub use language::Language;
pub use problem::{PROBLEM_JSON, Problem};
pub use request_fault::RequestFault;

pub(crate) use problem::render;
