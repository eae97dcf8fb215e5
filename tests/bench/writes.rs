//! The write path over REST beside pgbench, and what tracing and the verification of tokens cost it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chiso_testkit::{OtlpSink, Service};

use crate::generator::{Bearers, Load, Served, count};
use crate::pgbench::{Pgbench, Shape};
use crate::report::{Report, Row};
use crate::stage::{Running, Stage, Tracing};
use crate::stats::{median, percentile};

pub const CONNECTIONS: u32 = 64;
const ROUNDS: usize = 3;
const WARM: Duration = Duration::from_millis(500);
const COUNTED: Duration = Duration::from_secs(3);
/// pgbench needs no warming up beyond its connections, which it does not count.
const PGBENCH: Duration = Duration::from_secs(3);
/// Enough for a run in which no request has the token of another.
const FRESH_TOKENS: usize = 100_000;

/// What a round measures, one after another, so that a drift of the machine meets all alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Variant {
    Plain,
    Separate,
    OneStatement,
    FreshTokens,
    Sampled,
    Traced,
}

const ROUND: [Variant; 6] = [
    Variant::Plain,
    Variant::Separate,
    Variant::OneStatement,
    Variant::FreshTokens,
    Variant::Sampled,
    Variant::Traced,
];

/// Measures and returns the most that the service answers, in requests a second.
pub async fn measure(stage: &Stage, report: &mut Report) -> anyhow::Result<f64> {
    let database = stage.backing.fresh_database(Service::Dossiers).await;
    let one = Bearers::One(stage.token("portal"));
    // The first run also writes the rows that pgbench copies.
    serve(stage, &database, None, one.clone()).await?;
    let mut pgbench = Pgbench::prepare(stage, &database).await?;
    let fresh = Bearers::Fresh(Arc::new(
        (0..FRESH_TOKENS)
            .map(|number| stage.token(&format!("portal-{number}")))
            .collect(),
    ));
    let mut rates = ROUND.map(|variant| (variant, Vec::new()));
    let mut latencies = Vec::new();
    let mut spans = 0.0;
    for _ in 0..ROUNDS {
        for (variant, rates) in &mut rates {
            let rate = match variant {
                Variant::Plain => {
                    let served = serve(stage, &database, None, one.clone()).await?;
                    latencies.push(served.latencies);
                    served.rate
                }
                Variant::Separate => pgbench.run(Shape::Separate, PGBENCH).await?,
                Variant::OneStatement => pgbench.run(Shape::OneStatement, PGBENCH).await?,
                Variant::FreshTokens => serve(stage, &database, None, fresh.clone()).await?.rate,
                Variant::Sampled => traced(stage, &database, 0.01, one.clone()).await?.0,
                Variant::Traced => {
                    let (rate, arrived) = traced(stage, &database, 1.0, one.clone()).await?;
                    spans = arrived;
                    rate
                }
            };
            rates.push(rate);
        }
    }
    let of = |wanted| {
        let found = rates.iter().find(|(variant, _)| *variant == wanted);
        median(
            found
                .into_iter()
                .flat_map(|(_, rates)| rates.iter().copied()),
        )
    };
    let plain = of(Variant::Plain);
    let what = "POST /v1/dossiers, 64 connections";
    report.add(
        Row::of(what, "req/s", plain)
            .against("pgbench, separate statements", of(Variant::Separate))
            .goal("0.5 now, 0.8 later"),
    );
    report.add(
        Row::of(what, "req/s", plain).against("pgbench, one statement", of(Variant::OneStatement)),
    );
    let latencies = |percent| median(latencies.iter().map(|of_run| percentile(of_run, percent)));
    report.add(Row::of(
        "  of it, time to the answer, p50",
        "ms",
        latencies(50),
    ));
    report.add(Row::of(
        "  of it, time to the answer, p99",
        "ms",
        latencies(99),
    ));
    for (what, variant) in [
        ("  the same, each token verified anew", Variant::FreshTokens),
        ("  the same, 1 % of traces recorded", Variant::Sampled),
        ("  the same, all traces recorded", Variant::Traced),
    ] {
        report.add(
            Row::of(what, "req/s", of(variant)).against("the same, untraced, token known", plain),
        );
    }
    report.note(format!(
        "tracing goes to a sink in the process of the generator; {spans:.1} spans arrived for each request"
    ));
    Ok(plain)
}

/// One run against a service that has just been started.
async fn serve(
    stage: &Stage,
    database: &str,
    tracing: Option<&Tracing>,
    tokens: Bearers,
) -> anyhow::Result<Served> {
    let dossiers = stage.dossiers(database, tracing).await?;
    let served = load(&dossiers, tokens).run().await?;
    dossiers.stop().await?;
    Ok(served)
}

/// The same while it records traces; returns the rate and the spans that arrived for each request.
async fn traced(
    stage: &Stage,
    database: &str,
    ratio: f64,
    tokens: Bearers,
) -> anyhow::Result<(f64, f64)> {
    let sink = OtlpSink::start().await;
    let endpoint = sink.endpoint();
    let served = serve(stage, database, Some(&Tracing { endpoint, ratio }), tokens).await?;
    let spans = count(&sink.spans());
    let requests = served.rate * (WARM + COUNTED).as_secs_f64();
    Ok((served.rate, spans / requests))
}

fn load(dossiers: &Running, tokens: Bearers) -> Load {
    Load {
        address: dossiers.address,
        tokens,
        connections: CONNECTIONS,
        rate: None,
        warm: WARM,
        counted: COUNTED,
    }
}

/// The most that a service answers, by one short run.
pub async fn estimate(stage: &Stage) -> anyhow::Result<f64> {
    let database = stage.backing.fresh_database(Service::Dossiers).await;
    let one = Bearers::One(stage.token("portal"));
    Ok(serve(stage, &database, None, one)
        .await
        .context("estimate the maximum load")?
        .rate)
}
