//! Spans of the consumer, after the OpenTelemetry messaging conventions. Events whose trace is not sampled cost none.

use chiso_proto::eventlog::v1::EventRecord;
use opentelemetry::trace::TraceContextExt;
use tracing::{Span, field};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::applier::Origin;
use super::identity::Identity;
use crate::quarantine::Rejection;
use crate::source::event_name;
use crate::trace::{self, MAX_LINKS};

/// Span of a batch from the bus, a trace of its own with a link to each event.
pub(super) fn receive(identity: &Identity, events: &[EventRecord]) -> Span {
    batch("receive", identity, events)
}

/// Span of a batch from the log: a long replay has links only. A gap is traced event by event and needs none.
pub(super) fn replay(identity: &Identity, events: &[EventRecord], origin: Origin) -> Span {
    match origin {
        Origin::Replay => batch("replay", identity, events),
        Origin::Bus | Origin::Gap => Span::none(),
    }
}

fn batch(operation: &'static str, identity: &Identity, events: &[EventRecord]) -> Span {
    let mut creates = events
        .iter()
        .filter_map(|event| trace::sampled(&event.traceparent))
        .take(MAX_LINKS)
        .peekable();
    if creates.peek().is_none() {
        return Span::none();
    }
    let span = tracing::info_span!(
        parent: None,
        "receive",
        otel.name = format!("{operation} {}", identity.stream),
        otel.kind = "client",
        messaging.system = "nats",
        messaging.operation.name = operation,
        "messaging.operation.type" = "receive",
        messaging.destination.name = identity.stream,
        messaging.consumer.group.name = identity.consumer,
        messaging.batch.message_count = events.len(),
    );
    for create in creates {
        span.add_link(create);
    }
    span
}

/// Span of the acknowledgement of a batch.
pub(super) fn ack(receive: &Span) -> Span {
    if receive.is_none() {
        return Span::none();
    }
    tracing::info_span!(
        parent: receive,
        "ack",
        otel.kind = "client",
        messaging.system = "nats",
        messaging.operation.name = "ack",
        "messaging.operation.type" = "settle",
    )
}

/// Spans of events that were there already.
pub(super) fn duplicates(events: &[EventRecord], identity: &Identity, receive: &Span) {
    for event in events {
        if let Some(span) = process(event, identity, receive) {
            span.record("app.outcome", "duplicate");
        }
    }
}

/// Spans of the sampled events of one transaction.
pub(super) struct Processing {
    spans: Vec<(i64, Span)>,
    outcome: &'static str,
}

impl Processing {
    pub(super) fn begin(
        events: &[EventRecord],
        origin: Origin,
        identity: &Identity,
        receive: &Span,
    ) -> Self {
        let (outcome, traced) = match origin {
            Origin::Bus => ("applied", events),
            Origin::Gap => ("gap", events),
            Origin::Replay => ("replayed", &events[..0]),
        };
        let spans = traced
            .iter()
            .filter_map(|event| Some((event.sequence, process(event, identity, receive)?)))
            .collect();
        Self { spans, outcome }
    }

    /// Span of the transaction, in the trace of the first event of the batch.
    pub(super) fn transaction(&self, events: usize) -> Span {
        let Some((_, first)) = self.spans.first() else {
            return Span::none();
        };
        tracing::info_span!(
            parent: first,
            "transaction",
            otel.name = "apply events",
            otel.kind = "client",
            db.system.name = "postgresql",
            db.operation.batch.size = events,
        )
    }

    pub(super) fn end(self, rejected: &[Rejection]) {
        for (sequence, span) in self.spans {
            let rejected = rejected.iter().any(|why| why.sequence == sequence);
            let outcome = if rejected {
                "quarantined"
            } else {
                self.outcome
            };
            span.record("app.outcome", outcome);
        }
    }
}

/// Span of one event, in the trace of the request that made it; none if that is not sampled.
fn process(event: &EventRecord, identity: &Identity, receive: &Span) -> Option<Span> {
    let create = trace::sampled(&event.traceparent)?;
    let span = tracing::info_span!(
        parent: None,
        "process",
        otel.name = format!("process {}", event_name(&event.r#type)),
        otel.kind = "consumer",
        messaging.system = "nats",
        messaging.operation.name = "process",
        "messaging.operation.type" = "process",
        messaging.destination.name = identity.stream,
        messaging.destination.template = identity.subjects,
        messaging.consumer.group.name = identity.consumer,
        messaging.message.id = event.event_id,
        app.outcome = field::Empty,
    );
    trace::continue_from(&span, create);
    let received = receive.context();
    let received = received.span().span_context().clone();
    if received.is_valid() {
        span.add_link(received);
    }
    Some(span)
}
