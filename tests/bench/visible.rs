//! From the answer to the figure: how long until a query counts what was just accepted.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use chiso_testkit::{Service, http_client};
use chrono::{Days, FixedOffset, NaiveDate};
use reqwest::{Client, StatusCode};
use serde::Deserialize;
use serde_json::json;

use crate::bus;
use crate::generator::{Bearers, Load};
use crate::report::{Report, Row};
use crate::stage::Stage;
use crate::stats::percentile;
use crate::writes::CONNECTIONS;

/// A ward that gets no other dossiers than those of the probe.
const WARD: &str = "p-phu-khe-2025";
const PROCEDURE: &str = "1.001193";
const TIME: Duration = Duration::from_secs(15);
const WARM: Duration = Duration::from_secs(1);
/// Between two questions.
const POLL: Duration = Duration::from_millis(2);
const PATIENCE: Duration = Duration::from_secs(20);

/// Files, accepts and looks, one dossier after another.
struct Probe {
    client: Client,
    token: String,
    dossiers: SocketAddr,
    aggregator: SocketAddr,
    today: NaiveDate,
}

#[derive(Deserialize)]
struct Dossier {
    id: String,
    etag: String,
}

#[derive(Deserialize)]
struct Figures {
    total: Total,
}

#[derive(Deserialize)]
struct Total {
    measures: Measures,
}

#[derive(Deserialize)]
struct Measures {
    received: u64,
}

/// Measures under half of `most` requests a second.
pub async fn measure(stage: &Stage, most: f64, report: &mut Report) -> anyhow::Result<()> {
    bus::renew(stage).await?;
    let database = stage.backing.fresh_database(Service::Dossiers).await;
    let dossiers = stage.dossiers(&database, None).await?;
    let database = stage.backing.fresh_database(Service::Aggregator).await;
    let aggregator = stage.aggregator(&database, &dossiers).await?;
    let vietnam = FixedOffset::east_opt(7 * 3600).context("an offset of seven hours")?;
    let probe = Probe {
        client: http_client(),
        token: stage.token("probe"),
        dossiers: dossiers.address,
        aggregator: aggregator.address,
        today: stage.clock.now().with_timezone(&vietnam).date_naive(),
    };
    let load = Load {
        address: dossiers.address,
        tokens: Bearers::One(stage.token("portal")),
        connections: CONNECTIONS,
        rate: Some(most / 2.0),
        warm: WARM,
        counted: TIME,
    };
    let (served, seen) = tokio::try_join!(load.run(), probe.run())?;
    aggregator.stop().await?;
    dossiers.stop().await?;
    let Seen {
        mut delays,
        mut questions,
    } = seen;
    delays.sort_unstable();
    questions.sort_unstable();
    for (what, percent) in [("p50", 50), ("p99", 99)] {
        report.add(Row::of(
            format!("from the answer to the figure, {what}"),
            "ms",
            percentile(&delays, percent),
        ));
    }
    report.add(
        Row::of("  under this load", "req/s", served.rate)
            .against("the most that is answered", most),
    );
    report.note(format!(
        "from the answer to the figure: {} dossiers accepted one after another; seen by GET /v1/figures every {} ms, which takes \
         {:.1} ms itself (p50)",
        delays.len(),
        POLL.as_millis(),
        percentile(&questions, 50)
    ));
    Ok(())
}

/// What a probe saw.
#[derive(Default)]
struct Seen {
    /// From the answer to the accepting call until the answer to the first question that counts the dossier.
    delays: Vec<Duration>,
    /// How long a question takes.
    questions: Vec<Duration>,
}

impl Probe {
    async fn run(&self) -> anyhow::Result<Seen> {
        let mut seen = Seen::default();
        tokio::time::sleep(WARM).await;
        let end = Instant::now() + TIME;
        for expected in 1.. {
            if Instant::now() > end {
                break;
            }
            self.accept(expected).await?;
            let answered = Instant::now();
            loop {
                let asked = Instant::now();
                let received = self.received().await?;
                seen.questions.push(asked.elapsed());
                if received >= expected {
                    break;
                }
                ensure!(
                    answered.elapsed() < PATIENCE,
                    "a dossier was not counted in time"
                );
                tokio::time::sleep(POLL).await;
            }
            seen.delays.push(answered.elapsed());
        }
        Ok(seen)
    }

    /// Files a dossier and accepts it, by which it counts as received.
    async fn accept(&self, number: u64) -> anyhow::Result<()> {
        let dossiers = format!("http://{}/v1/dossiers", self.dossiers);
        let body = json!({
            "procedure_code": PROCEDURE,
            "receiving_unit_id": WARD,
            "applicant": { "name": "Trần Văn Đức" },
        });
        let filed = self
            .client
            .post(&dossiers)
            .bearer_auth(&self.token)
            .header("Idempotency-Key", format!("file-{number}"))
            .json(&body);
        let Dossier { id, etag } = filed.send().await?.error_for_status()?.json().await?;
        let accepted = self
            .client
            .post(format!("{dossiers}/{id}/accept"))
            .bearer_auth(&self.token)
            .header("Idempotency-Key", format!("accept-{number}"))
            .header("If-Match", etag);
        let answer = accepted.send().await?;
        ensure!(
            answer.status() == StatusCode::OK,
            "acceptance was answered with {}",
            answer.status()
        );
        answer.bytes().await?;
        Ok(())
    }

    /// Dossiers of the ward that count as received today.
    async fn received(&self) -> anyhow::Result<u64> {
        let tomorrow = self.today + Days::new(1);
        let figures = format!(
            "http://{}/v1/figures?unit_id={WARD}&from_date={}&until_date={tomorrow}",
            self.aggregator, self.today
        );
        let answer = self
            .client
            .get(figures)
            .bearer_auth(&self.token)
            .send()
            .await?;
        let Figures { total } = answer.error_for_status()?.json().await?;
        Ok(total.measures.received)
    }
}
