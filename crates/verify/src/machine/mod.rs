//! What other programs read.

pub(crate) mod json;
#[cfg(test)]
#[path = "../../tests/it/schema.rs"]
mod schema;
pub(crate) mod summary;
