use std::io::Write;
use std::path::Path;

use tempfile::Builder;

use crate::misuse::Misuse;

/// Writes a small file: in full, or not at all.
pub(crate) fn write_text(path: &Path, text: &str) -> Result<(), Misuse> {
    let directory = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let write = || {
        let mut builder = Builder::new();
        builder.prefix(".chiso-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let mut file = builder.tempfile_in(directory)?;
        file.write_all(text.as_bytes())?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(Misuse::file(path))
}
