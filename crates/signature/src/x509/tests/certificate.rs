use proptest::prelude::*;

use super::*;
use crate::crypto::verify;
use crate::x509::{GeneralName, X509Fault, certificates_from};

#[test]
fn names_are_read_and_written() {
    let rich = certificate(fixture!("rich"));
    let subject = rich.subject();
    assert_eq!(subject.common_name(), Some("Nguyễn Văn An"));
    assert_eq!(subject.organisation(), Some("Ủy ban nhân dân, tỉnh \"X\""));
    assert_eq!(subject.uid(), Some("CCCD:001234567890"));
    assert_eq!(subject.serial_number(), Some("PNOVN-001"));
    assert_eq!(subject.given_name(), Some("An"));
    assert_eq!(subject.surname(), Some("Nguyễn"));
    assert_eq!(subject.organisation_identifier(), Some("VATVN-123"));
    assert_eq!(subject.title(), Some("Chánh Văn phòng"));
    assert_eq!(
        subject.to_string(),
        "CN=Nguyễn Văn An,UID=CCCD:001234567890,organizationIdentifier=VATVN-123,\
         serialNumber=PNOVN-001,GN=An,SN=Nguyễn,title=Chánh Văn phòng,OU=\\ Văn phòng,\
         O=Ủy ban nhân dân\\, tỉnh \\\"X\\\",C=VN"
    );
}

#[test]
fn all_parts_are_read() {
    let rich = certificate(fixture!("rich"));
    assert_eq!(rich.serial_hex(), "00c0ffee");
    assert_eq!(rich.not_before().to_rfc3339(), "2020-01-01T00:00:00+00:00");
    assert_eq!(rich.not_after().to_rfc3339(), "2045-01-01T00:00:00+00:00");
    assert_eq!(rich.issuer(), certificate(fixture!("names_root")).subject());
    assert!(!rich.is_self_issued());
    let extensions = rich.extensions();
    let usage = extensions.key_usage.unwrap();
    assert!(usage.digital_signature() && usage.content_commitment());
    assert!(!usage.key_cert_sign() && !usage.crl_sign());
    assert!(extensions.qualified.eseal && !extensions.qualified.esign);
    assert_eq!(extensions.policies.len(), 1);
    assert_eq!(extensions.ocsp_urls, ["http://ocsp.vn"]);
    assert_eq!(
        extensions.crl_distribution_points,
        [GeneralName::Uri("http://crl.vn/a.crl".into())]
    );
    assert!(certificate(fixture!("ocsp")).extensions().ocsp_no_check);
}

#[test]
fn names_are_equal_without_case_and_spaces() {
    let ica = certificate(fixture!("ica"));
    let leaf = certificate(fixture!("leaf_issuer_in_other_case"));
    assert_ne!(leaf.issuer().der(), ica.subject().der());
    assert_eq!(leaf.issuer(), ica.subject());
    assert_ne!(leaf.subject(), ica.subject());
}

#[test]
fn an_extension_occurs_once() {
    assert!(matches!(
        Certificate::from_der(fixture!("leaf_extension_twice")),
        Err(X509Fault::DuplicateExtension(_))
    ));
}

#[test]
fn algorithms_inside_and_outside_are_the_same() {
    let mut der = fixture!("leaf").to_vec();
    let inner = position(&der, b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02");
    der[inner + 9] = 3;
    assert_eq!(
        Certificate::from_der(&der),
        Err(X509Fault::AlgorithmMismatch)
    );
}

fn position(whole: &[u8], part: &[u8]) -> usize {
    let mut windows = whole.windows(part.len());
    windows.position(|window| window == part).unwrap()
}

#[test]
fn files_hold_pem_or_der() {
    let der = fixture!("leaf");
    assert_eq!(certificates_from(der).unwrap(), [certificate(der)]);
    let pem = include_bytes!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/x509/bundle.pem"
    ));
    let expected = [certificate(der), certificate(fixture!("ica"))];
    assert_eq!(certificates_from(pem).unwrap(), expected);
    let open = &pem[..pem.len() - 30];
    assert_eq!(certificates_from(open), Err(X509Fault::Pem));
    assert_eq!(certificates_from(b""), Ok(Vec::new()));
}

proptest! {
    #[test]
    fn any_octets_are_no_panic(octets in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Certificate::from_der(&octets);
        let _ = certificates_from(&octets);
    }

    #[test]
    fn changed_certificates_are_no_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        for original in [fixture!("rich"), fixture!("names_ca"), fixture!("alg_rsa_pss_sha256")] {
            let mut der = original.to_vec();
            for (index, octet) in &changes {
                let index = index.index(der.len());
                der[index] = *octet;
            }
            if let Ok(certificate) = Certificate::from_der(&der) {
                let _ = certificate.summary();
                if let (Ok(key), Ok(algorithm)) =
                    (certificate.public_key(), certificate.signature_algorithm())
                {
                    let _ = verify(key, &algorithm, certificate.tbs(), certificate.signature());
                }
            }
            der.truncate(cut.index(original.len()));
            prop_assert!(Certificate::from_der(&der).is_err());
        }
    }
}
