//! The policy: which algorithms count at which time, and how old revocation data may be.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::crypto::{HashAlgorithm, KeyKind, PublicKey};
use crate::report::PolicySummary;

const STANDARD: &str = include_str!("../policy/standard.toml");

/// What a verification accepts. Read from TOML; `policy/standard.toml` shows all keys.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    id: String,
    version: String,
    clock_skew_seconds: u32,
    revocation_age_hours: u32,
    digests: BTreeMap<Digest, Term>,
    keys: Keys,
}

/// Why a policy cannot be used.
#[derive(Debug, Error)]
#[error("the policy is not valid: {0}")]
pub struct PolicyFault(#[from] toml::de::Error);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Digest {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

/// How long something counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Term {
    until: Option<NaiveDate>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    rsa: Vec<KeySize>,
    elliptic: Vec<KeySize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct KeySize {
    bits: usize,
    until: Option<NaiveDate>,
}

impl Policy {
    /// The policy of this crate.
    ///
    /// # Panics
    /// Never: a test parses the file that is compiled in.
    pub fn standard() -> Self {
        Self::parse(STANDARD).expect("a test parses the file that is compiled in")
    }

    /// Reads a policy.
    ///
    /// # Errors
    /// When the text is not TOML of this form; unknown keys are errors.
    pub fn parse(text: &str) -> Result<Self, PolicyFault> {
        Ok(toml::from_str(text)?)
    }

    /// Its name, version and SHA-256 over all that it says, however the file was written.
    ///
    /// # Panics
    /// Never: all that a policy holds has a form in JSON.
    pub fn summary(&self) -> PolicySummary {
        let canonical = serde_json::to_vec(self).expect("a policy has a form in JSON");
        PolicySummary {
            id: self.id.clone(),
            version: self.version.clone(),
            sha256: HashAlgorithm::Sha256.digest(&canonical).hex(),
        }
    }

    pub(crate) fn clock_skew(&self) -> TimeDelta {
        TimeDelta::seconds(self.clock_skew_seconds.into())
    }

    /// How long revocation data counts that names no next update.
    pub(crate) fn revocation_age(&self) -> TimeDelta {
        TimeDelta::hours(self.revocation_age_hours.into())
    }

    pub(crate) fn accepts_hash(&self, hash: HashAlgorithm, at: DateTime<Utc>) -> bool {
        let digest = match hash {
            HashAlgorithm::Sha1 => Digest::Sha1,
            HashAlgorithm::Sha224 => Digest::Sha224,
            HashAlgorithm::Sha256 => Digest::Sha256,
            HashAlgorithm::Sha384 => Digest::Sha384,
            HashAlgorithm::Sha512 => Digest::Sha512,
        };
        self.digests
            .get(&digest)
            .is_some_and(|term| counts(term.until, at))
    }

    pub(crate) fn accepts_key(&self, key: &PublicKey, at: DateTime<Utc>) -> bool {
        self.accepts_size(key.kind(), key.bits(), at)
    }

    fn accepts_size(&self, kind: KeyKind, bits: usize, at: DateTime<Utc>) -> bool {
        let sizes = match kind {
            KeyKind::Rsa => &self.keys.rsa,
            KeyKind::P256 | KeyKind::P384 | KeyKind::P521 | KeyKind::Ed25519 => &self.keys.elliptic,
        };
        sizes
            .iter()
            .any(|size| bits >= size.bits && counts(size.until, at))
    }
}

fn counts(until: Option<NaiveDate>, at: DateTime<Utc>) -> bool {
    until.is_none_or(|day| at < day.and_time(NaiveTime::MIN).and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn an_algorithm_counts_until_the_begin_of_its_day() {
        let policy = Policy::standard();
        let sha1 = |at| policy.accepts_hash(HashAlgorithm::Sha1, moment(at));
        assert!(sha1("2011-12-31T23:59:59Z"));
        assert!(!sha1("2012-01-01T00:00:00Z"));
        assert!(policy.accepts_hash(HashAlgorithm::Sha256, moment("2099-01-01T00:00:00Z")));
    }

    #[test]
    fn keys_have_a_least_size() {
        let policy = Policy::standard();
        let now = moment("2024-03-15T00:00:00Z");
        assert!(policy.accepts_size(KeyKind::Rsa, 2048, now));
        assert!(!policy.accepts_size(KeyKind::Rsa, 2047, now));
        assert!(policy.accepts_size(KeyKind::Rsa, 1024, moment("2010-06-01T00:00:00Z")));
        assert!(policy.accepts_size(KeyKind::P256, 256, now));
        assert!(!policy.accepts_size(KeyKind::P256, 192, now));
    }

    #[test]
    fn the_hash_is_of_what_it_says_and_not_of_how_it_is_written() {
        let spaced = STANDARD.replace(" = ", "   =   ");
        let policy = Policy::parse(&spaced).unwrap();
        assert_eq!(policy.summary(), Policy::standard().summary());
        let other = STANDARD.replace("bits = 2048", "bits = 3072");
        assert_ne!(
            Policy::parse(&other).unwrap().summary().sha256,
            policy.summary().sha256
        );
    }

    #[test]
    fn an_unknown_key_is_an_error() {
        assert!(Policy::parse(&format!("fetch = true\n{STANDARD}")).is_err());
    }
}
