//! On the files that `tests/fixtures/cms/make.py` makes.

use proptest::prelude::*;

use super::*;
use crate::{
    Code,
    crypto::{HashAlgorithm, SignatureChecks},
    x509::Certificate,
};

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../tests/fixtures/cms/", $name)).as_slice()
    };
}

const CONTENT: &[u8] = fixture!("content.txt");

fn certificates(signed: &SignedData) -> Vec<Certificate> {
    signed
        .certificates
        .iter()
        .filter_map(|der| Certificate::from_der(der).ok())
        .collect()
}

/// Codes of the faults of the only signer over `content`.
fn faults_over(signed: &SignedData, content: &[u8]) -> Vec<Code> {
    let check = signed.only_signer().unwrap().check(
        &certificates(signed),
        |hash| hash.digest(content),
        &mut SignatureChecks::new(10),
    );
    check.faults.iter().map(|fault| fault.code).collect()
}

fn faults(bytes: &[u8]) -> Vec<Code> {
    match SignedData::parse(bytes) {
        Ok(signed) => faults_over(&signed, CONTENT),
        Err(fault) => vec![fault.code],
    }
}

/// `bytes` with the only occurrence of `from` replaced.
fn with(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut places = (0..=bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from));
    let at = places.next().unwrap();
    assert_eq!((places.next(), from.len()), (None, to.len()));
    let mut changed = bytes.to_vec();
    changed[at..at + to.len()].copy_from_slice(to);
    changed
}

#[test]
fn signatures_of_every_kind_verify() {
    for (name, bytes) in [
        ("CAdES", fixture!("cades.p7s")),
        ("CAdES with a time stamp", fixture!("cades_stamped.p7s")),
        ("attached RSA", fixture!("attached_rsa.p7m")),
        ("PSS", fixture!("pss.p7s")),
        ("without signing-certificate", fixture!("legacy.p7s")),
        ("key identifier", fixture!("key_identifier.p7s")),
        ("without attributes", fixture!("no_attributes.p7s")),
        ("indefinite lengths", fixture!("indefinite.p7m")),
        ("signing-certificate of RFC 2634", fixture!("ess_sha1.p7s")),
    ] {
        assert_eq!(faults(bytes), [], "{name}");
    }
}

#[test]
fn another_content_is_another_digest() {
    let signed = SignedData::parse(fixture!("cades.p7s")).unwrap();
    assert_eq!(faults_over(&signed, b"another"), [Code::MessageDigest]);
    let signed = SignedData::parse(fixture!("no_attributes.p7s")).unwrap();
    assert_eq!(faults_over(&signed, b"another"), [Code::SignatureValue]);
}

#[test]
fn another_signature_value_does_not_verify() {
    let mut bytes = fixture!("cades.p7s").to_vec();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    assert_eq!(faults(&bytes), [Code::SignatureValue]);
}

#[test]
fn changed_attributes_do_not_verify() {
    let bytes = fixture!("cades.p7s");
    let mut signed = SignedData::parse(bytes).unwrap();
    let attributes = signed.signers[0].signed.clone().unwrap();
    let digest = attributes.message_digest.clone().unwrap();
    let forged = HashAlgorithm::Sha256.digest(b"another");
    signed = SignedData::parse(&with(bytes, &digest, forged.as_ref())).unwrap();
    assert_eq!(faults_over(&signed, b"another"), [Code::SignatureValue]);
}

#[test]
fn what_follows_is_left_to_the_caller() {
    for bytes in [fixture!("cades.p7s"), fixture!("indefinite.p7m")] {
        let padded = [bytes, &[0; 40]].concat();
        let signed = SignedData::parse(&padded).unwrap();
        assert_eq!(signed.consumed, bytes.len());
        assert_eq!(signed.is_der, bytes[1] != 0x80);
    }
    let cut = &fixture!("cades.p7s")[..1000];
    assert_eq!(faults(cut), [Code::CmsFormat]);
}

#[test]
fn content_is_there_if_attached() {
    let attached = SignedData::parse(fixture!("attached_rsa.p7m")).unwrap();
    assert_eq!(attached.content.as_deref(), Some(CONTENT));
    let attached = SignedData::parse(fixture!("indefinite.p7m")).unwrap();
    assert_eq!(attached.content.as_deref(), Some(CONTENT));
    let detached = SignedData::parse(fixture!("cades.p7s")).unwrap();
    assert_eq!(detached.content, None);
}

#[test]
fn the_signer_is_the_one_that_the_attribute_names() {
    let cms = SignedData::parse(fixture!("cades.p7s")).unwrap();
    let signer = cms.only_signer().unwrap();
    let stranger = Certificate::from_der(fixture!("other.crt")).unwrap();
    let missing = signer.certificates_from([&stranger]).unwrap_err();
    assert_eq!(missing.code, Code::SignerCertificateMissing);

    let digest = signer
        .signed
        .as_ref()
        .and_then(|signed| signed.signing_certificate.v2.clone())
        .unwrap()
        .digest;
    let bytes = with(fixture!("cades.p7s"), &digest, &[7; 32]);
    assert_eq!(faults(&bytes), [Code::SigningCertificateMismatch]);
}

#[test]
fn algorithms_that_contradict_each_other_are_faults() {
    const SHA256: &[u8] = b"\x02\x02\x10\x01\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01";
    const SHA512: &[u8] = b"\x02\x02\x10\x01\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03";
    let bytes = with(fixture!("cades.p7s"), SHA256, SHA512);
    let found = faults(&bytes);
    assert!(found.contains(&Code::CmsFormat), "{found:?}");
}

#[test]
fn the_type_of_the_content_is_signed() {
    const DATA: &[u8] = b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0";
    const OTHER: &[u8] = b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x05\xa0";
    for name in [fixture!("cades.p7s"), fixture!("no_attributes.p7s")] {
        assert_eq!(faults(&with(name, DATA, OTHER)), [Code::ContentType]);
    }
}

#[test]
fn only_signed_data_is_supported() {
    const SIGNED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    const ENVELOPED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03";
    let bytes = with(fixture!("cades.p7s"), SIGNED, ENVELOPED);
    assert_eq!(faults(&bytes), [Code::UnsupportedSignature]);
}

/// Attributes in the order of the signature with the first two exchanged: still a set, no longer in its order.
#[test]
fn attributes_out_of_order_or_repeated_are_faults() {
    let read = |attributes: &[&[u8]]| {
        let body = attributes.concat();
        let element = [&[0xa0, u8::try_from(body.len()).unwrap()], &body[..]].concat();
        let mut faults = Vec::new();
        SignedAttributes::read(crate::asn1::parse(&element).unwrap(), &mut faults).unwrap();
        faults
            .into_iter()
            .map(|fault| fault.detail)
            .collect::<Vec<_>>()
    };
    let content_type = b"\x30\x18\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03\x31\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
    let time = b"\x30\x1c\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05\x31\x0f\x17\x0d260115083000Z";
    let two_times = b"\x30\x2b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05\x31\x1e\x17\x0d260115083000Z\x17\x0d260115083001Z";
    assert_eq!(read(&[content_type, time]), <[&str; 0]>::default());
    insta::assert_debug_snapshot!(
        [read(&[time, content_type]), read(&[time, time]), read(&[content_type, two_times]), read(&[])],
        @r#"
    [
        [
            "signed attributes are not in the order of the distinguished encoding",
        ],
        [
            "signed attribute 1.2.840.113549.1.9.5 is repeated",
        ],
        [
            "attribute 1.2.840.113549.1.9.5 has 2 values",
        ],
        [
            "signed attributes are empty",
        ],
    ]
    "#
    );
}

/// The octets of the attributes of one signature, passed off as the content of another without attributes.
#[test]
fn attributes_as_content_are_recognised() {
    let signed = SignedData::parse(fixture!("cades.p7s")).unwrap();
    let attributes = signed.signers[0].signed.as_ref().unwrap();
    assert!(resembles_signed_attributes(attributes.signed_bytes()));
    assert!(!resembles_signed_attributes(CONTENT));
    assert!(!resembles_signed_attributes(b"\x31\x00"));
}

fn stamp() -> TimeStampToken {
    TimeStampToken::parse(fixture!("token.tst")).unwrap()
}

#[test]
fn a_time_stamp_token_verifies() {
    let token = stamp();
    let check = token.check(
        &certificates(&token.signed_data),
        &mut SignatureChecks::new(10),
    );
    assert_eq!(check.faults, []);
    assert_eq!(
        check.certificate.unwrap().subject().common_name(),
        Some("TSA")
    );
    assert_eq!(token.info.time.to_rfc3339(), "2026-01-15T08:30:00+00:00");
}

#[test]
fn a_time_stamp_is_over_the_signature_value() {
    let cms = SignedData::parse(fixture!("cades_stamped.p7s")).unwrap();
    let signer = cms.only_signer().unwrap();
    let [token] = signer.unsigned.signature_time_stamps.as_slice() else {
        panic!("one token");
    };
    let token = TimeStampToken::parse(token).unwrap();
    let over = |bytes: &[u8]| token.check_imprint(|hash| hash.digest(bytes));
    assert_eq!(over(&signer.signature), Ok(()));
    assert_eq!(over(CONTENT).unwrap_err().code, Code::TimeStampImprint);
}

#[test]
fn a_time_stamp_with_another_time_does_not_verify() {
    let bytes = with(
        fixture!("token.tst"),
        b"20260115083000Z",
        b"20260115083001Z",
    );
    let token = TimeStampToken::parse(&bytes).unwrap();
    let check = token.check(
        &certificates(&token.signed_data),
        &mut SignatureChecks::new(10),
    );
    assert_eq!(check.faults[0].code, Code::MessageDigest);
}

#[test]
fn a_signature_is_no_time_stamp() {
    let fault = TimeStampToken::parse(fixture!("attached_rsa.p7m")).unwrap_err();
    assert_eq!(fault.code, Code::TimeStampFormat);
}

proptest! {
    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = faults(&bytes);
        let _ = TimeStampToken::parse(&bytes);
    }

    /// Whatever is changed, nothing is signed by another or over something else, and no other time is attested.
    #[test]
    fn changed_bytes_sign_nothing_else(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        which in 0..4_usize,
    ) {
        let original = [
            fixture!("cades_stamped.p7s"),
            fixture!("indefinite.p7m"),
            fixture!("token.tst"),
            fixture!("no_attributes.p7s"),
        ][which];
        let mut bytes = original.to_vec();
        for (index, octet) in changes {
            let at = index.index(bytes.len());
            bytes[at] = octet;
        }
        if let Ok(token) = TimeStampToken::parse(&bytes) {
            let check = token.check(&certificates(&token.signed_data), &mut SignatureChecks::new(10));
            if check.faults.is_empty() {
                prop_assert_eq!(&token.info, &stamp().info);
            }
        }
        let Ok(signed) = SignedData::parse(&bytes) else { return Ok(()) };
        let Ok(signer) = signed.only_signer() else { return Ok(()) };
        let candidates = certificates(&signed);
        for content in [CONTENT, b"another"] {
            let content = signed.content.as_deref().unwrap_or(content);
            let check = signer.check(&candidates, |hash| hash.digest(content), &mut SignatureChecks::new(10));
            if check.faults.is_empty() && which < 2 {
                prop_assert_eq!(content, CONTENT);
                let certificate = check.certificate.unwrap();
                let signer = Certificate::from_der(fixture!("signer.crt")).unwrap();
                prop_assert_eq!(certificate, signer);
            }
            if check.faults.is_empty() && which == 3 {
                prop_assert_eq!(content, CONTENT);
            }
        }
    }
}
