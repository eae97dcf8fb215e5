use std::io;
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use crate::fault::FaultKind;

/// The directory that a file is in.
pub(super) fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// A temporary file in the directory of `path`, to be renamed when it is complete.
pub(super) fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".chiso-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(directory(path))
}

/// Only a regular file can be replaced.
pub(super) fn check(path: &Path) -> Result<(), FaultKind> {
    match path.metadata() {
        Ok(known) if known.is_dir() => Err(FaultKind::Directory),
        Ok(known) if !known.is_file() => Err(FaultKind::NotRegular),
        _ => Ok(()),
    }
}
