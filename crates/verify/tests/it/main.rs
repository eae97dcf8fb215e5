//! The command as people and programs meet it: the real binary.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod command;
mod corpus;
mod directory;
mod documents;
mod schema;
mod wrong_use;
