//! The private servers, started for real.

mod databases;
mod lifecycle;
mod permissions;
mod survival;
