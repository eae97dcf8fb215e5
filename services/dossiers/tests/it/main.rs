//! The dossiers service through its public interfaces, on a real PostgreSQL and a real NATS. The tree mirrors the routes.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod app;
mod asyncapi;
mod auth;
mod catalogue;
mod deadlines;
mod grpc;
mod idempotency;
mod import;
mod list;
mod log;
mod openapi;
mod privacy;
mod schema;
mod submit;
mod transitions;
