//! On the files that `tests/fixtures/cms/make.py` makes.

use proptest::prelude::*;

use super::*;
use crate::{crypto::SignatureChecks, x509::Certificate};

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../tests/fixtures/cms/", $name)).as_slice()
    };
}

macro_rules! certificate {
    ($name:literal) => {
        Certificate::from_der(fixture!($name)).unwrap()
    };
}

/// What `data` says about a certificate of `issuer`.
fn answer_from(data: &[u8], certificate: &Certificate, issuer: &Certificate) -> Option<Answer> {
    let mut pool = RevocationData::new(&parse_material(data).unwrap());
    let mut answers = pool.answers_for(certificate, issuer, &mut SignatureChecks::new(10));
    assert!(answers.len() < 2);
    answers.pop()
}

/// The same in words.
fn says(data: &[u8], certificate: &Certificate) -> String {
    match answer_from(data, certificate, &certificate!("ca.crt")) {
        None => "nothing".to_owned(),
        Some(answer) => match (answer.unusable, answer.status) {
            (Some(why), CertificateStatus::Unknown) => why.to_string(),
            (None, CertificateStatus::Good) => "good".to_owned(),
            (None, CertificateStatus::Unknown) => "unknown".to_owned(),
            (None, CertificateStatus::Revoked(revoked)) => {
                format!("revoked: {} {}", revoked.time, revoked.reason)
            }
            (Some(why), status) => panic!("{why} yet {status:?}"),
        },
    }
}

#[test]
fn a_list_says_who_is_revoked() {
    let list = fixture!("plain.crl");
    assert_eq!(says(list, &certificate!("signer.crt")), "good");
    assert_eq!(
        says(list, &certificate!("revoked.crt")),
        "revoked: 2026-01-14 08:30:00 UTC keyCompromise"
    );
    assert_eq!(
        says(fixture!("empty.crl"), &certificate!("revoked.crt")),
        "good"
    );
    let crl = Crl::from_der(list).unwrap();
    let found = |serial: &[u8]| crl.find(serial).map(|revoked| revoked.reason);
    assert_eq!(found(b"\x10\x04"), Some(Reason::CertificateHold));
    assert_eq!(found(b"\x10\x05"), Some(Reason::RemoveFromCrl));
    assert_eq!(found(b"\x55"), Some(Reason::Unspecified));
    assert_eq!(found(b"\0\x55"), Some(Reason::Unspecified));
    assert_eq!(found(b"\x56"), None);
    assert_eq!(
        crl.find(b"\x10\x03")
            .unwrap()
            .invalid_since
            .unwrap()
            .to_rfc3339(),
        "2026-01-13T08:30:00+00:00"
    );
    assert_eq!(
        crl.next_update().unwrap().to_rfc3339(),
        "2026-01-22T08:30:00+00:00"
    );
}

#[test]
fn a_list_counts_only_where_it_may() {
    let signer = certificate!("signer.crt");
    let said = [
        says(fixture!("other_key.crl"), &signer),
        says(fixture!("users_only.crl"), &signer),
        says(fixture!("users_only.crl"), &certificate!("mute.crt")),
        says(fixture!("authorities_only.crl"), &signer),
        says(fixture!("authorities_only.crl"), &certificate!("mute.crt")),
        says(fixture!("indirect.crl"), &signer),
        says(fixture!("some_reasons.crl"), &signer),
        says(fixture!("some_reasons.crl"), &certificate!("revoked.crt")),
        says(fixture!("delta.crl"), &signer),
        says(fixture!("delta.crl"), &certificate!("revoked.crt")),
        says(fixture!("unknown_critical.crl"), &signer),
        says(fixture!("this_point.crl"), &signer),
        says(fixture!("another_point.crl"), &signer),
        says(fixture!("another_point.crl"), &certificate!("revoked.crt")),
        says(fixture!("this_point.crl"), &certificate!("rsa_signer.crt")),
    ];
    assert_eq!(
        said,
        [
            "the signature value does not verify with the key",
            "good",
            "it is about end users only",
            "it is about authorities only",
            "good",
            "it is an indirect CRL",
            "it is about some reasons only",
            "revoked: 2026-01-14 08:30:00 UTC keyCompromise",
            "it is a delta CRL",
            "revoked: 2026-01-14 08:30:00 UTC keyCompromise",
            "it has the unknown critical extension 1.3.6.1.4.1.99999.1",
            "good",
            "it is of another distribution point",
            "revoked: 2026-01-14 08:30:00 UTC keyCompromise",
            "it is of another distribution point",
        ]
    );
}

#[test]
fn an_issuer_that_may_not_sign_lists_cannot() {
    let mute = certificate!("mute.crt");
    let answer = answer_from(fixture!("plain.crl"), &certificate!("signer.crt"), &mute).unwrap();
    assert!(matches!(answer.unusable, Some(Unusable::Signer(_))));
}

#[test]
fn an_ocsp_answer_says_how_a_certificate_is() {
    let signer = certificate!("signer.crt");
    let said = [
        says(fixture!("good.ocsp"), &signer),
        says(fixture!("good_basic.ocsp"), &signer),
        says(fixture!("good_sha256.ocsp"), &signer),
        says(fixture!("good.ocsp"), &certificate!("revoked.crt")),
        says(fixture!("revoked.ocsp"), &certificate!("revoked.crt")),
        says(fixture!("unknown.ocsp"), &signer),
        says(fixture!("delegated.ocsp"), &signer),
        says(fixture!("no_eku.ocsp"), &signer),
        says(fixture!("foreign.ocsp"), &signer),
        says(fixture!("other_issuer.ocsp"), &signer),
    ];
    assert_eq!(
        said,
        [
            "good",
            "good",
            "good",
            "nothing",
            "revoked: 2026-01-14 08:30:00 UTC keyCompromise",
            "unknown",
            "good",
            "the responder's certificate is not for OCSP signing",
            "the signature value does not verify with the key",
            "nothing",
        ]
    );
    let refused = parse_material(fixture!("try_later.ocsp")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the responder gave no answer but status 3"
    );
}

#[test]
fn a_responder_is_named() {
    let (signer, ca) = (certificate!("signer.crt"), certificate!("ca.crt"));
    let answer = answer_from(fixture!("delegated.ocsp"), &signer, &ca).unwrap();
    let AnswerSigner::Responder(responder) = answer.signer else {
        panic!("{:?}", answer.signer);
    };
    assert_eq!(responder, certificate!("responder.crt"));
    assert!(responder.extensions().ocsp_no_check);
}

#[test]
fn the_same_data_counts_once_and_is_verified_once() {
    let (signer, ca) = (certificate!("signer.crt"), certificate!("ca.crt"));
    let mut pool = RevocationData::new(&parse_material(fixture!("plain.crl")).unwrap());
    pool.add_crl(fixture!("plain.crl")).unwrap();
    let fingerprint = pool.add_ocsp(fixture!("good.ocsp")).unwrap();
    for again in [fixture!("good.ocsp"), fixture!("good_basic.ocsp")] {
        assert_eq!(pool.add_ocsp(again), Ok(fingerprint));
    }
    let mut checks = SignatureChecks::new(2);
    for _ in 0..100 {
        let answers = pool.answers_for(&signer, &ca, &mut checks);
        let found: Vec<_> = answers
            .iter()
            .map(|answer| (answer.kind, answer.origin, answer.unusable.is_none()))
            .collect();
        assert_eq!(
            found,
            [
                (AnswerKind::Crl, Origin::Given, true),
                (AnswerKind::Ocsp, Origin::Document, true)
            ]
        );
    }
}

#[test]
fn a_spent_budget_makes_no_answer() {
    let (signer, ca) = (certificate!("signer.crt"), certificate!("ca.crt"));
    let mut pool = RevocationData::new(&parse_material(fixture!("plain.crl")).unwrap());
    let answers = pool.answers_for(&signer, &ca, &mut SignatureChecks::new(0));
    assert_eq!(answers[0].unusable, Some(Unusable::Limit));
}

#[test]
fn material_is_recognised() {
    let count = |bytes: &[u8]| {
        parse_material(bytes).map(|found| {
            [
                found.certificates.len(),
                found.crls.len(),
                found.ocsps.len(),
            ]
        })
    };
    assert_eq!(count(fixture!("bundle.pem")), Ok([2, 0, 0]));
    assert_eq!(count(fixture!("plain_crl.pem")), Ok([0, 1, 0]));
    assert_eq!(count(fixture!("ca.crt")), Ok([1, 0, 0]));
    assert_eq!(count(fixture!("good_basic.ocsp")), Ok([0, 0, 1]));
    assert_eq!(count(fixture!("cades.p7s")), Ok([2, 0, 0]));
    assert!(count(b"").is_err());
    assert!(count(b"text").is_err());
    assert!(count(&fixture!("plain.crl")[..100]).is_err());
}

proptest! {
    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse_material(&bytes);
        let _ = (Crl::from_der(&bytes), Ocsp::from_der(&bytes));
    }

    /// Whatever is changed in signed data, no other answer than that of the original is usable.
    #[test]
    fn changed_bytes_never_make_another_answer(
        index in any::<prop::sample::Index>(),
        octet in any::<u8>(),
        which in 0..4_usize,
    ) {
        let original = [
            fixture!("plain.crl"),
            fixture!("delegated.ocsp"),
            fixture!("revoked.ocsp"),
            fixture!("some_reasons.crl"),
        ][which];
        let certificate = match which {
            1 => certificate!("signer.crt"),
            _ => certificate!("revoked.crt"),
        };
        let ca = certificate!("ca.crt");
        let genuine = answer_from(original, &certificate, &ca).unwrap();
        let mut bytes = original.to_vec();
        let at = index.index(bytes.len());
        bytes[at] = octet;
        let Ok(material) = parse_material(&bytes) else { return Ok(()) };
        let mut pool = RevocationData::new(&material);
        for answer in pool.answers_for(&certificate, &ca, &mut SignatureChecks::new(10)) {
            if answer.unusable.is_none() {
                prop_assert_eq!(answer.status, genuine.status);
                prop_assert_eq!(answer.this_update, genuine.this_update);
                prop_assert_eq!(answer.next_update, genuine.next_update);
            }
        }
    }
}
