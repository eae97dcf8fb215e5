use std::path::Path;

use crate::fault::FaultKind;

/// The directory that a file is in.
pub(super) fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Only a regular file can be replaced.
pub(super) fn check(path: &Path) -> Result<(), FaultKind> {
    match path.metadata() {
        Ok(known) if known.is_dir() => Err(FaultKind::Directory),
        Ok(known) if !known.is_file() => Err(FaultKind::NotRegular),
        _ => Ok(()),
    }
}
