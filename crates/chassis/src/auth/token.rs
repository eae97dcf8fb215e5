use chiso_clock::Clock;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, crypto, decode, decode_header};
use serde::Deserialize;

use super::keys::Key;
use super::{AuthFault, Caller, Grant, KeyFault};
use crate::config::AuthConfig;

/// Seconds by which the clocks of issuer and service may differ.
const LEEWAY: i64 = 30;

/// More grants than this are no set of permissions but an attempt to make checks slow.
const MAX_GRANTS: usize = 256;

/// What a token says once its signature is known to be good.
#[derive(Clone)]
pub(super) struct Verified {
    pub caller: Caller,
    not_before: i64,
    expires: i64,
}

impl Verified {
    /// Whether the token is valid now: from `nbf` to before `exp`, give or take the leeway.
    pub fn is_valid(&self, clock: &Clock) -> bool {
        let now = clock.now().timestamp();
        now >= self.not_before.saturating_sub(LEEWAY) && now < self.expires.saturating_add(LEEWAY)
    }
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    exp: i64,
    nbf: i64,
    #[serde(default)]
    grants: Vec<ClaimedGrant>,
}

#[derive(Deserialize)]
struct ClaimedGrant {
    role: String,
    unit: String,
}

impl ClaimedGrant {
    /// A role or unit that this version does not know grants nothing.
    fn grant(&self) -> Option<Grant> {
        Some(Grant {
            role: self.role.parse().ok()?,
            unit: self.unit.parse().ok()?,
        })
    }
}

/// The header of a token, if the token is of a form that is accepted at all. `alg: none` has no algorithm to parse into.
pub(super) fn header(token: &str) -> Result<Header, AuthFault> {
    let header = decode_header(token).map_err(|_| AuthFault::Refused("malformed header"))?;
    if header.crit.is_some() {
        return Err(AuthFault::Refused("critical extension"));
    }
    Ok(header)
}

/// Verifies signature and claims except for the time, which [`Verified::is_valid`] compares with the clock that was passed in.
pub(super) fn verify(token: &str, key: &Key, config: &AuthConfig) -> Result<Verified, AuthFault> {
    let mut validation = Validation::new(key.algorithm);
    validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
    validation.set_audience(&[&config.audience]);
    validation.set_issuer(&[&config.issuer]);
    validation.validate_exp = false;
    let claims: Claims = decode(token, &key.decoding, &validation)
        .map_err(|error| refusal(error.kind()))?
        .claims;
    if claims.sub.is_empty() || claims.grants.len() > MAX_GRANTS {
        return Err(AuthFault::Refused("claims out of bounds"));
    }
    let grants: Vec<Grant> = claims
        .grants
        .iter()
        .filter_map(ClaimedGrant::grant)
        .collect();
    Ok(Verified {
        caller: Caller::new(claims.sub, grants),
        not_before: claims.nbf,
        expires: claims.exp,
    })
}

fn refusal(kind: &ErrorKind) -> AuthFault {
    AuthFault::Refused(match kind {
        ErrorKind::InvalidSignature => "signature",
        ErrorKind::InvalidAudience => "audience",
        ErrorKind::InvalidIssuer => "issuer",
        ErrorKind::InvalidAlgorithm => "algorithm",
        ErrorKind::MissingRequiredClaim(_) => "missing claim",
        _ => "malformed",
    })
}

/// Verifies the signature of RFC 8037, appendix A.4, and refuses a changed one: the library panics at the first token if it was
/// built without cryptography, and that is better found out at the start.
pub(super) fn self_check() -> Result<(), KeyFault> {
    const KEY: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    const MESSAGE: &[u8] = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    const SIGNATURE: &str =
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    let key = DecodingKey::from_ed_components(KEY).map_err(|_| KeyFault::SelfCheck)?;
    let verify = |message| crypto::verify(SIGNATURE, message, &key, Algorithm::EdDSA);
    match (verify(MESSAGE), verify(&MESSAGE[1..])) {
        (Ok(true), Ok(false)) => Ok(()),
        _ => Err(KeyFault::SelfCheck),
    }
}
