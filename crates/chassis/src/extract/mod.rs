//! Extractors whose rejections are problem details that name the field at fault and never repeat what was sent.

mod day;
mod envelope;
mod field_fault;
mod idempotency_key;
mod if_match;
mod json;
mod lines;
mod path;
mod plain;
mod query;
mod strict;
mod text;

pub use day::{Day, NoDay};
pub use idempotency_key::IdempotencyKey;
pub use if_match::{IfMatch, etag};
pub use json::Json;
pub use lines::Lines;
pub use path::Path;
pub use query::Query;

pub(crate) use strict::from_own;
