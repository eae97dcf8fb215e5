//! The chassis from outside: real sockets, real tokens.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on panics"
)]

mod app;
mod auth;
mod bodies;
mod connections;
mod errors;
mod grpc;
mod jobs;
mod life;
mod limits;
mod operations;
