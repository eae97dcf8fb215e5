//! The dossiers service through its public interfaces, on a real PostgreSQL and a real NATS. The tree mirrors the routes.
#![expect(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod access;
mod app;
mod asyncapi;
mod auth;
mod catalogue;
mod code_series;
mod correct;
mod damaged;
mod deadlines;
mod due_times;
mod edges;
mod grpc;
mod idempotency;
mod import;
mod isolation;
mod keys;
mod list;
mod log;
mod long_life;
mod openapi;
mod privacy;
mod schema;
mod search;
mod submit;
mod succession;
mod transitions;
