//! The corpus and its table.

use std::fs;
use std::path::{Path, PathBuf};

use chiso_signature::{Material, Policy, Report, Verifier};
use serde::Deserialize;

/// A row of the table.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub file: String,
    trust: String,
    intermediates: String,
    crl: String,
    at: String,
    pub verdict: String,
    pub indication: String,
    pub sub_indication: String,
    pub reason: String,
    content: String,
}

pub fn rows() -> Vec<Row> {
    let mut table = csv::Reader::from_path(root().join("expected.csv")).unwrap();
    table.deserialize().map(Result::unwrap).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

impl Row {
    pub fn bytes(&self) -> Vec<u8> {
        read(&self.file)
    }

    pub fn verifier(&self) -> Verifier {
        let mut material = Material::new();
        for file in listed(&self.trust) {
            material.add_anchors(&read(file)).unwrap();
        }
        for file in listed(&self.intermediates) {
            material.add_intermediates(&read(file)).unwrap();
        }
        for path in listed(&self.crl).flat_map(files_of) {
            material.add_revocation(&fs::read(path).unwrap()).unwrap();
        }
        Verifier::new(material, Policy::standard(), self.at.parse().unwrap())
    }

    pub fn verify(&self, document: &[u8]) -> Report {
        let verifier = self.verifier();
        if self.content.is_empty() {
            verifier.verify(document)
        } else {
            verifier.verify_detached(document, &read(&self.content))
        }
    }
}

fn read(file: &str) -> Vec<u8> {
    fs::read(root().join(file)).unwrap()
}

fn listed(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').filter(|file| !file.is_empty())
}

/// A file, or all files of a directory in the order of their names.
fn files_of(name: &str) -> Vec<PathBuf> {
    let path = root().join(name);
    if path.is_file() {
        return vec![path];
    }
    let mut files: Vec<_> = fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}
