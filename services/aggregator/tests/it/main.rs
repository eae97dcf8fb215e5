//! The aggregator through its public interfaces, on a real PostgreSQL and a real NATS, fed by a small source. The tree mirrors
//! the routes.
#![expect(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod access;
mod answers;
mod app;
mod auth;
mod catalogue;
mod command;
mod correction;
mod figures;
mod grpc;
mod isolation;
mod jobs;
mod life;
mod lives;
mod openapi;
mod pages;
mod peer_token;
mod projection;
mod quarantine;
mod recount;
mod schema;
mod source;
