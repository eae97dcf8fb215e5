mod certificate;
mod constraints;
mod path;

use super::path::PathSearch;
use super::{Anchors, Certificate, Pool, find_paths, fixture};
use crate::crypto::SignatureChecks;

fn certificate(der: &[u8]) -> Certificate {
    Certificate::from_der(der).unwrap()
}

fn pool(certificates: &[&[u8]]) -> Pool {
    let mut pool = Pool::new();
    pool.extend(certificates.iter().map(|der| certificate(der)));
    pool
}

/// Looks for paths to the usual anchor.
fn search(leaf: &[u8], certificates: &[&[u8]]) -> PathSearch {
    let anchors = Anchors::new([certificate(fixture!("root"))]);
    let mut checks = SignatureChecks::new(100);
    find_paths(
        &certificate(leaf),
        &pool(certificates),
        &anchors,
        &mut checks,
    )
}
