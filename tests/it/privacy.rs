//! Names, numbers and reasons that go in through every door: none comes out of the dossiers service but to its clerks.

use std::fs;
use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, pull};
use chiso_proto::eventlog::v1::{ReadEventsRequest, TakeSnapshotRequest};
use chiso_testkit::{OtlpSink, Service};
use chiso_tests::{Setup, System};
use futures::StreamExt;

use crate::doors::{through_grpc, through_imports, through_rest};
use crate::operator::stream;
use crate::personal::Out;
use crate::remote::{self, with};

const FETCH_TIME: Duration = Duration::from_secs(2);

/// The bus and the event log.
async fn events(system: &System, out: &mut Out) {
    let config = pull::Config {
        ack_policy: AckPolicy::None,
        ..pull::Config::default()
    };
    let consumer = stream(system).await.create_consumer(config).await.unwrap();
    let mut messages = consumer
        .fetch()
        .max_messages(10_000)
        .expires(FETCH_TIME)
        .messages()
        .await
        .unwrap();
    let mut count = 0;
    while let Some(message) = messages.next().await {
        let message = message.unwrap();
        out.keep("a subject", message.subject.as_str());
        out.keep("headers on the bus", format!("{:?}", message.headers));
        out.keep("a message on the bus", message.payload.to_vec());
        count += usize::from(message.subject.contains("dossier"));
    }
    assert!(count > 20, "{count} messages");

    let mut log = remote::event_log(system).await;
    let token = system.tokens.mint("peer", &[("peer", "tinh-bac-ninh")]);
    let request = ReadEventsRequest {
        from_sequence: 1,
        to_sequence: 0,
    };
    let mut events = log
        .read_events(with(Some(&token), request))
        .await
        .unwrap()
        .into_inner();
    while let Some(part) = events.message().await.unwrap() {
        out.keep("the event log", prost::Message::encode_to_vec(&part));
    }
    let mut facets = log
        .take_snapshot(with(Some(&token), TakeSnapshotRequest {}))
        .await
        .unwrap()
        .into_inner();
    while let Some(part) = facets.message().await.unwrap() {
        out.keep("the snapshot", prost::Message::encode_to_vec(&part));
    }
}

async fn aggregator(system: &System, out: &mut Out) {
    let everything = system.everything();
    let year =
        "unit_id=tinh-bac-ninh&from_date=2022-01-01&until_date=2023-01-01&breakdown=procedure";
    for path in [
        "/v1/projection",
        "/v1/quarantine",
        "/v1/indicators",
        &format!("/v1/figures?{year}"),
    ] {
        let answer = everything
            .get(&format!("{}{path}", system.aggregator.url()))
            .await;
        out.keep(format!("the aggregator's {path}"), answer.ok().to_string());
    }
    out.keep("a verification", system.verify().await.to_string());
}

/// What stands in the database of the service, all of it but the keys of requests: those are the caller's own.
async fn database(system: &System, out: &mut Out) {
    let mut conn = system.database(Service::Dossiers).await;
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('dossiers', 'eventlog')",
    )
    .fetch_all(&mut conn)
    .await
    .unwrap();
    assert!(tables.len() > 10, "{tables:?}");
    for table in tables {
        let sql = format!("SELECT (to_jsonb(t) - 'key')::text FROM {table} t");
        let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_all(&mut conn)
            .await
            .unwrap();
        out.keep(table, rows.join("\n"));
    }
}

#[tokio::test]
async fn no_personal_data_leaves_the_service() {
    let sink = OtlpSink::start().await;
    let mut system = System::start_with(Setup {
        log: "debug".to_owned(),
        otlp_endpoint: Some(sink.endpoint()),
        ..Setup::default()
    })
    .await;
    let mut out = Out::default();
    through_rest(&system, &mut out).await;
    through_imports(&system, &mut out).await;
    through_grpc(&system, &mut out).await;
    system.settled().await;
    events(&system, &mut out).await;
    database(&system, &mut out).await;
    aggregator(&system, &mut out).await;
    for fleet in [&system.dossiers, &system.aggregator] {
        out.keep("metrics", system.metrics(fleet).await);
        out.keep("readyz", system.readiness(fleet).await.unwrap().to_string());
    }
    // The last spans and lines come with the end.
    system.dossiers.stop().await;
    system.aggregator.stop().await;
    let lines = [system.dossiers.lines(), system.aggregator.lines()].concat();
    assert!(lines.len() > 100, "{} lines", lines.len());
    for line in lines {
        out.keep("a log line", line);
    }
    let spans = sink.spans();
    assert!(spans.len() > 50, "{} spans", spans.len());
    for span in spans {
        out.keep("a span", format!("{span:?}"));
    }
    for log in ["pg/postgres.log", "nats/nats.log"] {
        out.keep(log, fs::read(system.backing.home().join(log)).unwrap());
    }
    out.assert_clean();
}
