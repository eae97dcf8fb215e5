use std::path::PathBuf;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chiso_chassis::BoxError;
use chiso_clock::Clock;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// 1 while the token with which event logs are read can be read and has not expired.
const USABLE: &str = "aggregator_peer_token_usable";
/// When it expires, in seconds since 1970; the last known one while it cannot be read.
const EXPIRY: &str = "aggregator_peer_token_expiry_timestamp_seconds";
/// How often the file is looked at by a replica that reads no log.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// The token with which the event logs of the sources are read: a file that whoever renews the token replaces.
#[derive(Clone)]
pub(crate) struct PeerToken {
    file: PathBuf,
    clock: Clock,
}

/// The only claim that matters here; the sources check them all.
#[derive(Deserialize)]
struct Claims {
    exp: f64,
}

impl PeerToken {
    pub fn new(file: PathBuf, clock: Clock) -> Self {
        Self { file, clock }
    }

    /// The token for a call; empty if it cannot be read.
    pub fn read(&self) -> String {
        let (token, outcome) = self.look();
        if let Err(reason) = outcome {
            tracing::warn!(reason, "peer token cannot be used");
        }
        token
    }

    /// Details for readiness: whether the token can be used, and until when or why not.
    pub fn details(&self) -> Value {
        match self.look().1 {
            Ok(expiry) => json!({
                "usable": true,
                "expire_time": expiry.to_rfc3339_opts(SecondsFormat::Secs, true),
            }),
            Err(reason) => json!({ "usable": false, "reason": reason }),
        }
    }

    /// Keeps the metrics true until `stop`, and warns while the token cannot be used.
    pub async fn watch(self, stop: CancellationToken) -> Result<(), BoxError> {
        loop {
            self.read();
            let pause = tokio::time::sleep(LOOK_EVERY);
            if stop.run_until_cancelled(pause).await.is_none() {
                return Ok(());
            }
        }
    }

    /// Reads the file and tells the metrics.
    fn look(&self) -> (String, Result<DateTime<Utc>, String>) {
        let read = std::fs::read_to_string(&self.file);
        let outcome = read.as_ref().map_err(ToString::to_string);
        let expiry = outcome.and_then(|token| {
            expiry(token.trim()).ok_or_else(|| "the file holds no token with an expiry".to_owned())
        });
        if let Ok(expiry) = &expiry {
            metrics::gauge!(EXPIRY).set(seconds(*expiry));
        }
        let usable = expiry.and_then(|expiry| {
            let valid = expiry > self.clock.now();
            valid.then_some(expiry).ok_or_else(|| {
                format!(
                    "expired at {}",
                    expiry.to_rfc3339_opts(SecondsFormat::Secs, true)
                )
            })
        });
        metrics::gauge!(USABLE).set(f64::from(u8::from(usable.is_ok())));
        (read.unwrap_or_default().trim().to_owned(), usable)
    }
}

/// The `exp` of a token, which is not verified: its source does that.
fn expiry(token: &str) -> Option<DateTime<Utc>> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Claims = serde_json::from_slice(&payload).ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "out of range is out of range of DateTime too"
    )]
    DateTime::from_timestamp(claims.exp.floor() as i64, 0)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "seconds are exact for 285 million years"
)]
fn seconds(at: DateTime<Utc>) -> f64 {
    at.timestamp() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expiry_is_read_whatever_its_form() {
        let token = |claims: &str| format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims));
        let at = "2026-11-30T00:00:00Z".parse().ok();
        assert_eq!(expiry(&token(r#"{"exp":1795996800}"#)), at);
        assert_eq!(expiry(&token(r#"{"exp":1795996800.75}"#)), at);
        for damaged in [
            "",
            "peer",
            "a.b.c",
            &token("{}"),
            &token(r#"{"exp":1e300}"#),
        ] {
            assert_eq!(expiry(damaged), None, "{damaged}");
        }
    }
}
