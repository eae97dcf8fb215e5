use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use chiso_signature::{Material, Policy};
use walkdir::WalkDir;

use super::ends_in;
use crate::args::Args;
use crate::misuse::Misuse;

const CERTIFICATES: &[&str] = &["pem", "crt", "cer", "der", "p7b", "p7c"];
const REVOCATION: &[&str] = &["crl", "pem", "der", "ors", "ocsp"];

/// Trust anchors, intermediate certificates and revocation data. What is named and cannot be used is wrong use, not silence.
pub(crate) fn load(args: &Args) -> Result<Material, Misuse> {
    let mut material = Material::new();
    for (given, endings, kind) in [
        (&args.trust, CERTIFICATES, Kind::Anchors),
        (&args.intermediates, CERTIFICATES, Kind::Intermediates),
        (&args.crl, REVOCATION, Kind::Revocation),
    ] {
        for path in given {
            let files = files(path, endings)?;
            if files.is_empty() {
                return Err(Misuse::NothingIn(path.clone()));
            }
            for file in files {
                add(&mut material, kind, &file)?;
            }
        }
    }
    Ok(material)
}

#[derive(Clone, Copy)]
enum Kind {
    Anchors,
    Intermediates,
    Revocation,
}

fn add(material: &mut Material, kind: Kind, path: &Path) -> Result<(), Misuse> {
    let bytes = read(path)?;
    let count = match kind {
        Kind::Anchors => material.add_anchors(&bytes),
        Kind::Intermediates => material.add_intermediates(&bytes),
        Kind::Revocation => material.add_revocation(&bytes),
    };
    match count {
        Ok(0) => Err(Misuse::NothingIn(path.to_owned())),
        Ok(_) => Ok(()),
        Err(fault) => Err(unusable(path, &fault)),
    }
}

/// The policy that was given, else the standard one.
pub(crate) fn policy(args: &Args) -> Result<Policy, Misuse> {
    let Some(path) = &args.policy else {
        return Ok(Policy::standard());
    };
    let text = String::from_utf8(read(path)?).map_err(|fault| unusable(path, &fault))?;
    Policy::parse(&text).map_err(|fault| unusable(path, &fault))
}

/// The content of detached signatures, if it was given.
pub(crate) fn content(args: &Args) -> Result<Option<Vec<u8>>, Misuse> {
    let Some(path) = &args.content else {
        return Ok(None);
    };
    if args.files.iter().any(|file| file.is_dir()) {
        return Err(Misuse::ContentForDirectory);
    }
    read(path).map(Some)
}

fn read(path: &Path) -> Result<Vec<u8>, Misuse> {
    fs::read(path).map_err(|fault| unusable(path, &fault))
}

/// A file itself whatever its name, or the files of a directory that have such an ending.
fn files(path: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, Misuse> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|fault| unusable(path, &fault))?;
        if entry.path().is_file() && ends_in(entry.path(), endings) {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

fn unusable(path: &Path, fault: &dyn Display) -> Misuse {
    Misuse::Input {
        path: path.to_owned(),
        fault: fault.to_string(),
    }
}
