use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;

use crate::{Digest, KeyFault, Keys};

/// The keys of a key file, which may change while they are used.
pub struct Vault {
    file: PathBuf,
    keys: ArcSwap<Keys>,
    /// Whether the keys are those of the file as it was last seen.
    current: AtomicBool,
}

impl Vault {
    /// Reads a key file.
    ///
    /// # Errors
    /// Fails if the file cannot be used.
    pub fn read(file: &Path) -> Result<Self, KeyFault> {
        Ok(Self {
            keys: ArcSwap::from_pointee(load(file)?),
            current: AtomicBool::new(true),
            file: file.to_owned(),
        })
    }

    /// The keys as they were last read.
    pub fn keys(&self) -> Arc<Keys> {
        self.keys.load_full()
    }

    /// Whether the file could be used when it was last read.
    pub fn is_current(&self) -> bool {
        self.current.load(Ordering::Relaxed)
    }

    /// Reads the file again. Returns whether it has other keys than before, or another active one.
    ///
    /// # Errors
    /// Fails if the file cannot be used; the keys stay as they were.
    pub fn reload(&self) -> Result<bool, KeyFault> {
        let new = load(&self.file);
        self.current.store(new.is_ok(), Ordering::Relaxed);
        let new = new?;
        let old = self.keys.load();
        let changed = fingerprint(&new) != fingerprint(&old);
        drop(old);
        self.keys.store(Arc::new(new));
        Ok(changed)
    }
}

/// Equal for the same keys with the same active one.
fn fingerprint(keys: &Keys) -> (Digest, Vec<Digest>) {
    keys.digests("chiso.vault.fingerprint", b"")
}

fn load(file: &Path) -> Result<Keys, KeyFault> {
    Keys::parse(&std::fs::read_to_string(file)?)
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({:?})", self.keys.load())
    }
}
