use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

use super::KeyFault;
use super::token::{Token, algorithm};

/// Characters of the base64url text of an RSA modulus of 2048 bits, the least that RFC 7518 (3.3) allows.
const MIN_MODULUS: usize = 2048 / 8 * 4 / 3;

/// Keys that are tried for one token at most.
const MAX_TRIED: usize = 8;

/// One public key with the one algorithm that it may be used with.
pub(super) struct Key {
    id: Option<String>,
    pub algorithm: Algorithm,
    pub decoding: DecodingKey,
}

/// The public keys of the issuer.
pub(super) struct KeySet(Vec<Key>);

#[derive(Deserialize)]
struct Published {
    keys: Vec<Value>,
}

impl KeySet {
    /// Reads a JWK set (RFC 7517) and keeps the keys that may sign tokens: Ed25519, P-256, and RSA from 2048 bits. A key that cannot be
    /// read costs none of the others.
    pub fn parse(json: &[u8]) -> Result<Self, KeyFault> {
        let set: Published = serde_json::from_slice(json)?;
        let keys: Vec<Key> = set.keys.iter().filter_map(usable).collect();
        if keys.len() < set.keys.len() {
            tracing::warn!(
                keys.ignored = set.keys.len() - keys.len(),
                "keys of a kind that is not accepted"
            );
        }
        if keys.is_empty() {
            return Err(KeyFault::NoKeys);
        }
        Ok(Self(keys))
    }

    /// The key that signed a token, among those of its `kid` and algorithm; among all of its algorithm, if it has no `kid`.
    pub fn signer(&self, token: &Token<'_>) -> Option<&Key> {
        self.candidates(token.algorithm, token.key_id.as_deref())
            .find(|key| token.is_signed_with(key))
    }

    fn candidates(&self, algorithm: Algorithm, id: Option<&str>) -> impl Iterator<Item = &Key> {
        self.0
            .iter()
            .filter(move |key| {
                key.algorithm == algorithm && (id.is_none() || key.id.as_deref() == id)
            })
            .take(MAX_TRIED)
    }
}

/// The algorithm follows from the type of the key alone, so that no token can choose another one for it.
fn usable(published: &Value) -> Option<Key> {
    let mut published = published.clone();
    // The library does not know every name of an algorithm; whether it fits the key is checked here.
    let declared = published.as_object_mut()?.remove("alg");
    let jwk: Jwk = serde_json::from_value(published).ok()?;
    let of_type = match &jwk.algorithm {
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            Algorithm::EdDSA
        }
        AlgorithmParameters::EllipticCurve(point) if point.curve == EllipticCurve::P256 => {
            Algorithm::ES256
        }
        AlgorithmParameters::RSA(rsa) if rsa.n.len() >= MIN_MODULUS => Algorithm::RS256,
        _ => return None,
    };
    let fits = declared
        .filter(|name| !name.is_null())
        .is_none_or(|name| name.as_str().and_then(algorithm) == Some(of_type));
    let common = &jwk.common;
    let signs = !matches!(&common.public_key_use, Some(other) if *other != PublicKeyUse::Signature);
    let verifies = common
        .key_operations
        .as_ref()
        .is_none_or(|operations| operations.contains(&KeyOperations::Verify));
    if !(fits && signs && verifies) {
        return None;
    }
    Some(Key {
        id: common.key_id.clone(),
        algorithm: of_type,
        decoding: DecodingKey::from_jwk(&jwk).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    fn set(keys: &str) -> Result<KeySet, KeyFault> {
        KeySet::parse(format!(r#"{{"keys":[{keys}]}}"#).as_bytes())
    }

    #[test]
    fn only_public_keys_for_signatures_are_kept() {
        let ed = |more: &str| format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{X}"{more}}}"#);
        assert!(set(&ed("")).is_ok());
        assert!(set(&ed(r#","use":"sig","alg":"EdDSA","key_ops":["verify"]"#)).is_ok());
        assert!(set(&ed(r#","alg":"Ed25519","kid":null"#)).is_ok());
        for refused in [
            ed(r#","use":"enc""#),
            ed(r#","alg":"RS256""#),
            ed(r#","alg":7"#),
            ed(r#","kid":7"#),
            ed(r#","key_ops":["encrypt"]"#),
            r#"{"kty":"oct","k":"c2VjcmV0"}"#.to_owned(),
            r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#.to_owned(),
            r#"{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}"#.to_owned(),
            r#"{"kty":"new"}"#.to_owned(),
            String::new(),
        ] {
            assert!(matches!(set(&refused), Err(KeyFault::NoKeys)), "{refused}");
        }
        assert!(matches!(set("{"), Err(KeyFault::Malformed(_))));
    }

    #[test]
    fn a_key_that_cannot_be_read_costs_none_of_the_others() {
        let good = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{X}","kid":"a"}}"#);
        for odd in [
            r#"{"kty":"OKP","crv":"Ed25519","x":7}"#,
            r#"{"kid":7}"#,
            "7",
            "null",
        ] {
            assert_eq!(set(&format!("{odd},{good}")).unwrap().0.len(), 1, "{odd}");
        }
    }

    #[test]
    fn keys_are_tried_by_id_and_algorithm_and_not_without_end() {
        let key = |id: &str| format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{X}","kid":"{id}"}}"#);
        let set = set(&[key("a"), key("b"), key("b")].join(",")).unwrap();
        let tried = |algorithm, id| set.candidates(algorithm, id).count();
        assert_eq!(tried(Algorithm::EdDSA, None), 3);
        assert_eq!(tried(Algorithm::EdDSA, Some("a")), 1);
        assert_eq!(tried(Algorithm::EdDSA, Some("b")), 2);
        assert_eq!(tried(Algorithm::EdDSA, Some("c")), 0);
        assert_eq!(tried(Algorithm::ES256, None), 0);
        let many = super::KeySet::parse(
            format!(r#"{{"keys":[{}]}}"#, vec![key("a"); 99].join(",")).as_bytes(),
        );
        assert_eq!(
            many.unwrap().candidates(Algorithm::EdDSA, None).count(),
            MAX_TRIED
        );
    }
}
