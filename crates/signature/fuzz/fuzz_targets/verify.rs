//! The whole verifier, with the anchor and the revocation data that most files of the corpus are for.
#![no_main]

use std::sync::LazyLock;

use chiso_signature::{Material, Policy, Verifier};
use libfuzzer_sys::fuzz_target;

const CONTENT: &[u8] = include_bytes!("../../corpus/content/van-ban.txt");

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| {
    let mut material = Material::new();
    let anchors = include_bytes!("../../corpus/trust/root.pem");
    material.add_anchors(anchors).expect("a certificate");
    for data in [
        &include_bytes!("../../corpus/revocation/current/0.crl")[..],
        include_bytes!("../../corpus/revocation/current/1.crl"),
        include_bytes!("../../corpus/revocation/current/2.crl"),
    ] {
        material.add_revocation(data).expect("a list");
    }
    let at = "2024-03-20T02:00:00Z".parse().expect("a moment");
    Verifier::new(material, Policy::standard(), at)
});

fuzz_target!(|bytes: &[u8]| {
    let _ = VERIFIER.verify(bytes);
    if bytes.starts_with(b"0") {
        let _ = VERIFIER.verify_detached(bytes, CONTENT);
    }
});
