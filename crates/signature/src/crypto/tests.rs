use super::*;
use crate::x509::{Certificate, fixture};

const VECTORS: [(&[u8], &str); 15] = [
    (fixture!("alg_rsa_pkcs1_sha1"), "sha1 rsa-pkcs1-1024"),
    (fixture!("alg_rsa_pkcs1_sha224"), "sha224 rsa-pkcs1-2048"),
    (fixture!("alg_rsa_pkcs1_sha256"), "sha256 rsa-pkcs1-2048"),
    (fixture!("alg_rsa_pkcs1_sha384"), "sha384 rsa-pkcs1-2048"),
    (fixture!("alg_rsa_pkcs1_sha512"), "sha512 rsa-pkcs1-2048"),
    (fixture!("alg_rsa_pss_sha256"), "sha256 rsa-pss-2048"),
    (fixture!("alg_rsa_pss_sha384"), "sha384 rsa-pss-2048"),
    (fixture!("alg_rsa_pss_sha512"), "sha512 rsa-pss-2048"),
    (fixture!("alg_rsa_pss_1025"), "sha256 rsa-pss-1025"),
    (fixture!("alg_ecdsa_p256_sha256"), "sha256 ecdsa-p256"),
    (fixture!("alg_ecdsa_p256_sha512"), "sha512 ecdsa-p256"),
    (fixture!("alg_ecdsa_p384_sha384"), "sha384 ecdsa-p384"),
    (fixture!("alg_ecdsa_p521_sha512"), "sha512 ecdsa-p521"),
    (fixture!("alg_ecdsa_p521_sha256"), "sha256 ecdsa-p521"),
    (fixture!("alg_ed25519"), "ed25519"),
];

fn check(certificate: &Certificate, message: &[u8], signature: &[u8]) -> Result<(), CryptoFault> {
    let algorithm = certificate.signature_algorithm()?;
    verify(certificate.public_key()?, &algorithm, message, signature)
}

#[test]
fn each_algorithm_verifies_and_no_flipped_bit_does() {
    for (der, name) in VECTORS {
        let certificate = Certificate::from_der(der).unwrap();
        let key = certificate.public_key().unwrap();
        let algorithm = certificate.signature_algorithm().unwrap();
        assert_eq!(algorithm_name(key, &algorithm), name);
        let (message, signature) = (certificate.tbs(), certificate.signature());
        assert_eq!(check(&certificate, message, signature), Ok(()), "{name}");
        for position in (0..signature.len())
            .step_by(29)
            .chain([signature.len() - 1])
        {
            let mut wrong = signature.to_vec();
            wrong[position] ^= 1;
            assert_eq!(
                check(&certificate, message, &wrong),
                Err(CryptoFault::Wrong),
                "{name}, octet {position}"
            );
        }
        let mut wrong = message.to_vec();
        wrong[40] ^= 1;
        assert_eq!(
            check(&certificate, &wrong, signature),
            Err(CryptoFault::Wrong)
        );
        for wrong in [
            &signature[1..],
            &[&[0], signature].concat(),
            &[signature, &[0]].concat(),
            &[],
        ] {
            assert_eq!(check(&certificate, message, wrong), Err(CryptoFault::Wrong));
        }
    }
}

#[test]
fn an_encoded_message_is_compared_as_a_whole() {
    let answer = |der| {
        let certificate = Certificate::from_der(der).unwrap();
        check(&certificate, certificate.tbs(), certificate.signature())
    };
    assert_eq!(answer(fixture!("lax_none")), Ok(()));
    for der in [
        fixture!("lax_garbage_behind"),
        fixture!("lax_short_padding"),
        fixture!("lax_garbage_in_parameters"),
        fixture!("lax_no_null"),
        fixture!("lax_long_length"),
        fixture!("lax_other_hash"),
        fixture!("lax_no_info"),
        fixture!("lax_block_type_2"),
        fixture!("lax_not_zero"),
        fixture!("lax_padding_hole"),
    ] {
        assert_eq!(answer(der), Err(CryptoFault::Wrong));
    }
}

#[test]
fn a_representative_is_below_the_modulus() {
    let certificate = Certificate::from_der(fixture!("lax_none")).unwrap();
    let spki = certificate.spki();
    // The modulus stands before the exponent 3 and its header.
    let modulus = &spki[spki.len() - 3 - 256..spki.len() - 3];
    let mut sum = certificate.signature().to_vec();
    let mut carry = 0_u16;
    for (to, add) in sum.iter_mut().zip(modulus).rev() {
        carry += u16::from(*to) + u16::from(*add);
        *to = carry.to_le_bytes()[0];
        carry >>= 8;
    }
    if carry == 0 {
        assert_eq!(
            check(&certificate, certificate.tbs(), &sum),
            Err(CryptoFault::Wrong)
        );
    }
    assert_eq!(
        check(&certificate, certificate.tbs(), modulus),
        Err(CryptoFault::Wrong)
    );
}

#[test]
fn points_on_a_curve_sign_in_one_encoding() {
    let certificate = Certificate::from_der(fixture!("alg_ecdsa_p256_sha256")).unwrap();
    for wrong in [
        &b"\x30\x06\x02\x01\x00\x02\x01\x00"[..],
        b"\x30\x06\x02\x01\x01\x02\x01\x00",
        b"\x30\x06\x02\x01\x00\x02\x01\x01",
        b"\x30\x06\x02\x01\xff\x02\x01\xff",
        b"\x30\x00",
        b"",
    ] {
        assert_eq!(
            check(&certificate, certificate.tbs(), wrong),
            Err(CryptoFault::Wrong)
        );
    }
    let mut longer = certificate.signature().to_vec();
    longer[1] += 2;
    longer.extend([5, 0]);
    assert_eq!(
        check(&certificate, certificate.tbs(), &longer),
        Err(CryptoFault::Wrong)
    );
}

#[test]
fn a_digest_verifies_as_its_message_does() {
    for (der, name) in VECTORS {
        let certificate = Certificate::from_der(der).unwrap();
        let key = certificate.public_key().unwrap();
        let algorithm = certificate.signature_algorithm().unwrap();
        let hash = algorithm.hash.unwrap_or(HashAlgorithm::Sha512);
        let digest = hash.digest(certificate.tbs());
        let expected = match algorithm.scheme {
            Scheme::Ed25519 => Err(CryptoFault::NeedsMessage),
            _ => Ok(()),
        };
        let answer = verify_digest(key, &algorithm, &digest, certificate.signature());
        assert_eq!(answer, expected, "{name}");
    }
}

#[test]
fn an_algorithm_must_fit_the_key() {
    let certificates = VECTORS.map(|(der, _)| Certificate::from_der(der).unwrap());
    for one in &certificates {
        for other in &certificates {
            let algorithm = other.signature_algorithm().unwrap();
            let key = one.public_key().unwrap();
            let answer = verify(key, &algorithm, one.tbs(), one.signature());
            assert_eq!(
                answer.is_ok(),
                algorithm == one.signature_algorithm().unwrap()
            );
        }
    }
}

#[test]
fn what_is_not_supported_has_a_name() {
    let algorithm = |der| Certificate::from_der(der).unwrap().signature_algorithm();
    assert_eq!(
        algorithm(fixture!("alg_rsa_pkcs1_md5")),
        Err(CryptoFault::Broken("md5 rsa-pkcs1"))
    );
    assert!(matches!(
        algorithm(fixture!("alg_rsa_pss_other_mask")),
        Err(CryptoFault::Parameters(_))
    ));
    let key = |der| Certificate::from_der(der).unwrap().public_key().cloned();
    assert!(matches!(
        key(fixture!("alg_ecdsa_k256")),
        Err(CryptoFault::UnknownKey(_))
    ));
    assert!(matches!(
        key(fixture!("alg_ecdsa_explicit")),
        Err(CryptoFault::Parameters(_))
    ));
}

#[test]
fn a_key_bound_to_pss_makes_nothing_else() {
    let certificate = Certificate::from_der(fixture!("alg_rsa_pss_bound")).unwrap();
    let key = certificate.public_key().unwrap();
    let algorithm = certificate.signature_algorithm().unwrap();
    let (message, signature) = (certificate.tbs(), certificate.signature());
    assert_eq!(verify(key, &algorithm, message, signature), Ok(()));
    let pkcs1 = SignatureAlgorithm {
        scheme: Scheme::RsaPkcs1,
        ..algorithm
    };
    assert!(matches!(
        verify(key, &pkcs1, message, signature),
        Err(CryptoFault::KeyMismatch { .. })
    ));
    let short_salt = SignatureAlgorithm {
        scheme: Scheme::RsaPss { salt_length: 20 },
        ..algorithm
    };
    assert!(matches!(
        verify(key, &short_salt, message, signature),
        Err(CryptoFault::Parameters(_))
    ));
}

#[test]
fn a_cms_signer_may_leave_the_digest_to_its_own_field() {
    let read =
        |hex: &[u8], digest| SignatureAlgorithm::for_cms(crate::asn1::parse(hex).unwrap(), digest);
    let rsa = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
    let expected = SignatureAlgorithm {
        scheme: Scheme::RsaPkcs1,
        hash: Some(HashAlgorithm::Sha384),
    };
    assert_eq!(read(rsa, HashAlgorithm::Sha384), Ok(expected));
    let with_sha256 = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00";
    assert!(read(with_sha256, HashAlgorithm::Sha256).is_ok());
    assert!(matches!(
        read(with_sha256, HashAlgorithm::Sha384),
        Err(CryptoFault::DigestContradiction { .. })
    ));
    let unknown_parameters = b"\x30\x0c\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02\x30\x00";
    assert!(read(unknown_parameters, HashAlgorithm::Sha256).is_err());
}

#[test]
fn a_budget_is_spent_once_for_each_question() {
    let certificate = Certificate::from_der(fixture!("alg_ecdsa_p256_sha256")).unwrap();
    let key = certificate.public_key().unwrap();
    let algorithm = certificate.signature_algorithm().unwrap();
    let mut checks = SignatureChecks::new(2);
    for _ in 0..3 {
        let answer = checks.verify(key, &algorithm, certificate.tbs(), certificate.signature());
        assert_eq!(answer, Ok(()));
    }
    let mut ask = |message: &[u8]| checks.verify(key, &algorithm, message, certificate.signature());
    assert_eq!(ask(b"other"), Err(CryptoFault::Wrong));
    assert_eq!(ask(b"third"), Err(CryptoFault::Budget));
    assert_eq!(ask(b"other"), Err(CryptoFault::Wrong));
}

#[test]
fn invalid_keys_are_refused() {
    let spki = |der| Certificate::from_der(der).unwrap().spki().to_vec();
    let rsa = spki(fixture!("alg_rsa_pkcs1_sha256"));
    let with = |position: usize, octet: u8| {
        let mut wrong = rsa.clone();
        let index = rsa.len() - position;
        wrong[index] = octet;
        PublicKey::from_spki(&wrong)
    };
    assert!(with(1, 1).is_ok());
    // The exponent is 65537 in three octets, the last octet of the modulus comes before its header.
    assert_eq!(
        with(1, 0),
        Err(CryptoFault::Key(
            "its exponent is even, too small or too large"
        ))
    );
    assert_eq!(with(6, 0), Err(CryptoFault::Key("its modulus is even")));
    let mut point = spki(fixture!("alg_ecdsa_p256_sha256"));
    *point.last_mut().unwrap() ^= 1;
    assert_eq!(
        PublicKey::from_spki(&point),
        Err(CryptoFault::Key("it is no point of its curve"))
    );
    let weak = [
        &b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00\x01"[..],
        &[0; 31],
    ]
    .concat();
    assert_eq!(
        PublicKey::from_spki(&weak),
        Err(CryptoFault::Key("it is no point of its curve"))
    );
}
