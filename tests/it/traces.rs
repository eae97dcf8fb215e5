//! One trace from the portal's request to the transaction that changes the figures (OpenTelemetry messaging conventions).

use chiso_testkit::{CollectedSpan, OtlpSink};
use chiso_tests::{Answer, Setup, System};
use serde_json::{Value, json};

use crate::load::submission;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PORTAL: &str = "b7ad6b7169203331";
/// Kinds of spans in OTLP.
const SERVER: i32 = 2;
const CLIENT: i32 = 3;
const PRODUCER: i32 = 4;
const CONSUMER: i32 = 5;

fn traceparent() -> String {
    format!("00-{TRACE}-{PORTAL}-01")
}

/// Ids of the spans that a span links to.
fn links(span: &CollectedSpan) -> Vec<&[u8]> {
    let links = span.span.links.iter();
    links.map(|link| link.span_id.as_slice()).collect()
}

/// Files a dossier in the trace of a portal, and another one that is refused.
async fn send(system: &System) -> Answer {
    let url = format!("{}/v1/dossiers", system.dossiers.url());
    let submission = submission();
    let clerk = system.everything();
    let write = clerk.write(&url, "key", None, Some(&submission));
    Answer::to(write.header("traceparent", traceparent()))
        .await
        .ok();
    let stranger = system.caller(&[("clerk", "p-tan-hong")]);
    let write = stranger.write(&url, "other", None, Some(&submission));
    Answer::to(write.header("traceparent", traceparent())).await
}

/// The batch has a trace of its own, with a link to what made each message.
fn assert_batch(spans: &[CollectedSpan], create: &CollectedSpan, process: &CollectedSpan) {
    let receive = spans.iter().find(|span| {
        links(span).contains(&create.span.span_id.as_slice())
            && span.span.name.starts_with("receive")
    });
    let receive = receive.unwrap();
    assert_eq!(receive.span.name, "receive CHISO_DOSSIERS");
    assert_ne!(receive.trace_id(), TRACE);
    assert_eq!(receive.span.kind, CLIENT);
    let count = receive.attributes()["messaging.batch.message_count"]
        .parse::<usize>()
        .unwrap();
    assert!(count >= 1);
    let made_by = [&create.span.span_id, &receive.span.span_id].map(Vec::as_slice);
    assert_eq!(links(process), made_by);
    let ack = spans
        .iter()
        .find(|span| span.parent_span_id() == receive.span_id() && span.span.name == "ack");
    assert_eq!(ack.unwrap().span.kind, CLIENT);
}

#[tokio::test]
async fn a_trace_leads_from_the_request_into_the_aggregators_transaction() {
    let sink = OtlpSink::start().await;
    let mut system = System::start_with(Setup {
        otlp_endpoint: Some(sink.endpoint()),
        ..Setup::default()
    })
    .await;
    system.settled().await;
    let refused = send(&system).await;
    assert_eq!(refused.status, 403);
    system.settled().await;
    // The last spans come with the end.
    system.dossiers.stop().await;
    system.aggregator.stop().await;

    let spans = sink.spans();
    let of_trace: Vec<_> = spans
        .iter()
        .filter(|span| span.trace_id() == TRACE)
        .collect();
    let names: Vec<&str> = of_trace
        .iter()
        .map(|span| span.span.name.as_str())
        .collect();
    let find = |name: &str| -> &CollectedSpan {
        of_trace
            .iter()
            .find(|span| span.span.name == name)
            .unwrap_or_else(|| panic!("no {name} in {names:?}"))
    };
    let create = find("create DossierSubmitted");
    let request = of_trace
        .iter()
        .find(|span| span.span_id() == create.parent_span_id())
        .unwrap();
    assert_eq!(request.span.name, "POST /v1/dossiers");
    assert_eq!(request.parent_span_id(), PORTAL);
    let publish = find("publish DossierSubmitted");
    let process = find("process DossierSubmitted");
    let transaction = find("apply events");
    for (span, service, parent, kind) in [
        (*request, "chiso-dossiers", PORTAL.to_owned(), SERVER),
        (create, "chiso-dossiers", request.span_id(), PRODUCER),
        (publish, "chiso-dossiers", create.span_id(), CLIENT),
        (process, "chiso-aggregator", create.span_id(), CONSUMER),
        (transaction, "chiso-aggregator", process.span_id(), CLIENT),
    ] {
        let name = &span.span.name;
        assert_eq!(span.service, service, "{name}");
        assert_eq!(span.parent_span_id(), parent, "{name}");
        assert_eq!(span.span.kind, kind, "{name}");
    }
    assert_eq!(links(publish), [create.span.span_id.as_slice()]);
    let attributes = process.attributes();
    for (name, value) in [
        ("messaging.system", "nats"),
        ("messaging.operation.type", "process"),
        ("messaging.destination.name", "CHISO_DOSSIERS"),
        ("messaging.consumer.group.name", "aggregator"),
        ("app.outcome", "applied"),
    ] {
        assert_eq!(
            attributes.get(name).map(String::as_str),
            Some(value),
            "{name}"
        );
    }

    assert_batch(&spans, create, process);
    for span in &spans {
        let digits = span.span.name.chars().filter(char::is_ascii_digit).count();
        assert!(digits <= 1, "{} names an id", span.span.name);
    }
    let lines = system.dossiers.lines();
    let of_trace = lines
        .iter()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let of_trace: Vec<Value> = of_trace.filter(|line| line["trace_id"] == TRACE).collect();
    assert!(!of_trace.is_empty(), "{}", lines.join("\n"));
    assert_eq!(refused.json["trace_id"], json!(TRACE));
}

#[tokio::test]
async fn without_an_exporter_there_is_no_noise_and_trace_ids_are_told_nevertheless() {
    let mut system = System::start().await;
    let refused = send(&system).await;
    assert_eq!(refused.json["trace_id"], TRACE);
    system.settled().await;
    system.dossiers.stop().await;
    system.aggregator.stop().await;
    for line in [system.dossiers.lines(), system.aggregator.lines()].concat() {
        let line: Value = serde_json::from_str(&line).unwrap();
        assert!(
            line["level"] == "info" || line["level"] == "debug",
            "{line}"
        );
    }
}
