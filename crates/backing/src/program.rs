use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fault::BackingError;

/// Where Debian keeps the server binaries of PostgreSQL, one folder per major version.
const DEBIAN_POSTGRES: &str = "/usr/lib/postgresql";

/// The programs that the private servers need.
#[derive(Clone, Debug)]
pub(crate) struct Programs {
    pub(crate) setpriv: PathBuf,
    pub(crate) initdb: PathBuf,
    pub(crate) postgres: PathBuf,
    pub(crate) nats_server: PathBuf,
}

impl Programs {
    pub(crate) fn find() -> Result<Self, BackingError> {
        let setpriv = setpriv()?;
        let postgres_bin = newest_debian_postgres(Path::new(DEBIAN_POSTGRES))
            .or_else(|| on_path("postgres")?.parent().map(Path::to_owned))
            .filter(|bin| bin.join("initdb").is_file())
            .ok_or(BackingError::NotInstalled {
                program: "the PostgreSQL server",
                package: "postgresql",
            })?;
        let nats_server = on_path("nats-server").ok_or(BackingError::NotInstalled {
            program: "nats-server",
            package: "nats-server",
        })?;
        Ok(Self {
            setpriv,
            initdb: postgres_bin.join("initdb"),
            postgres: postgres_bin.join("postgres"),
            nats_server,
        })
    }

    /// Whether nats-server knows `sync_interval` (since 2.10; older ones refuse to start with it).
    pub(crate) fn nats_knows_sync_interval(&self) -> Result<bool, BackingError> {
        let output = Command::new(&self.nats_server)
            .arg("--version")
            .output()
            .map_err(BackingError::io(&self.nats_server, "run"))?;
        Ok(major_and_minor(&String::from_utf8_lossy(&output.stdout)) >= Some((2, 10)))
    }
}

/// The program that ties the life of a process to ours and changes its user.
pub(crate) fn setpriv() -> Result<PathBuf, BackingError> {
    on_path("setpriv").ok_or(BackingError::NotInstalled {
        program: "setpriv",
        package: "util-linux",
    })
}

/// The folder with the binaries of the newest major version.
fn newest_debian_postgres(root: &Path) -> Option<PathBuf> {
    fs::read_dir(root)
        .ok()?
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let bin = entry.path().join("bin");
            bin.join("postgres").is_file().then_some((version, bin))
        })
        .max()
        .map(|(_, bin)| bin)
}

/// A program on the search path, or in the system folders that the path of an ordinary user leaves out.
fn on_path(program: &str) -> Option<PathBuf> {
    #[expect(
        clippy::disallowed_methods,
        reason = "where programs are is not configuration of Chiso"
    )]
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/local/sbin", "/usr/sbin", "/usr/local/bin", "/usr/bin"].map(PathBuf::from))
        .map(|directory| directory.join(program))
        .find(|candidate| candidate.is_absolute() && candidate.is_file())
}

/// From "nats-server: v2.9.10".
fn major_and_minor(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.trim().split_once(": v")?.1.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(major_and_minor("nats-server: v2.9.10\n"), Some((2, 9)));
        assert!(major_and_minor("nats-server: v2.9.10") < Some((2, 10)));
        assert!(major_and_minor("nats-server: v2.12.1-RC.1") >= Some((2, 10)));
        assert_eq!(major_and_minor("unknown"), None);
    }

    #[test]
    fn the_newest_major_version_wins() {
        let root = tempfile::tempdir().unwrap();
        for version in ["9", "15", "17"] {
            let bin = root.path().join(version).join("bin");
            fs::create_dir_all(&bin).unwrap();
            if version != "17" {
                fs::write(bin.join("postgres"), "").unwrap();
            }
        }
        assert_eq!(
            newest_debian_postgres(root.path()),
            Some(root.path().join("15/bin"))
        );
    }
}
