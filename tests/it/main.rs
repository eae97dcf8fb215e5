//! The whole system from outside: real servers, the real programs, REST, gRPC, and what an operator can do to a database and
//! a bus.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod auth;
mod bus;
mod chaos;
mod deadlines;
mod doors;
mod exact;
mod faults;
mod laws;
mod life;
mod load;
mod operator;
mod personal;
mod poison;
mod privacy;
mod rebuild;
mod recount;
mod remote;
mod rolling;
mod sample;
mod standalone;
mod tokens;
mod traces;
mod world;
