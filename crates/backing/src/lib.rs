//! What the services stand on: private PostgreSQL and NATS servers as child processes (for `make run` and for tests), the logins
//! of the services, the streams and consumers of the bus, and a development key for tokens.
//!
//! The services do not depend on this crate: they get URLs and key files through their configuration.
#![warn(missing_docs)]

mod account;
mod backing;
mod child;
mod databases;
mod fault;
mod home;
mod issuer;
mod keep;
mod login;
mod nats;
mod postgres;
mod program;
mod provision;
mod secrets;
mod service;
mod topology;

pub use backing::{Backing, Durability, SERVERS};
pub use child::ChildProcess;
pub use fault::BackingError;
pub use issuer::{Claims, DevIssuer, Grant};
pub use keep::{Incident, ServerDied};
pub use login::NatsLogin;
pub use provision::{ProvisionError, provision};
pub use service::Service;
pub use topology::{Consumer, Stream, Topology};
