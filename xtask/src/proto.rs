//! Compiles `proto/` with protox, so that no system `protoc` is needed, and writes Rust with tonic and prost.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use prost::Message;
use prost_types::FileDescriptorSet;

/// The files that each service reflects.
const REFLECTED: [(&str, &[&str]); 2] = [
    ("dossiers", &["chiso/dossiers/v1", "chiso/eventlog/v1"]),
    ("aggregator", &["chiso/aggregator/v1"]),
];

/// Writes the generated code and the descriptor sets that reflection serves.
pub fn generate() -> anyhow::Result<()> {
    generate_into(&root().join("crates/proto/src/generated"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn generate_into(out: &Path) -> anyhow::Result<()> {
    let include = root().join("proto");
    for (service, dirs) in REFLECTED {
        let mut files = Vec::new();
        for dir in dirs {
            collect(&include.join(dir), &mut files)?;
        }
        fs::write(
            out.join(format!("{service}.bin")),
            compile(files, &include)?.encode_to_vec(),
        )?;
    }
    let mut files = Vec::new();
    collect(&include, &mut files)?;
    tonic_prost_build::configure()
        .out_dir(out)
        .bytes(".chiso.eventlog.v1")
        .compile_fds(compile(files, &include)?)
        .context("generate Rust")
}

fn compile(mut files: Vec<PathBuf>, include: &Path) -> anyhow::Result<FileDescriptorSet> {
    files.sort();
    protox::compile(files, [include]).context("compile proto/")
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "proto") {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_code_is_what_the_contracts_generate() {
        let fresh = tempfile::tempdir().unwrap();
        generate_into(fresh.path()).unwrap();
        let committed = root().join("crates/proto/src/generated");
        let names = |dir: &Path| {
            let entries = fs::read_dir(dir)
                .unwrap()
                .map(|entry| entry.unwrap().file_name());
            entries.collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(names(fresh.path()), names(&committed));
        for name in names(&committed) {
            let same = fs::read(fresh.path().join(&name)).unwrap()
                == fs::read(committed.join(&name)).unwrap();
            assert!(same, "{} is stale: run `make proto`", name.display());
        }
    }
}
