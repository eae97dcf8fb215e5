use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use reqwest::redirect::Policy;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::Instant;

use super::KeyFault;
use super::keys::KeySet;

const FETCH_TIME: Duration = Duration::from_secs(5);

/// Largest key set that is read, in bytes.
const MAX_SET: usize = 256 * 1024;

enum Place {
    File(PathBuf),
    Url(reqwest::Client, String),
}

/// The keys of the issuer as they were last seen. When they cannot be read again, the last ones stay in force.
pub(super) struct KeySource {
    place: Place,
    current: ArcSwap<KeySet>,
    last: Mutex<Last>,
    /// Apart from `last`, which is locked for as long as the issuer takes to answer.
    seen: std::sync::Mutex<Seen>,
}

struct Last {
    tried: Instant,
    json: Vec<u8>,
}

struct Seen {
    readable: bool,
    at: Instant,
}

/// Whether the keys of the issuer can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeysStatus {
    /// Whether they could be when it was tried last; if not, the last ones stay in force.
    pub readable: bool,
    /// How long ago they were read.
    pub age: Duration,
}

impl KeySource {
    /// Reads the keys for the first time.
    pub async fn open(jwks: &str) -> Result<Self, KeyFault> {
        let place = if jwks.starts_with("http://") || jwks.starts_with("https://") {
            Place::Url(client()?, jwks.to_owned())
        } else {
            Place::File(PathBuf::from(jwks))
        };
        let json = place.read().await?;
        let now = Instant::now();
        Ok(Self {
            current: ArcSwap::from_pointee(KeySet::parse(&json)?),
            last: Mutex::new(Last { tried: now, json }),
            seen: std::sync::Mutex::new(Seen {
                readable: true,
                at: now,
            }),
            place,
        })
    }

    pub fn current(&self) -> Arc<KeySet> {
        self.current.load_full()
    }

    /// Whether the keys are old enough to be read again, and nobody is reading them.
    pub fn is_stale(&self) -> bool {
        let age = self.place.max_age();
        self.last
            .try_lock()
            .is_ok_and(|last| last.tried.elapsed() >= age)
    }

    /// Reads the keys again if they are older than `age`; whether they are others now.
    pub async fn refresh(&self, age: Duration) -> bool {
        let mut last = self.last.lock().await;
        if last.tried.elapsed() < age {
            return false;
        }
        last.tried = Instant::now();
        let outcome = self.read_again(&mut last).await;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok(others) => {
                seen.at = last.tried;
                seen.readable = true;
                others
            }
            Err(error) => {
                // Said once: until the keys can be read again, `status` says it.
                if seen.readable {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "keys of the token issuer cannot be read");
                }
                seen.readable = false;
                false
            }
        }
    }

    pub fn status(&self) -> KeysStatus {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        KeysStatus {
            readable: seen.readable,
            age: seen.at.elapsed(),
        }
    }

    async fn read_again(&self, last: &mut MutexGuard<'_, Last>) -> Result<bool, KeyFault> {
        let json = self.place.read().await?;
        if json == last.json {
            return Ok(false);
        }
        self.current.store(Arc::new(KeySet::parse(&json)?));
        last.json = json;
        tracing::info!("keys of the token issuer have changed");
        Ok(true)
    }

    pub fn max_age(&self) -> Duration {
        self.place.max_age()
    }

    /// How often tokens with unknown keys can make the keys be read again.
    pub fn min_age(&self) -> Duration {
        match self.place {
            Place::File(_) => Duration::from_secs(1),
            Place::Url(..) => Duration::from_secs(10),
        }
    }
}

impl Place {
    fn max_age(&self) -> Duration {
        match self {
            Self::File(_) => Duration::from_secs(5),
            Self::Url(..) => Duration::from_mins(5),
        }
    }

    async fn read(&self) -> Result<Vec<u8>, KeyFault> {
        match self {
            Self::File(path) => {
                let json = tokio::fs::read(path).await;
                json.map_err(|source| KeyFault::File {
                    path: path.clone(),
                    source,
                })
            }
            Self::Url(client, url) => {
                let mut response = client.get(url).send().await?.error_for_status()?;
                let mut json = Vec::new();
                while let Some(chunk) = response.chunk().await? {
                    json.extend_from_slice(&chunk);
                    if json.len() > MAX_SET {
                        return Err(KeyFault::TooLarge);
                    }
                }
                Ok(json)
            }
        }
    }
}

fn client() -> Result<reqwest::Client, KeyFault> {
    // The only provider of the workspace; an error means that it is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .timeout(FETCH_TIME)
        .redirect(Policy::none())
        .build()?;
    Ok(client)
}
