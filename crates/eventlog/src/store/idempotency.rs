//! Answers given to keyed requests, kept for seven days and committed with what the requests did.
//!
//! A use case takes a batch of requests through three steps in its one transaction: [`find`] tells which are new, the new ones
//! are carried out, [`remember`] stores their answers. If [`remember`] says that a key was taken meanwhile, another
//! transaction has carried the same request out and committed: the use case rolls its transaction back and starts again from
//! [`find`], which then has the answer.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};

/// How long an answer is kept.
pub const KEPT_FOR: TimeDelta = TimeDelta::days(7);

const PRUNE_STEP: i64 = 2_000;

/// A request with its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyedRequest<'a> {
    /// Who may use the key: the caller, so that one cannot see the answers of another.
    pub scope: &'a str,
    /// `Idempotency-Key` or `request_id`.
    pub key: &'a str,
    /// Digest of everything that makes the request what it is; it is remembered.
    pub hash: &'a [u8],
    /// Digests under other keys of the service, with which the request may have been remembered.
    pub others: &'a [Vec<u8>],
}

impl KeyedRequest<'_> {
    fn has(&self, hash: &[u8]) -> bool {
        self.hash == hash || self.others.iter().any(|other| other == hash)
    }
}

/// What is known of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Not seen before.
    New,
    /// Carried out before, with this answer.
    Answered(Vec<u8>),
    /// The same request stands earlier in the batch, at this index: the answer of that one is its answer.
    Repeats(usize),
    /// The key belongs to another request.
    Conflict,
}

/// A request that was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// The request.
    pub request: KeyedRequest<'a>,
    /// What was answered, in the service's own encoding; personal data in it only encrypted.
    pub response: &'a [u8],
}

/// A key that another transaction committed since [`find`]: roll back, and begin again with [`find`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key of the batch was taken by another transaction")]
pub struct KeyTaken;

/// What is known of each request, in their order.
///
/// # Errors
/// Those of the database.
pub async fn find(
    conn: &mut PgConnection,
    requests: &[KeyedRequest<'_>],
) -> Result<Vec<Finding>, sqlx::Error> {
    let mut first = HashMap::with_capacity(requests.len());
    let mut findings = Vec::with_capacity(requests.len());
    for (at, request) in requests.iter().enumerate() {
        findings.push(match first.entry((request.scope, request.key)) {
            Entry::Vacant(entry) => {
                entry.insert(at);
                Finding::New
            }
            Entry::Occupied(entry) if requests[*entry.get()].has(request.hash) => {
                Finding::Repeats(*entry.get())
            }
            Entry::Occupied(_) => Finding::Conflict,
        });
    }
    let known: Vec<(i64, Vec<u8>, Vec<u8>)> = sqlx::query_as(
        "SELECT asked.place - 1, idempotency.request_hash, idempotency.response
         FROM UNNEST($1::text[], $2::text[]) WITH ORDINALITY AS asked (scope, key, place)
         JOIN eventlog.idempotency USING (scope, key)",
    )
    .bind(
        requests
            .iter()
            .map(|request| request.scope)
            .collect::<Vec<_>>(),
    )
    .bind(
        requests
            .iter()
            .map(|request| request.key)
            .collect::<Vec<_>>(),
    )
    .fetch_all(conn)
    .await?;
    for (place, hash, response) in known {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        if let (Some(finding), Some(request)) = (findings.get_mut(place), requests.get(place)) {
            *finding = if request.has(&hash) {
                Finding::Answered(response)
            } else {
                Finding::Conflict
            };
        }
    }
    Ok(findings)
}

/// Stores the answers of new requests. Waits for transactions that hold one of the keys until they end.
///
/// # Errors
/// Those of the database. `Ok(Err(KeyTaken))` if another transaction was faster with one of the keys.
pub async fn remember(
    conn: &mut PgConnection,
    answers: &[Answer<'_>],
    now: DateTime<Utc>,
) -> Result<Result<(), KeyTaken>, sqlx::Error> {
    if answers.is_empty() {
        return Ok(Ok(()));
    }
    // Ordered by key, so that two batches with the same keys wait for each other instead of deadlocking.
    let stored = sqlx::query(
        "INSERT INTO eventlog.idempotency (scope, key, request_hash, response, created_at)
         SELECT scope, key, request_hash, response, $5
         FROM UNNEST($1::text[], $2::text[], $3::bytea[], $4::bytea[]) AS answer (scope, key, request_hash, response)
         ORDER BY scope, key
         ON CONFLICT DO NOTHING",
    )
    .bind(answers.iter().map(|answer| answer.request.scope).collect::<Vec<_>>())
    .bind(answers.iter().map(|answer| answer.request.key).collect::<Vec<_>>())
    .bind(answers.iter().map(|answer| answer.request.hash).collect::<Vec<_>>())
    .bind(answers.iter().map(|answer| answer.response).collect::<Vec<_>>())
    .bind(now)
    .execute(conn)
    .await?
    .rows_affected();
    Ok(if usize::try_from(stored) == Ok(answers.len()) {
        Ok(())
    } else {
        Err(KeyTaken)
    })
}

/// How many answers are kept, by the first byte of the digest of their request: the id of the key that made it.
///
/// # Errors
/// Those of the database.
pub async fn count_by_key(conn: &mut PgConnection) -> Result<Vec<(i16, i64)>, sqlx::Error> {
    sqlx::query_as(
        "SELECT get_byte(request_hash, 0)::smallint, count(*) FROM eventlog.idempotency
         WHERE length(request_hash) > 0 GROUP BY 1",
    )
    .fetch_all(conn)
    .await
}

/// Removes answers older than [`KEPT_FOR`] in steps of 2,000, each a transaction of its own; returns how many. Several may do so
/// at the same time: each takes other ones.
///
/// # Errors
/// Those of the database.
pub async fn prune(pool: &PgPool, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let mut removed = 0;
    loop {
        let step = sqlx::query(
            "DELETE FROM eventlog.idempotency
             WHERE ctid = ANY (ARRAY (
                 SELECT ctid FROM eventlog.idempotency WHERE created_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))",
        )
        .bind(now - KEPT_FOR)
        .bind(PRUNE_STEP)
        .execute(pool)
        .await?
        .rows_affected();
        removed += step;
        if step == 0 {
            return Ok(removed);
        }
    }
}
