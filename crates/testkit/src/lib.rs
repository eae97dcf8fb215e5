//! What tests stand on: throw-away servers, waiting for a condition, tokens good and bad, a sink for traces, real processes.
//!
//! A test that cannot get what it needs has failed, so most functions here panic instead of returning errors.
#![warn(missing_docs)]

mod backing;
mod http;
mod otlp;
mod process;
mod references;
mod schema;
mod template;
mod tokens;
mod wait;

pub use backing::TestBacking;
pub use chiso_backing::{DevIssuer, Durability, NatsLogin, Service};
pub use http::http_client;
pub use otlp::{CollectedSpan, OtlpSink};
pub use process::Process;
pub use references::dangling_references;
pub use schema::schema;
pub use tokens::Tokens;
pub use wait::wait_for;
