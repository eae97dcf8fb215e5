//! Extractors whose rejections are problem details that name the field at fault and never repeat what was sent.

mod field_fault;
mod idempotency_key;
mod if_match;
mod json;
mod path;
mod query;

pub use idempotency_key::IdempotencyKey;
pub use if_match::{IfMatch, etag};
pub use json::Json;
pub use path::Path;
pub use query::Query;
