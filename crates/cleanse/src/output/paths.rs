use std::path::{Path, PathBuf};

use crate::misuse::Misuse;

/// Refuses to write a result over a file that is read, and two results to one file, however their paths are written.
pub(crate) fn keep_apart(read: &[Option<&Path>], written: &[Option<&Path>]) -> Result<(), Misuse> {
    let read: Vec<PathBuf> = read.iter().flatten().map(|path| identity(path)).collect();
    let mut seen: Vec<PathBuf> = Vec::new();
    for path in written.iter().flatten() {
        let file = identity(path);
        if read.contains(&file) {
            return Err(Misuse::OverInput(path.to_path_buf()));
        }
        if seen.contains(&file) {
            return Err(Misuse::SameFile(path.to_path_buf()));
        }
        seen.push(file);
    }
    Ok(())
}

/// The same for all paths of a file, whether it is there already or not.
fn identity(path: &Path) -> PathBuf {
    if let Ok(known) = path.canonicalize() {
        return known;
    }
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    match (parent.canonicalize(), path.file_name()) {
        (Ok(directory), Some(name)) => directory.join(name),
        _ => path.to_owned(),
    }
}
