//! The crate through its public interface: worked lives, generated lives, faults, the catalogue in use.

// The attributes tell clippy that helpers outside test functions may unwrap too.
#[cfg(test)]
mod catalogue;
mod faults;
mod fold;
#[cfg(test)]
mod lives;
mod partitions;
mod properties;
#[cfg(test)]
mod support;
mod worked;
