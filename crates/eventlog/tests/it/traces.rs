use std::collections::HashMap;

use chiso_eventlog::trace::traceparent;
use chiso_testkit::wait_for;
use opentelemetry::trace::{SpanKind, TracerProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::house::{House, NEVER, PATIENCE, Running};

fn attribute(span: &SpanData, key: &str) -> Option<String> {
    let pair = span
        .attributes
        .iter()
        .find(|pair| pair.key.as_str() == key)?;
    Some(pair.value.to_string())
}

/// One trace from the create span to the transaction of the projection; an event without a trace adds no span.
#[tokio::test]
async fn a_trace_crosses_outbox_and_bus() {
    let house = House::build().await;
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(exporter.clone())
        .build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
    let _traced = tracing_subscriber::registry().with(layer).set_default();

    let create = tracing::info_span!(
        "create",
        otel.name = "create NumberDrawn",
        otel.kind = "producer"
    );
    let mut event = house.number(1);
    event.traceparent = traceparent(&create);
    drop(create);
    let (_, relay) = house.relay().await;
    house
        .write_events(&[house.number(1), event.clone(), house.number(1)])
        .await;
    house.published(3).await;
    // They are one batch of the bus, and none is read from the log.
    let consumer = house.new_consumer().await.check_every(NEVER);
    let consumer = Running::start(|cancel| consumer.run(cancel));
    house.applied(3).await;
    wait_for("the acknowledgement", PATIENCE, async || {
        exporter
            .get_finished_spans()
            .unwrap()
            .iter()
            .any(|span| span.name == "receive CHISO_DOSSIERS")
    })
    .await;
    consumer.stop().await;
    relay.stop().await;

    let spans = exporter.get_finished_spans().unwrap();
    let by_name: HashMap<_, _> = spans
        .iter()
        .map(|span| (span.name.as_ref(), span))
        .collect();
    assert_eq!(by_name.len(), spans.len(), "{:?}", by_name.keys());
    let create = by_name["create NumberDrawn"];
    let publish = by_name["publish NumberDrawn"];
    let receive = by_name["receive CHISO_DOSSIERS"];
    let process = by_name["process NumberDrawn"];
    let transaction = by_name["apply events"];
    let ack = by_name["ack"];

    let trace = create.span_context.trace_id();
    let links = |span: &SpanData| {
        span.links
            .iter()
            .map(|link| link.span_context.span_id())
            .collect::<Vec<_>>()
    };
    let id = |span: &SpanData| span.span_context.span_id();
    for (span, parent, kind) in [
        (publish, create, SpanKind::Client),
        (process, create, SpanKind::Consumer),
        (transaction, process, SpanKind::Client),
    ] {
        assert_eq!(span.span_context.trace_id(), trace, "{}", span.name);
        assert_eq!(span.parent_span_id, id(parent), "{}", span.name);
        assert_eq!(span.span_kind, kind, "{}", span.name);
    }
    assert_ne!(receive.span_context.trace_id(), trace);
    assert_eq!(receive.span_kind, SpanKind::Client);
    assert_eq!(ack.parent_span_id, id(receive));
    assert_eq!(links(publish), [id(create)]);
    assert_eq!(links(receive), [id(create)]);
    assert_eq!(links(process), [id(create), id(receive)]);
    assert_eq!(
        attribute(receive, "messaging.batch.message_count").as_deref(),
        Some("3")
    );
    assert_eq!(
        attribute(process, "app.outcome").as_deref(),
        Some("applied")
    );
    assert_eq!(
        attribute(process, "messaging.message.id"),
        Some(event.event_id.to_string())
    );
}
