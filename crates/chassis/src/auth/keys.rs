use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyOperations, PublicKeyUse,
};
use jsonwebtoken::{Algorithm, DecodingKey, Header};

use super::KeyFault;

/// Characters of the base64url text of an RSA modulus of 2048 bits, the least that RFC 7518 (3.3) allows.
const MIN_MODULUS: usize = 2048 / 8 * 4 / 3;

/// One public key with the one algorithm that it may be used with.
pub(super) struct Key {
    id: Option<String>,
    pub algorithm: Algorithm,
    pub decoding: DecodingKey,
}

/// The public keys of the issuer.
pub(super) struct KeySet(Vec<Key>);

impl KeySet {
    /// Reads a JWK set (RFC 7517) and keeps the keys that may sign tokens: Ed25519, P-256, and RSA from 2048 bits.
    pub fn parse(json: &[u8]) -> Result<Self, KeyFault> {
        let set: JwkSet = serde_json::from_slice(json)?;
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

    /// The key for a token: its `kid`, or the only key of its algorithm.
    pub fn find(&self, header: &Header) -> Option<&Key> {
        let mut keys = self.0.iter().filter(|key| {
            let named = header.kid.is_none() || key.id == header.kid;
            named && key.algorithm == header.alg
        });
        let key = keys.next()?;
        (header.kid.is_some() || keys.next().is_none()).then_some(key)
    }
}

/// The algorithm follows from the type of the key alone, so that no token can choose another one for it.
fn usable(jwk: &Jwk) -> Option<Key> {
    let algorithm = match &jwk.algorithm {
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            Algorithm::EdDSA
        }
        AlgorithmParameters::EllipticCurve(point) if point.curve == EllipticCurve::P256 => {
            Algorithm::ES256
        }
        AlgorithmParameters::RSA(rsa) if rsa.n.len() >= MIN_MODULUS => Algorithm::RS256,
        _ => return None,
    };
    let common = &jwk.common;
    let declared = common
        .key_algorithm
        .is_none_or(|name| name == algorithm.into());
    let signs = !matches!(&common.public_key_use, Some(other) if *other != PublicKeyUse::Signature);
    let verifies = common
        .key_operations
        .as_ref()
        .is_none_or(|operations| operations.contains(&KeyOperations::Verify));
    if !(declared && signs && verifies) {
        return None;
    }
    Some(Key {
        id: common.key_id.clone(),
        algorithm,
        decoding: DecodingKey::from_jwk(jwk).ok()?,
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
        for refused in [
            ed(r#","use":"enc""#),
            ed(r#","alg":"RS256""#),
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
    fn a_token_without_key_id_needs_a_set_without_choice() {
        let key = |id: &str| format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{X}","kid":"{id}"}}"#);
        let header = |id: Option<&str>| Header {
            kid: id.map(str::to_owned),
            ..Header::new(Algorithm::EdDSA)
        };
        let one = set(&key("a")).unwrap();
        assert!(one.find(&header(None)).is_some());
        assert!(one.find(&header(Some("b"))).is_none());
        assert!(one.find(&Header::new(Algorithm::ES256)).is_none());
        let two = set(&format!("{},{}", key("a"), key("b"))).unwrap();
        assert!(two.find(&header(Some("b"))).is_some());
        assert!(two.find(&header(None)).is_none());
    }
}
