use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Where the data lies if nobody says otherwise: `/var/lib/chiso` for root, whose servers run as another user that cannot
/// look into root's own home, and `~/.local/share/chiso` for everybody else.
pub fn default() -> PathBuf {
    if rustix::process::geteuid().is_root() {
        return PathBuf::from("/var/lib/chiso");
    }
    std::env::home_dir()
        .unwrap_or_default()
        .join(".local/share/chiso")
}

/// The keys that seal personal data, made on first use.
pub fn data_keys(home: &Path) -> anyhow::Result<PathBuf> {
    let path = home.join("secrets/data-keys.toml");
    if !path.exists() {
        let key = STANDARD.encode(rand::random::<[u8; 32]>());
        keep_secret(&path, &format!("active = 1\n\n[keys]\n1 = \"{key}\"\n"))?;
    }
    Ok(path)
}

/// Writes a file that only its owner reads.
pub fn keep_secret(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut options = fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path);
    let file = file.as_mut().map_err(|error| anyhow::anyhow!("{error}"));
    file.and_then(|file| Ok(file.write_all(text.as_bytes())?))
        .with_context(|| format!("write {}", path.display()))
}
