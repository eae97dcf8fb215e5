use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{fs, str};

use serde_json::Value;
use tempfile::TempDir;

/// A directory to work in, with a trust anchor that has signed nothing.
pub(crate) struct Desk {
    directory: TempDir,
}

/// What the command said.
pub(crate) struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let desk = Self {
            directory: tempfile::tempdir().unwrap(),
        };
        desk.put("anchors.pem", include_bytes!("anchor.pem"));
        desk
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Runs the command as given, in the directory.
    pub(crate) fn run(&self, args: &[&str]) -> Said {
        self.run_in_locale("C", args)
    }

    pub(crate) fn run_in_locale(&self, locale: &str, args: &[&str]) -> Said {
        let output = Command::new(env!("CARGO_BIN_EXE_chiso-verify"))
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .env("LC_ALL", locale)
            .output()
            .unwrap();
        Said::from(&output)
    }

    /// Runs it with the trust anchor and as of a fixed moment.
    pub(crate) fn verify(&self, args: &[&str]) -> Said {
        let fixed = [
            "--trust",
            "anchors.pem",
            "--at",
            "2027-03-01T09:00:00+07:00",
        ];
        self.run(&[&fixed, args].concat())
    }
}

impl From<&Output> for Said {
    fn from(output: &Output) -> Self {
        let text = |bytes| str::from_utf8(bytes).unwrap().to_owned();
        Self {
            code: output.status.code().unwrap(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }
}

impl Said {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }
}
