//! One port for REST and gRPC, with everything around a request that does not depend on the service; a second one for operations.

mod answer;
mod connections;
mod gate;
mod listener;
mod management;
mod operations;
mod rates;
mod rest;
mod rpc;
mod rpc_record;
mod rpc_table;
mod serve;
mod upload;

pub use serve::{Api, Bound, ServeFault, serve};
