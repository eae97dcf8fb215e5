use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use include_dir::{Dir, include_dir};

/// The catalogue and the sample as they were when this program was built.
static OWN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../catalogue");

/// The directory that somebody named, or `own` with the catalogue that this program carries.
pub fn directory(named: Option<&Path>, own: PathBuf) -> anyhow::Result<PathBuf> {
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    fs::create_dir_all(&own)
        .and_then(|()| OWN.extract(&own))
        .with_context(|| format!("write the catalogue to {}", own.display()))?;
    Ok(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_carries_what_the_services_read() {
        let home = tempfile::tempdir().unwrap();
        let own = directory(None, home.path().join("catalogue")).unwrap();
        let read = chiso_dossiers::Catalogue::read(&own).unwrap();
        assert!(read.units.get("tp-tu-son").is_some());
        // Again, over what is there.
        assert_eq!(directory(None, own.clone()).unwrap(), own);
        let named = Path::new("/etc/chiso/catalogue");
        assert_eq!(directory(Some(named), own).unwrap(), named);
    }
}
