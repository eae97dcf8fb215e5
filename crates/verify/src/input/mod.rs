//! What the command reads.

pub(crate) mod documents;
pub(crate) mod material;

use std::path::Path;

/// Whether the name of a file ends in one of `endings`, in whatever case.
fn ends_in(path: &Path, endings: &[&str]) -> bool {
    path.extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| endings.iter().any(|one| ending.eq_ignore_ascii_case(one)))
}
