//! JSON, read more strictly than serde does by itself: an array is never taken for an object, and faults name all the fields that they
//! can. What a text may hold is for the type of the field to say, so that it says the same over gRPC.

mod error;
mod read;
mod tree;

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use self::error::Fault;
use self::read::Node;
use self::tree::Tree;
use super::plain::plain;
use crate::error::{FieldFault, RequestFault};

/// Reads one JSON text.
///
/// # Errors
/// [`RequestFault::BodyMalformed`] with the place, or [`RequestFault::Fields`]: all fields that are there twice, or all unknown fields and
/// the first other fault.
pub(super) fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, RequestFault> {
    let tree: Tree<'_> = serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
    read(tree)
}

/// Reads a JSON text that this process has written, unless somebody has put control characters into it.
pub(crate) fn from_own<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let tree: Tree<'_> = serde_json::from_slice(bytes).ok()?;
    if tree.has_controls() {
        return None;
    }
    read(tree).ok()
}

fn read<T: DeserializeOwned>(mut tree: Tree<'_>) -> Result<T, RequestFault> {
    let mut faults = Vec::new();
    tree.find_duplicates("", &mut faults);
    if !faults.is_empty() {
        return Err(RequestFault::Fields(faults));
    }
    loop {
        match T::deserialize(Node(&tree)) {
            Ok(value) if faults.is_empty() => return Ok(value),
            Ok(_) => return Err(RequestFault::Fields(faults)),
            Err(fault) => {
                let path = fault.path();
                let go_on = fault.is_unknown_field() && tree.remove(&fault.steps);
                faults.push(field_fault(path, fault));
                if !go_on || faults.len() >= MAX_FAULTS {
                    return Err(RequestFault::Fields(faults));
                }
            }
        }
    }
}

/// Faults that one answer names at most.
const MAX_FAULTS: usize = 32;

fn field_fault(path: String, fault: Fault) -> FieldFault {
    let field = if path.is_empty() {
        "body".to_owned()
    } else {
        path
    };
    let named = FieldFault::new(field, fault.code);
    match fault.expected {
        Some(expected) => named.expected(match expected {
            Cow::Owned(expected) => plain(&expected),
            constant @ Cow::Borrowed(_) => constant,
        }),
        None => named,
    }
}

fn malformed(error: &serde_json::Error) -> RequestFault {
    RequestFault::BodyMalformed {
        line: error.line(),
        column: error.column(),
    }
}
