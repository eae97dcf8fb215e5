use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chiso_clock::Clock;
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::keys::Key;
use super::numeric_date::NumericDate;
use super::{AuthFault, Caller, Grant, KeyFault};
use crate::config::AuthConfig;
use crate::extract::Json;

/// Seconds by which the clocks of issuer and service may differ.
const LEEWAY: i64 = 30;

/// More grants than this are no set of permissions but an attempt to make checks slow.
const MAX_GRANTS: usize = 256;
/// Bytes of a subject.
const MAX_SUBJECT: usize = 255;

/// A token in its parts, of which only the header has been read.
pub(super) struct Token<'a> {
    pub algorithm: Algorithm,
    pub key_id: Option<String>,
    /// Header and payload, as they were signed.
    message: &'a str,
    payload: &'a str,
    signature: &'a str,
}

/// What a token says once its signature is known to be good.
#[derive(Clone)]
pub(super) struct Verified {
    pub caller: Caller,
    not_before: i64,
    expires: i64,
}

impl Verified {
    /// The token is valid from `nbf` to before `exp`, give or take the leeway.
    pub fn check_time(&self, clock: &Clock) -> Result<(), AuthFault> {
        let now = clock.now().timestamp();
        if now < self.not_before - LEEWAY {
            Err(AuthFault::NotYetValid)
        } else if now >= self.expires + LEEWAY {
            Err(AuthFault::Expired)
        } else {
            Ok(())
        }
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    crit: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    sub: String,
    exp: NumericDate,
    nbf: NumericDate,
    #[serde(default, rename = "iat")]
    _issued_at: Option<NumericDate>,
    #[serde(default)]
    grants: Vec<ClaimedGrant>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn includes(&self, name: &str) -> bool {
        match self {
            Self::One(audience) => audience == name,
            Self::Several(audiences) => audiences.iter().any(|audience| audience == name),
        }
    }
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

impl<'a> Token<'a> {
    /// Takes a token apart, if it is of a form that is accepted at all.
    pub fn parse(token: &'a str) -> Result<Self, AuthFault> {
        let parts = || {
            let (message, signature) = token.rsplit_once('.')?;
            let (header, payload) = message.split_once('.')?;
            Some((message, header, payload, signature))
        };
        let (message, header, payload, signature) = parts().ok_or(MALFORMED)?;
        let header: Header = decoded(header)?;
        if header.crit.is_some() {
            return Err(AuthFault::Refused("critical extension"));
        }
        Ok(Self {
            algorithm: algorithm(&header.alg).ok_or(AuthFault::Refused("algorithm"))?,
            key_id: header.kid,
            message,
            payload,
            signature,
        })
    }

    pub fn is_signed_with(&self, key: &Key) -> bool {
        let message = self.message.as_bytes();
        crypto::verify(self.signature, message, &key.decoding, key.algorithm).is_ok_and(|good| good)
    }

    /// Reads the claims of a token whose signature is good and checks all but the time, which [`Verified::check_time`] compares with the
    /// clock that was passed in.
    pub fn claims(&self, config: &AuthConfig) -> Result<Verified, AuthFault> {
        let claims: Claims = decoded(self.payload)?;
        if claims.iss != config.issuer {
            return Err(AuthFault::Refused("issuer"));
        }
        if !claims.aud.includes(&config.audience) {
            return Err(AuthFault::Refused("audience"));
        }
        if !is_subject(&claims.sub) || claims.grants.len() > MAX_GRANTS {
            return Err(AuthFault::Refused("claims out of bounds"));
        }
        let grants: Vec<Grant> = claims
            .grants
            .iter()
            .filter_map(ClaimedGrant::grant)
            .collect();
        Ok(Verified {
            caller: Caller::new(claims.sub, grants),
            not_before: claims.nbf.0,
            expires: claims.exp.0,
        })
    }
}

/// Whether a subject can be bound to a query and is short enough to be kept: a database holds no control characters.
fn is_subject(text: &str) -> bool {
    (1..=MAX_SUBJECT).contains(&text.len()) && !text.chars().any(char::is_control)
}

const MALFORMED: AuthFault = AuthFault::Refused("malformed");

fn decoded<T: DeserializeOwned>(part: &str) -> Result<T, AuthFault> {
    let json = URL_SAFE_NO_PAD.decode(part).map_err(|_| MALFORMED)?;
    let Json(value) = Json::from_slice(&json).map_err(|_| MALFORMED)?;
    Ok(value)
}

/// The algorithms that are accepted, by their names; Ed25519 has two (RFC 8037 and RFC 9864).
pub(super) fn algorithm(name: &str) -> Option<Algorithm> {
    match name {
        "EdDSA" | "Ed25519" => Some(Algorithm::EdDSA),
        "ES256" => Some(Algorithm::ES256),
        "RS256" => Some(Algorithm::RS256),
        _ => None,
    }
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
