use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::geteuid;

use crate::child::Ending;
use crate::fault::BackingError;

/// The user as whom the servers run.
#[derive(Clone, Debug)]
pub(crate) enum Account {
    /// An ordinary user runs them as itself.
    Own,
    /// Root hands them to another user, since PostgreSQL refuses to run as root.
    Other { name: String, uid: u32, gid: u32 },
}

impl Account {
    pub(crate) fn of_servers() -> Result<Self, BackingError> {
        if !geteuid().is_root() {
            return Ok(Self::Own);
        }
        let passwd = Path::new("/etc/passwd");
        let users = fs::read_to_string(passwd).map_err(BackingError::io(passwd, "read"))?;
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| find_user(&users, name))
            .ok_or(BackingError::NoAccount)
    }

    /// A command that runs what is appended to it as this user, and gives it `death` when the thread that spawned it ends.
    pub(crate) fn command(&self, setpriv: &Path, death: Ending) -> Command {
        let mut command = guarded(setpriv, death);
        if let Self::Other { uid, gid, .. } = self {
            command
                .arg(format!("--reuid={uid}"))
                .arg(format!("--regid={gid}"))
                .arg("--clear-groups");
        }
        command.arg("--");
        command.env_clear().env("LC_ALL", "C");
        command
    }

    /// Makes a directory of this user that others cannot read, or passes through with `mode` 0711.
    pub(crate) fn directory(&self, path: &Path, mode: u32) -> Result<(), BackingError> {
        fs::create_dir_all(path).map_err(BackingError::io(path, "made"))?;
        let owner = fs::metadata(path)
            .map_err(BackingError::io(path, "read"))?
            .uid();
        if owner != geteuid().as_raw() && !matches!(self, Self::Other { uid, .. } if *uid == owner)
        {
            return Err(BackingError::Foreign {
                directory: path.to_owned(),
                owner,
            });
        }
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
            .map_err(BackingError::io(path, "protected"))?;
        self.own(path)
    }

    /// Gives a file or directory to this user.
    pub(crate) fn own(&self, path: &Path) -> Result<(), BackingError> {
        match self {
            Self::Own => Ok(()),
            Self::Other { uid, gid, .. } => {
                chown(path, Some(*uid), Some(*gid)).map_err(BackingError::io(path, "handed over"))
            }
        }
    }

    /// Checks that this user can pass through every directory on the way to `directory` and through itself.
    pub(crate) fn check_reach(&self, setpriv: &Path, directory: &Path) -> Result<(), BackingError> {
        let Self::Other { name, .. } = self else {
            return Ok(());
        };
        // Asked of the system rather than computed from modes, since access lists count too.
        let passes = |directory: &Path| {
            self.command(setpriv, Ending::Kill)
                .args(["test", "-x"])
                .arg(directory)
                .stdin(Stdio::null())
                .status()
                .map(|status| status.success())
                .map_err(BackingError::io(setpriv, "run"))
        };
        if passes(directory)? {
            return Ok(());
        }
        let mut blocking = directory;
        for ancestor in directory.ancestors().skip(1) {
            if passes(ancestor)? {
                break;
            }
            blocking = ancestor;
        }
        Err(BackingError::Unreachable {
            user: name.clone(),
            directory: blocking.to_owned(),
        })
    }
}

/// A command that gives what is appended to it the signal `death` when the thread that spawned it ends.
pub(crate) fn guarded(setpriv: &Path, death: Ending) -> Command {
    let mut command = Command::new(setpriv);
    command.arg("--pdeathsig").arg(death.name());
    command
}

/// A user of a passwd(5) file.
fn find_user(passwd: &str, name: &str) -> Option<Account> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        Some(Account::Other {
            name: name.to_owned(),
            uid: fields.nth(1)?.parse().ok()?,
            gid: fields.next()?.parse().ok()?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let passwd = "root:x:0:0:root:/root:/bin/bash\n\
                      postgres2:x:7:7::/:/bin/sh\n\
                      postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash\n";
        assert!(matches!(
            find_user(passwd, "postgres"),
            Some(Account::Other {
                uid: 101,
                gid: 104,
                ..
            })
        ));
        assert!(find_user(passwd, "nobody").is_none());
    }
}
