use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Serialize;

use crate::fault::BackingError;
use crate::secrets::Secrets;

/// DER of a PKCS #8 Ed25519 private key up to its 32 bytes (RFC 8410, section 7).
const PKCS8_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// Issues tokens for development and tests with an Ed25519 key of its own. Never trusted in production.
pub struct DevIssuer {
    key: EncodingKey,
    key_id: String,
    jwks_file: PathBuf,
}

/// A role in the subtree of an org unit.
#[derive(Clone, Debug, Serialize)]
pub struct Grant {
    /// `clerk`, `importer`, `reader`, `operator` or `peer`.
    pub role: String,
    /// The id of the unit.
    pub unit: String,
}

/// The claims of a token (RFC 7519); instants are seconds since 1970.
#[derive(Clone, Debug, Serialize)]
pub struct Claims {
    /// Issuer.
    pub iss: String,
    /// Audience.
    pub aud: String,
    /// Subject: who calls.
    pub sub: String,
    /// Issued at.
    pub iat: i64,
    /// Not valid before.
    pub nbf: i64,
    /// Not valid from then on.
    pub exp: i64,
    /// What the subject may do, and where.
    pub grants: Vec<Grant>,
}

impl DevIssuer {
    /// The issuer that the tokens name.
    pub const ISSUER: &str = "chiso-dev";
    /// The audience that the tokens name.
    pub const AUDIENCE: &str = "chiso";

    /// Opens the issuer whose key is kept in `directory`, made on first use, with the key set for verifiers beside it.
    ///
    /// # Errors
    /// When the files cannot be read, made or understood.
    pub fn open(directory: &Path) -> Result<Self, BackingError> {
        let secrets = Secrets::open(directory.to_owned())?;
        let file = "token-key";
        let der = secrets.keep(file, || {
            STANDARD.encode([PKCS8_PREFIX.as_slice(), &rand::random::<[u8; 32]>()].concat())
        })?;
        let damaged = |source| BackingError::Damaged {
            path: directory.join(file),
            source,
        };
        let der = STANDARD
            .decode(der)
            .map_err(|fault| damaged(fault.into()))?;
        let key = EncodingKey::from_ed_der(&der);
        let mut public = Jwk::from_encoding_key(&key, Algorithm::EdDSA)
            .map_err(|fault| damaged(fault.into()))?;
        let key_id = public
            .thumbprint(jsonwebtoken::jwk::ThumbprintHash::SHA256)
            .map_err(|fault| damaged(fault.into()))?;
        public.common.key_id = Some(key_id.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        let jwks_file = directory.join("jwks.json");
        let jwks = serde_json::to_vec_pretty(&JwkSet { keys: vec![public] })
            .map_err(|fault| damaged(fault.into()))?;
        fs::write(&jwks_file, jwks).map_err(BackingError::io(&jwks_file, "written"))?;
        Ok(Self {
            key,
            key_id,
            jwks_file,
        })
    }

    /// The file with the public key as a JSON Web Key Set (RFC 7517).
    pub fn jwks_file(&self) -> &Path {
        &self.jwks_file
    }

    /// The id of the key in the key set.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Claims of this issuer that are valid from `now` on.
    pub fn claims(
        subject: &str,
        grants: &[(&str, &str)],
        now: DateTime<Utc>,
        lifetime: TimeDelta,
    ) -> Claims {
        Claims {
            iss: Self::ISSUER.to_owned(),
            aud: Self::AUDIENCE.to_owned(),
            sub: subject.to_owned(),
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: (now + lifetime).timestamp(),
            grants: grants
                .iter()
                .map(|(role, unit)| Grant {
                    role: (*role).to_owned(),
                    unit: (*unit).to_owned(),
                })
                .collect(),
        }
    }

    /// Signs claims of any shape as a token that names the key `key_id`.
    ///
    /// # Panics
    /// When the claims have no form in JSON.
    pub fn sign(&self, claims: &impl Serialize, key_id: &str) -> String {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(key_id.to_owned());
        encode(&header, claims, &self.key).expect("an Ed25519 key signs anything that has a form")
    }

    /// Mints a token for `subject` with `grants` (role, unit id), valid from `now` for `lifetime`.
    pub fn mint(
        &self,
        subject: &str,
        grants: &[(&str, &str)],
        now: DateTime<Utc>,
        lifetime: TimeDelta,
    ) -> String {
        self.sign(&Self::claims(subject, grants, now, lifetime), &self.key_id)
    }
}

impl std::fmt::Debug for DevIssuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DevIssuer")
            .field("key_id", &self.key_id)
            .field("jwks_file", &self.jwks_file)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{DecodingKey, Validation, decode};

    use super::*;

    #[test]
    fn a_token_is_verified_with_the_key_set_and_the_key_is_kept() {
        let directory = tempfile::tempdir().unwrap();
        let issuer = DevIssuer::open(directory.path()).unwrap();
        let start = "2022-01-28T09:45:00Z".parse().unwrap();
        let token = issuer.mint(
            "clerk-1",
            &[("clerk", "p-dong-ngan")],
            start,
            TimeDelta::hours(1),
        );

        let reopened = DevIssuer::open(directory.path()).unwrap();
        assert_eq!(reopened.key_id(), issuer.key_id());
        let set: JwkSet = serde_json::from_slice(&fs::read(reopened.jwks_file()).unwrap()).unwrap();
        let key = DecodingKey::from_jwk(set.find(issuer.key_id()).unwrap()).unwrap();
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[DevIssuer::AUDIENCE]);
        validation.validate_exp = false;
        let claims = decode::<serde_json::Value>(&token, &key, &validation)
            .unwrap()
            .claims;
        assert_eq!(claims["grants"][0]["unit"], "p-dong-ngan");
        assert_eq!(
            claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
            3600
        );
    }
}
