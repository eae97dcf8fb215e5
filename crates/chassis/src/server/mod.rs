//! One port for REST and gRPC, with everything around a request that does not depend on the service; a second one for operations.

mod gate;
mod listener;
mod management;
mod rest;
mod rpc;
mod rpc_record;
mod rpc_table;
mod serve;

pub use serve::{Api, Bound, ServeFault, serve};
