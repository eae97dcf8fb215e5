//! Events through the relay and through the aggregator, each beside the bare bus.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use chiso_sample::History;
use chiso_testkit::{Service, http_client};
use chiso_tests::{Catalogue, ndjson};
use reqwest::Client;
use serde::Deserialize;
use sqlx::{Connection, PgConnection};

use crate::bus;
use crate::report::{Report, Row};
use crate::stage::{Running, Stage};
use crate::stats::median;

/// Histories of a year; each has about four events.
const HISTORIES: usize = 80_000;
/// Of them, those that are loaded in the order of their submission, as they would come; the others in none, so that the
/// events of a batch are of all days of the year.
const ORDERED: usize = HISTORIES / 2;
const LINES_PER_REQUEST: usize = 10_000;
const ROUNDS: usize = 2;
const PULLS: [usize; 2] = [1000, 5000];
const POLL: Duration = Duration::from_millis(10);
const PATIENCE: Duration = Duration::from_mins(1);
const SEED: u64 = 2022;

#[derive(Deserialize)]
struct Imported {
    refused: u64,
}

#[derive(Deserialize)]
struct Projection {
    sources: Vec<Source>,
}

#[derive(Deserialize)]
struct Source {
    checkpoint: u64,
    quarantined: u64,
}

#[derive(Deserialize)]
struct Job {
    id: String,
    state: String,
    result: Option<Rebuilt>,
}

#[derive(Deserialize)]
struct Rebuilt {
    events: u64,
}

/// Events a second through the aggregator: of the ordered part of the log, of the other, and of all again without the bus.
struct Applied {
    ordered: f64,
    unordered: f64,
    rebuilt: f64,
}

pub async fn measure(stage: &Stage, report: &mut Report) -> anyhow::Result<()> {
    bus::renew(stage).await?;
    let database = stage.backing.fresh_database(Service::Dossiers).await;
    let dossiers = stage.dossiers(&database, None).await?;
    let begin = Instant::now();
    let (ordered, all) = fill(stage, &dossiers, &database).await?;
    let held = bus::until_held(stage, all).await?;
    report.add(Row::of(
        "bulk import, until on the bus",
        "events/s",
        rate(0, all, begin.elapsed()),
    ));
    report.note(format!(
        "{all} events of {HISTORIES} generated histories of 2022, {:.0} bytes each on the bus; the first {ordered} in the order of \
         their submission, the rest in none",
        held.mean_size()
    ));

    let mut pulled = PULLS.map(|_| Vec::new());
    let mut applied = Vec::new();
    for _ in 0..ROUNDS {
        for (batch, rates) in PULLS.into_iter().zip(&mut pulled) {
            bus::rewind(stage).await?;
            rates.push(bus::consume(stage, all, batch).await?);
        }
        bus::rewind(stage).await?;
        applied.push(apply(stage, &dossiers, ordered, all).await?);
    }
    dossiers.stop().await?;
    let [small, large] = pulled.map(median);
    let in_order = median(applied.iter().map(|a| a.ordered));
    let in_none = median(applied.iter().map(|a| a.unordered));
    let what = "aggregator, events in time order";
    report.add(
        Row::of(what, "events/s", in_order)
            .against("bare pull, ack all, 5,000", large)
            .goal("100,000/s"),
    );
    report.add(Row::of(what, "events/s", in_order).against("bare pull, ack all, 1,000", small));
    report.add(
        Row::of("aggregator, events of a whole year", "events/s", in_none)
            .against("bare pull, ack all, 5,000", large),
    );
    let rebuilt = median(applied.iter().map(|a| a.rebuilt));
    report.add(
        Row::of(
            "aggregator, rebuild from the log over gRPC",
            "events/s",
            rebuilt,
        )
        .against("bare pull, ack all, 5,000", large),
    );

    relay(stage, &database, all, report).await
}

/// The relay from a full outbox to the stream, beside a publisher of the same messages.
async fn relay(
    stage: &Stage,
    database: &str,
    events: u64,
    report: &mut Report,
) -> anyhow::Result<()> {
    bus::rewind(stage).await?;
    let copies = bus::copy(stage, events).await?;
    let (mut relayed, mut published) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        fill_outbox(database, events).await?;
        bus::renew(stage).await?;
        let dossiers = stage.dossiers(database, None).await?;
        relayed.push(bus::until_held(stage, events).await?.rate());
        dossiers.stop().await?;
        bus::renew(stage).await?;
        published.push(bus::publish(stage, &copies, SEED + u64::try_from(round)?).await?);
    }
    report.add(
        Row::of(
            "relay, numbering and publishing",
            "events/s",
            median(relayed),
        )
        .against("bare publish, window 1,000", median(published)),
    );
    Ok(())
}

/// Imports the histories; returns how many events the ordered part has, and all.
async fn fill(stage: &Stage, dossiers: &Running, database: &str) -> anyhow::Result<(u64, u64)> {
    let mut histories = Catalogue::read().histories(SEED, HISTORIES, "2022-01-01", "2023-01-01");
    histories[..ORDERED].sort_by_key(|history| history.steps[0].occur_time);
    let (ordered, unordered) = histories.split_at(ORDERED);
    import(stage, dossiers, ordered).await?;
    let first = head(database).await?;
    import(stage, dossiers, unordered).await?;
    Ok((first, head(database).await?))
}

async fn import(stage: &Stage, dossiers: &Running, histories: &[History]) -> anyhow::Result<()> {
    let client = http_client();
    let token = stage.token("importer");
    for part in histories.chunks(LINES_PER_REQUEST) {
        let request = client.post(format!("http://{}/v1/imports", dossiers.address));
        let answer = request
            .bearer_auth(&token)
            .body(ndjson(part))
            .send()
            .await?;
        let Imported { refused } = answer.error_for_status()?.json().await?;
        ensure!(refused == 0, "{refused} histories were refused");
    }
    Ok(())
}

/// The number of the last event, once all have one.
async fn head(database: &str) -> anyhow::Result<u64> {
    let mut connection = PgConnection::connect(database).await?;
    loop {
        let (head, pending): (i64, bool) = sqlx::query_as(
            "SELECT COALESCE((SELECT max(sequence) FROM eventlog.log), 0), EXISTS (SELECT FROM eventlog.outbox)",
        )
        .fetch_one(&mut connection)
        .await?;
        if !pending {
            return Ok(u64::try_from(head)?);
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Puts copies of logged events into the outbox, as if they had just been committed.
async fn fill_outbox(database: &str, events: u64) -> anyhow::Result<()> {
    let mut connection = PgConnection::connect(database).await?;
    sqlx::query(
        "INSERT INTO eventlog.outbox (event_id, type, subject, org_code, traceparent, occurred_at, recorded_at, payload)
         SELECT gen_random_uuid(), type, subject, org_code, traceparent, occurred_at, recorded_at, payload
         FROM eventlog.log WHERE sequence <= $1 ORDER BY sequence",
    )
    .bind(i64::try_from(events)?)
    .execute(&mut connection)
    .await?;
    // As autovacuum would have done by the time that so much had come in.
    sqlx::query("ANALYZE eventlog.outbox")
        .execute(&mut connection)
        .await?;
    Ok(connection.close().await?)
}

/// Lets an aggregator with an empty projection catch up over the bus.
async fn apply(
    stage: &Stage,
    dossiers: &Running,
    ordered: u64,
    all: u64,
) -> anyhow::Result<Applied> {
    let database = stage.backing.fresh_database(Service::Aggregator).await;
    let aggregator = stage.aggregator(&database, dossiers).await?;
    let client = http_client();
    let token = stage.token("operator");
    let deadline = Instant::now() + PATIENCE;
    // Where the checkpoint stood when it was first seen, when it had passed the ordered part, and at the end.
    let mut seen: Vec<(u64, Instant)> = Vec::new();
    for mark in [1, ordered, all] {
        loop {
            let source = checkpoint(&client, &aggregator, &token).await?;
            if source.checkpoint >= mark {
                ensure!(source.quarantined == 0, "events went into quarantine");
                seen.push((source.checkpoint, Instant::now()));
                break;
            }
            ensure!(
                Instant::now() < deadline,
                "the aggregator did not catch up in time"
            );
            tokio::time::sleep(POLL).await;
        }
    }
    let rebuilt = rebuild(&client, &aggregator, &token).await?;
    aggregator.stop().await?;
    let between = |a: (u64, Instant), b: (u64, Instant)| rate(a.0, b.0, b.1 - a.1);
    Ok(Applied {
        ordered: between(seen[0], seen[1]),
        unordered: between(seen[1], seen[2]),
        rebuilt,
    })
}

/// Fills a new generation from the log of the source.
async fn rebuild(client: &Client, aggregator: &Running, token: &str) -> anyhow::Result<f64> {
    let begin = Instant::now();
    let base = format!("http://{}", aggregator.address);
    let request = client
        .post(format!("{base}/v1/projection/rebuild"))
        .header("Idempotency-Key", "rebuild");
    let answer = request.bearer_auth(token).send().await?;
    let mut job: Job = answer.error_for_status()?.json().await?;
    while job.state == "running" {
        tokio::time::sleep(POLL).await;
        let request = client.get(format!("{base}/v1/jobs/{}", job.id));
        let answer = request.bearer_auth(token).send().await?;
        job = answer.error_for_status()?.json().await?;
    }
    let rebuilt = job.result.context("the rebuild did not succeed")?;
    Ok(rate(0, rebuilt.events, begin.elapsed()))
}

async fn checkpoint(client: &Client, aggregator: &Running, token: &str) -> anyhow::Result<Source> {
    let request = client.get(format!("http://{}/v1/projection", aggregator.address));
    let answer = request.bearer_auth(token).send().await?;
    let Projection { sources } = answer.error_for_status()?.json().await?;
    Ok(sources.into_iter().next().unwrap_or(Source {
        checkpoint: 0,
        quarantined: 0,
    }))
}

fn rate(from: u64, to: u64, time: Duration) -> f64 {
    f64::from(u32::try_from(to - from).unwrap_or(u32::MAX)) / time.as_secs_f64()
}
