use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use nkeys::KeyPair;

use crate::fault::BackingError;

/// The folder of passwords and keys: one secret per file, readable by nobody else.
#[derive(Clone, Debug)]
pub(crate) struct Secrets(PathBuf);

impl Secrets {
    pub(crate) fn open(directory: PathBuf) -> Result<Self, BackingError> {
        fs::create_dir_all(&directory).map_err(BackingError::io(&directory, "made"))?;
        fs::set_permissions(&directory, fs::Permissions::from_mode(0o700))
            .map_err(BackingError::io(&directory, "protected"))?;
        Ok(Self(directory))
    }

    /// The password of a PostgreSQL role, made on first use.
    pub(crate) fn password(&self, role: &str) -> Result<String, BackingError> {
        self.keep(&format!("postgres-{role}.password"), || {
            use std::fmt::Write;
            rand::random::<[u8; 24]>()
                .iter()
                .fold(String::new(), |mut hex, byte| {
                    write!(hex, "{byte:02x}").expect("writing to a string does not fail");
                    hex
                })
        })
    }

    /// The file with the nkey seed of a bus user, and the public key; made on first use.
    pub(crate) fn nkey(&self, user: &str) -> Result<(PathBuf, String), BackingError> {
        let file = format!("nats-{user}.nk");
        let seed = self.keep(&file, || {
            KeyPair::new_user()
                .seed()
                .expect("a pair that was just made has its seed")
        })?;
        let path = self.0.join(file);
        let pair = KeyPair::from_seed(&seed).map_err(|fault| BackingError::Damaged {
            path: path.clone(),
            source: fault.into(),
        })?;
        Ok((path, pair.public_key()))
    }

    /// The path of the folder.
    pub(crate) fn directory(&self) -> &Path {
        &self.0
    }

    /// Reads a secret; `make`s and writes it if there is none.
    pub(crate) fn keep(
        &self,
        file: &str,
        make: impl FnOnce() -> String,
    ) -> Result<String, BackingError> {
        let path = self.0.join(file);
        match fs::read_to_string(&path) {
            Ok(secret) => return Ok(secret.trim_end().to_owned()),
            Err(fault) if fault.kind() == ErrorKind::NotFound => {}
            Err(fault) => return Err(BackingError::io(&path, "read")(fault)),
        }
        let secret = make();
        // Written beside and renamed: a secret is never half there.
        let draft = self.0.join(format!("{file}.new"));
        fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&draft)
            .and_then(|mut file| {
                writeln!(file, "{secret}")?;
                file.sync_all()
            })
            .and_then(|()| fs::rename(&draft, &path))
            .map_err(BackingError::io(&path, "written"))?;
        Ok(secret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_is_nobody_elses() {
        let directory = tempfile::tempdir().unwrap();
        let secrets = Secrets::open(directory.path().join("secrets")).unwrap();
        let password = secrets.password("dossiers").unwrap();
        assert_eq!(password.len(), 48);
        assert_eq!(secrets.password("dossiers").unwrap(), password);
        assert_ne!(secrets.password("aggregator").unwrap(), password);
        let (seed_file, public_key) = secrets.nkey("dossiers").unwrap();
        assert!(public_key.starts_with('U'));
        assert_eq!(secrets.nkey("dossiers").unwrap().1, public_key);
        let mode = fs::metadata(seed_file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
