use std::fs::{self, File};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use chiso_backing::{Backing, Durability};
use rustix::process::geteuid;

/// Raised when a home made by an earlier version cannot be used any more.
const VERSION: u32 = 1;

/// Copies a home that was prepared once on this machine (a second of work) to `target`, an empty directory.
pub(crate) async fn copy_prepared_home(
    target: &Path,
    durability: Durability,
) -> anyhow::Result<()> {
    let template = prepared_home(durability).await?;
    let status = Command::new("cp")
        .args(["-a", "--reflink=auto"])
        .arg(template.join("pg"))
        .arg(template.join("secrets"))
        .arg(target)
        .status()?;
    ensure!(status.success(), "the prepared home was not copied");
    Ok(())
}

async fn prepared_home(durability: Durability) -> anyhow::Result<PathBuf> {
    let user = geteuid().as_raw();
    let root = std::env::temp_dir().join(format!("chiso-test-homes-{user}"));
    match fs::DirBuilder::new().mode(0o711).create(&root) {
        Err(fault) if fault.kind() != std::io::ErrorKind::AlreadyExists => return Err(fault.into()),
        _ => {}
    }
    let metadata = fs::symlink_metadata(&root)?;
    ensure!(
        metadata.is_dir() && metadata.uid() == user,
        "{} belongs to somebody else",
        root.display()
    );
    // The umask may have taken the way through.
    fs::set_permissions(&root, fs::Permissions::from_mode(0o711))?;

    let template = root.join(format!("{durability:?}-{VERSION}").to_lowercase());
    // Tests that start at the same time wait for the first one.
    let lock = File::create(template.with_extension("lock"))?;
    let lock = tokio::task::spawn_blocking(move || lock.lock().map(|()| lock)).await??;
    if !template.exists() {
        let draft = template.with_extension("draft");
        if draft.exists() {
            fs::remove_dir_all(&draft)?;
        }
        Backing::start(&draft, durability)
            .await
            .context("the home that tests copy could not be prepared")?
            .stop()
            .await;
        fs::rename(&draft, &template)?;
    }
    drop(lock);
    Ok(template)
}
