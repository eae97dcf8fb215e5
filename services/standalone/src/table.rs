use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use anyhow::{Context, bail};
use chiso_measure::{Percent, Ratio, vi_integer};
use reqwest::Client;
use serde::Deserialize;

use crate::run::Urls;

/// The unit of the sample.
const UNIT: &str = "tp-tu-son";
/// Heading, first day, first day after.
const PERIODS: [(&str, &str, &str); 2] = [
    ("năm 2022", "2022-01-01", "2023-01-01"),
    ("01/01–07/3/2023", "2023-01-01", "2023-03-08"),
];
/// Width of the first column.
const WIDTH: usize = 74;
/// Rows of the table: Vietnamese name and code of the measure.
const ROWS: [(&str, &str); 16] = [
    ("Tiếp nhận", "received"),
    ("  trực tuyến", "received.online"),
    ("  trực tiếp", "received.in_person"),
    ("Kỳ trước chuyển sang", "carried_forward"),
    ("Đã giải quyết", "resolved"),
    ("  trước hạn", "resolved.early"),
    ("  đúng hạn", "resolved.on_time"),
    ("  quá hạn", "resolved.late"),
    ("Từ chối giải quyết", "refused"),
    ("Công dân rút", "withdrawn"),
    ("Yêu cầu bổ sung (đang chờ)", "awaiting_supplement"),
    ("Đang giải quyết", "pending"),
    ("  trong hạn", "open_in_time"),
    ("  quá hạn", "open_overdue"),
    ("Đã trả kết quả", "delivered"),
    ("Yêu cầu bổ sung (số lần)", "supplement_requested"),
];

#[derive(Deserialize)]
struct Figures {
    unit_name_vi: String,
    total: Group,
}

#[derive(Deserialize)]
struct Group {
    measures: BTreeMap<String, i64>,
    indicators: Vec<Indicator>,
    partition_a: BTreeMap<String, serde_json::Value>,
    partition_b: BTreeMap<String, serde_json::Value>,
}

#[derive(Deserialize)]
struct Indicator {
    code: String,
    numerator: i64,
    denominator: i64,
}

#[derive(Deserialize)]
struct Definitions {
    indicators: Vec<Definition>,
}

#[derive(Deserialize)]
struct Definition {
    code: String,
    name_vi: String,
}

#[derive(Deserialize)]
struct Projection {
    sources: Vec<Source>,
}

#[derive(Deserialize)]
struct Source {
    checkpoint: i64,
}

#[derive(Deserialize)]
struct Readiness {
    checks: Checks,
}

#[derive(Deserialize)]
struct Checks {
    event_log: Check,
}

#[derive(Deserialize)]
struct Check {
    details: Option<EventLog>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum EventLog {
    Known { pending: i64, head: i64 },
    Unknown {},
}

/// Waits until everything that the dossiers service has recorded by now is in the figures.
pub async fn wait_until_current(client: &Client, urls: &Urls, token: &str) -> anyhow::Result<()> {
    let mut head = None;
    for _ in 0..1200 {
        if head.is_none() {
            let ready: Readiness = client
                .get(format!("{}/readyz", urls.dossiers_management))
                .send()
                .await?
                .json()
                .await?;
            if let Some(EventLog::Known {
                pending: 0,
                head: last,
            }) = ready.checks.event_log.details
            {
                head = Some(last);
            }
        }
        let request = client
            .get(format!("{}/v1/projection", urls.aggregator))
            .bearer_auth(token);
        let projection: Projection = request.send().await?.error_for_status()?.json().await?;
        if head.is_some_and(|head| {
            projection
                .sources
                .iter()
                .all(|source| source.checkpoint >= head)
        }) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("the figures did not catch up with the dossiers within two minutes")
}

/// The figures of the sample as people read them, with both identities.
pub async fn of_sample(client: &Client, aggregator: &str, token: &str) -> anyhow::Result<String> {
    let mut columns = Vec::new();
    for (_, from, until) in PERIODS {
        let query = [
            ("unit_id", UNIT),
            ("from_date", from),
            ("until_date", until),
        ];
        let request = client
            .get(format!("{aggregator}/v1/figures"))
            .query(&query)
            .bearer_auth(token);
        columns.push(
            request
                .send()
                .await?
                .error_for_status()?
                .json::<Figures>()
                .await?,
        );
    }
    let mut text = format!("\n{:<WIDTH$}", columns[0].unit_name_vi);
    for (heading, ..) in PERIODS {
        write!(text, "{heading:>22}")?;
    }
    for (name, code) in ROWS {
        write!(text, "\n{name:<WIDTH$}")?;
        for column in &columns {
            write!(text, "{:>22}", vi_integer(column.total.value(code)?))?;
        }
    }
    for definition in definitions(client, aggregator, token).await? {
        write!(text, "\n{:<WIDTH$}", definition.name_vi)?;
        for column in &columns {
            let indicator = column
                .total
                .indicators
                .iter()
                .find(|indicator| indicator.code == definition.code);
            write!(
                text,
                "{:>22}",
                indicator
                    .context("every indicator has a value")?
                    .to_string()
            )?;
        }
    }
    text.push('\n');
    for ((heading, ..), column) in PERIODS.iter().zip(&columns) {
        write!(
            text,
            "\n{heading}\n  (a) {}\n  (b) {}",
            column.total.identity_a()?,
            column.total.identity_b()?
        )?;
    }
    text.push('\n');
    Ok(text)
}

async fn definitions(
    client: &Client,
    aggregator: &str,
    token: &str,
) -> anyhow::Result<Vec<Definition>> {
    let request = client
        .get(format!("{aggregator}/v1/indicators"))
        .bearer_auth(token);
    let definitions: Definitions = request.send().await?.error_for_status()?.json().await?;
    Ok(definitions.indicators)
}

impl Group {
    /// A measure, a sum of measures, or a part of a partition.
    fn value(&self, code: &str) -> anyhow::Result<i64> {
        let part = |parts: &BTreeMap<String, serde_json::Value>| {
            parts.get(code).and_then(serde_json::Value::as_i64)
        };
        let own = self.measures.get(code).copied();
        own.or_else(|| part(&self.partition_a))
            .or_else(|| part(&self.partition_b))
            .with_context(|| format!("the aggregator has no figure {code}"))
    }

    fn identity_a(&self) -> anyhow::Result<String> {
        let left = ["received", "carried_forward"];
        let right = [
            "resolved",
            "pending",
            "awaiting_supplement",
            "refused",
            "withdrawn",
        ];
        self.identity(
            &self.partition_a,
            (&left, "tiếp nhận + kỳ trước"),
            (
                &right,
                "đã giải quyết + đang giải quyết + chờ bổ sung + từ chối + rút",
            ),
        )
    }

    fn identity_b(&self) -> anyhow::Result<String> {
        let left = [
            "received_in_person_or_post",
            "received_online",
            "carried_forward",
        ];
        let right = [
            "settled_early",
            "settled_on_time",
            "settled_late",
            "pending_in_time",
            "pending_overdue",
        ];
        self.identity(
            &self.partition_b,
            (&left, "trực tiếp, bưu chính + trực tuyến + kỳ trước"),
            (
                &right,
                "kết thúc trước hạn + đúng hạn + quá hạn + đang xử lý trong hạn + quá hạn",
            ),
        )
    }

    fn identity(
        &self,
        parts: &BTreeMap<String, serde_json::Value>,
        left: (&[&str], &str),
        right: (&[&str], &str),
    ) -> anyhow::Result<String> {
        let sum = |codes: &[&str]| -> anyhow::Result<(String, i64)> {
            let values = codes
                .iter()
                .map(|code| self.value(code))
                .collect::<anyhow::Result<Vec<i64>>>()?;
            let shown: Vec<String> = values.iter().map(|value| vi_integer(*value)).collect();
            Ok((shown.join(" + "), values.iter().sum()))
        };
        let ((left_shown, left_sum), (right_shown, right_sum)) = (sum(left.0)?, sum(right.0)?);
        let holds = parts.get("holds").and_then(serde_json::Value::as_bool) == Some(true)
            && left_sum == right_sum;
        let sign = if holds { "=" } else { "≠" };
        Ok(format!(
            "{left_shown} {sign} {right_shown}\n      {} = {}",
            left.1, right.1
        ))
    }
}

impl std::fmt::Display for Indicator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ratio = Ratio {
            numerator: self.numerator,
            denominator: self.denominator,
        };
        let percent = ratio.percent(1).map_or_else(|| "—".to_owned(), Percent::vi);
        write!(
            f,
            "{percent} ({}/{})",
            vi_integer(self.numerator),
            vi_integer(self.denominator)
        )
    }
}
