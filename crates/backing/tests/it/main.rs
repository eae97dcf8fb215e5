//! The private servers, started for real.

mod compose;
mod databases;
mod lifecycle;
mod permissions;
mod survival;
