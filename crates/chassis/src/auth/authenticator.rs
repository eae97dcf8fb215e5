use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chiso_clock::Clock;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use moka::sync::Cache;
use sha2::{Digest as _, Sha256};

use super::key_source::KeySource;
use super::token::{Token, Verified, self_check};
use super::{AuthFault, Caller, KeyFault, KeysStatus};
use crate::config::AuthConfig;

/// Longest token that is looked at, in bytes.
const MAX_TOKEN: usize = 8 * 1024;

/// Tokens whose signature is remembered as good.
const CACHED_TOKENS: u64 = 10_000;

/// How long a signature is remembered; also how long a key that the issuer withdrew from a URL may live on beyond the next refresh.
const CACHE_TIME: Duration = Duration::from_mins(5);

/// Tells who calls. Cheap to clone.
///
/// Accepted are `EdDSA` or `Ed25519`, `ES256` and `RS256` tokens of the configured issuer for the configured audience, with `exp`, `nbf`, `iss`, `aud` and
/// `sub`; the clocks may differ by 30 seconds. Keys are read again when they change (file: within 5 seconds, URL: within 5 minutes) and at
/// once, within limits, when no known key has signed a token; a source that fails leaves the last keys in force.
#[derive(Clone)]
pub struct Authenticator(Arc<Inner>);

struct Inner {
    config: AuthConfig,
    clock: Clock,
    keys: KeySource,
    /// By SHA-256 of the token, so that no token stays in memory.
    verified: Cache<[u8; 32], Arc<Verified>>,
}

impl Authenticator {
    /// Checks the library for signatures and reads the keys.
    ///
    /// # Errors
    /// [`KeyFault`], if there are no keys: a service does not start without.
    pub async fn start(config: &AuthConfig, clock: Clock) -> Result<Self, KeyFault> {
        self_check()?;
        let verified = Cache::builder()
            .max_capacity(CACHED_TOKENS)
            .time_to_live(CACHE_TIME)
            .build();
        Ok(Self(Arc::new(Inner {
            config: config.clone(),
            clock,
            keys: KeySource::open(&config.jwks).await?,
            verified,
        })))
    }

    /// The caller that the bearer token (RFC 6750, 2.1) of a request names.
    ///
    /// # Errors
    /// [`AuthFault`], if there is no token or it is not accepted.
    pub async fn authenticate(&self, headers: &HeaderMap) -> Result<Caller, AuthFault> {
        let token = bearer(headers)?;
        if self.0.keys.is_stale() {
            self.refresh_in_background();
        }
        let digest: [u8; 32] = Sha256::digest(token).into();
        let known = self.0.verified.get(&digest);
        let verified = match &known {
            Some(verified) => Arc::clone(verified),
            None => Arc::new(self.verify(token).await?),
        };
        verified.check_time(&self.0.clock)?;
        let caller = verified.caller.clone();
        // Inserting a known one again would prolong its stay.
        if known.is_none() {
            self.0.verified.insert(digest, verified);
        }
        Ok(caller)
    }

    /// Reads the keys of the issuer again, if it is time.
    pub async fn refresh_keys(&self) {
        let keys = &self.0.keys;
        if keys.refresh(keys.max_age()).await {
            self.0.verified.invalidate_all();
        }
    }

    /// Whether the keys of the issuer can be read, and how old they are.
    pub fn keys(&self) -> KeysStatus {
        self.0.keys.status()
    }

    async fn verify(&self, token: &str) -> Result<Verified, AuthFault> {
        let token = Token::parse(token)?;
        let keys = &self.0.keys;
        let mut signed = keys.current().signer(&token).is_some();
        if !signed && keys.refresh(keys.min_age()).await {
            self.0.verified.invalidate_all();
            signed = keys.current().signer(&token).is_some();
        }
        if !signed {
            return Err(AuthFault::Refused("no key of the issuer signed it"));
        }
        token.claims(&self.0.config)
    }

    /// Requests go on with the keys that are known.
    fn refresh_in_background(&self) {
        let this = self.clone();
        tokio::spawn(async move { this.refresh_keys().await });
    }
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Authenticator")
            .field(&self.0.config)
            .finish()
    }
}

fn bearer(headers: &HeaderMap) -> Result<&str, AuthFault> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(AuthFault::Missing)?;
    if values.next().is_some() {
        return Err(AuthFault::Refused("two authorization headers"));
    }
    let (scheme, token) = value
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .ok_or(AuthFault::Missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(AuthFault::Missing);
    }
    let token = token.trim();
    if token.len() > MAX_TOKEN {
        return Err(AuthFault::Refused("too long"));
    }
    Ok(token)
}
