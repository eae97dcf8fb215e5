//! The aggregator: figures and indicators as sums of what the events of all sources contribute.
//!
//! Events are folded in memory and added to sums by cell, measure and day, in the transaction that moves the checkpoint. Figures
//! are sums of those sums; ratios are computed when they are asked for.

mod command;
mod config;
mod domain;
mod grpc;
mod peer_token;
mod rest;
mod start;
mod store;
mod usecase;

pub use command::{rebuild, verify};
pub use config::{Config, PoolsConfig, SourcesConfig};
pub use start::start;
