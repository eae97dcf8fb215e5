//! What every service stands on: configuration, telemetry, errors, authentication, one port for REST and gRPC, health and shutdown.
//!
//! A service describes itself as an [`server::Api`] and is started by [`run`]; everything that is the same for all services happens here,
//! so that no request reaches a service without a caller, a deadline, a span and a place in the metrics.
#![warn(missing_docs)]

pub mod auth;
pub mod bus;
pub mod config;
pub mod database;
pub mod error;
pub mod extract;
pub mod health;
pub mod jobs;
mod openapi;
pub mod page;
mod panics;
mod places;
mod print;
mod run;
pub mod server;
pub mod shutdown;
pub mod telemetry;

pub use panics::{Panicked, catch};
pub use places::{Place, Places};
pub use print::print;
pub use run::{BoxError, ServiceConfig, run};
