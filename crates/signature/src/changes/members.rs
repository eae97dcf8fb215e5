use std::collections::{HashMap, HashSet};

use crate::pdf::Object;

/// Which objects arrays refer to, remembered by array, since many fields ask the same array.
#[derive(Debug, Default)]
pub(super) struct Members(HashMap<usize, (Object, HashSet<u32>)>);

impl Members {
    /// Whether the array has a reference to the object.
    pub(super) fn contains(&mut self, array: &Object, number: u32) -> bool {
        let Some(items) = array.as_array() else {
            return false;
        };
        let (_, members) = self.0.entry(items.as_ptr().addr()).or_insert_with(|| {
            (
                array.clone(),
                items
                    .iter()
                    .filter_map(Object::as_reference)
                    .map(|id| id.number)
                    .collect(),
            )
        });
        members.contains(&number)
    }
}
