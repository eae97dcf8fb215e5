use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chiso_backing::{Claims, DevIssuer};
use chiso_clock::Clock;
use chrono::TimeDelta;
use serde::Serialize;
use tempfile::TempDir;

/// Tokens that a service must accept, and each kind that it must refuse.
///
/// Grants are pairs of a role and the id of an org unit.
#[derive(Debug)]
pub struct Tokens {
    issuer: DevIssuer,
    stranger: DevIssuer,
    clock: Clock,
    _directory: TempDir,
}

impl Tokens {
    /// An issuer with a new key, whose tokens count from the time of `clock`.
    ///
    /// # Panics
    /// When the temporary directory cannot be written to.
    pub fn new(clock: Clock) -> Self {
        let directory = tempfile::tempdir().expect("the temporary directory can be written to");
        let issuer = |name| {
            DevIssuer::open(&directory.path().join(name))
                .expect("the temporary directory can be written to")
        };
        Self {
            issuer: issuer("issuer"),
            stranger: issuer("stranger"),
            clock,
            _directory: directory,
        }
    }

    /// The file with the key set that verifies good tokens. It goes when this value is dropped.
    pub fn jwks_file(&self) -> &Path {
        self.issuer.jwks_file()
    }

    /// A good token, valid for an hour.
    pub fn mint(&self, subject: &str, grants: &[(&str, &str)]) -> String {
        self.sign(&self.claims(subject, grants))
    }

    /// The claims of a good token, to be changed and signed.
    pub fn claims(&self, subject: &str, grants: &[(&str, &str)]) -> Claims {
        DevIssuer::claims(subject, grants, self.clock.now(), TimeDelta::hours(1))
    }

    /// Claims of any shape, rightly signed: for tokens that lack a claim, or whose claim is malformed.
    pub fn sign(&self, claims: &impl Serialize) -> String {
        self.issuer.sign(claims, self.issuer.key_id())
    }

    /// A token that ended an hour ago.
    pub fn expired(&self, subject: &str, grants: &[(&str, &str)]) -> String {
        let begin = self.clock.now() - TimeDelta::hours(2);
        self.issuer
            .mint(subject, grants, begin, TimeDelta::hours(1))
    }

    /// A token that begins in an hour.
    pub fn not_yet_valid(&self, subject: &str, grants: &[(&str, &str)]) -> String {
        let begin = self.clock.now() + TimeDelta::hours(1);
        self.issuer
            .mint(subject, grants, begin, TimeDelta::hours(1))
    }

    /// A token signed with another key that claims the right key's id.
    pub fn other_key(&self, subject: &str, grants: &[(&str, &str)]) -> String {
        self.stranger
            .sign(&self.claims(subject, grants), self.issuer.key_id())
    }

    /// A token signed with another key under that key's own id.
    pub fn unknown_key(&self, subject: &str, grants: &[(&str, &str)]) -> String {
        self.stranger
            .sign(&self.claims(subject, grants), self.stranger.key_id())
    }

    /// A token for another audience.
    pub fn wrong_audience(&self, subject: &str, grants: &[(&str, &str)]) -> String {
        let mut claims = self.claims(subject, grants);
        "somewhere-else".clone_into(&mut claims.aud);
        self.sign(&claims)
    }

    /// A token of another issuer.
    pub fn wrong_issuer(&self, subject: &str, grants: &[(&str, &str)]) -> String {
        let mut claims = self.claims(subject, grants);
        "somebody-else".clone_into(&mut claims.iss);
        self.sign(&claims)
    }

    /// A token with `alg: none` and no signature (RFC 7519, section 6).
    pub fn unsigned(&self, subject: &str, grants: &[(&str, &str)]) -> String {
        let header = serde_json::json!({
            "alg": "none",
            "typ": "JWT",
            "kid": self.issuer.key_id(),
        });
        let claims = serde_json::json!(self.claims(subject, grants));
        let part = |json: serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
        format!("{}.{}.", part(header), part(claims))
    }
}
