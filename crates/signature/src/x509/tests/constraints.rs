use super::*;
use crate::{
    Code,
    x509::{Purpose, check_path},
};

const AUTHORITIES: [&[u8]; 9] = [
    fixture!("ica"),
    fixture!("ica_pathlen0"),
    fixture!("ica_below_pathlen0"),
    fixture!("ica_pathlen0_new_key"),
    fixture!("not_ca"),
    fixture!("ca_without_constraints"),
    fixture!("ca_without_cert_sign"),
    fixture!("ca_for_servers"),
    fixture!("names_ca"),
];

/// What is found about the only path of `leaf`.
fn faults(leaf: &[u8], purpose: Purpose) -> Vec<(usize, Code)> {
    let anchors = [fixture!("root"), fixture!("names_root")].map(certificate);
    let mut checks = SignatureChecks::new(100);
    let leaf = certificate(leaf);
    let found = find_paths(
        &leaf,
        &pool(&AUTHORITIES),
        &Anchors::new(anchors),
        &mut checks,
    );
    let [path] = found.paths.as_slice() else {
        panic!("{found:?}");
    };
    let faults = check_path(path, purpose);
    faults.iter().map(|f| (f.certificate, f.code)).collect()
}

fn signing(leaf: &[u8]) -> Vec<(usize, Code)> {
    faults(leaf, Purpose::DocumentSigning)
}

#[test]
fn leaves_for_documents() {
    for leaf in [
        fixture!("leaf"),
        fixture!("leaf_of_root"),
        fixture!("leaf_without_usage"),
        fixture!("leaf_digital_signature"),
        fixture!("leaf_content_commitment"),
        fixture!("leaf_document_signing"),
        fixture!("leaf_any_usage"),
        fixture!("leaf_unknown"),
    ] {
        assert_eq!(signing(leaf), []);
    }
    for leaf in [
        fixture!("leaf_key_encipherment"),
        fixture!("leaf_cert_sign"),
        fixture!("leaf_server_auth"),
        fixture!("tsa"),
        fixture!("ocsp"),
    ] {
        assert_eq!(signing(leaf), [(0, Code::KeyUsage)]);
    }
    let unknown = signing(fixture!("leaf_unknown_critical"));
    assert_eq!(unknown, [(0, Code::CriticalExtension)]);
}

#[test]
fn leaves_for_time_stamps() {
    let stamping = |leaf| faults(leaf, Purpose::TimeStamping);
    assert_eq!(stamping(fixture!("tsa")), []);
    for leaf in [
        fixture!("tsa_not_critical"),
        fixture!("tsa_and_more"),
        fixture!("leaf"),
        fixture!("leaf_any_usage"),
        fixture!("leaf_without_usage"),
    ] {
        assert_eq!(stamping(leaf), [(0, Code::KeyUsage)]);
    }
}

#[test]
fn only_authorities_issue() {
    assert_eq!(
        signing(fixture!("leaf_of_not_ca")),
        [(1, Code::BasicConstraints), (1, Code::KeyUsage)]
    );
    assert_eq!(
        signing(fixture!("leaf_of_silent")),
        [(1, Code::BasicConstraints)]
    );
    assert_eq!(
        signing(fixture!("leaf_of_wrong_usage")),
        [(1, Code::KeyUsage)]
    );
    assert_eq!(
        signing(fixture!("leaf_of_server_ca")),
        [(1, Code::KeyUsage)]
    );
}

#[test]
fn the_length_of_paths_is_limited() {
    assert_eq!(signing(fixture!("leaf_below_pathlen0")), []);
    assert_eq!(
        signing(fixture!("leaf_too_deep")),
        [(2, Code::BasicConstraints)]
    );
    // An authority that certified its own new key does not count.
    assert_eq!(signing(fixture!("leaf_below_new_key")), []);
}

#[test]
fn names_lie_where_authorities_permit() {
    assert_eq!(signing(fixture!("names_inside")), []);
    for leaf in [
        fixture!("names_outside_directory"),
        fixture!("names_outside_mail"),
        fixture!("names_excluded_dns"),
        fixture!("names_outside_mail_in_subject"),
    ] {
        assert_eq!(signing(leaf), [(0, Code::NameConstraints)]);
    }
}
