use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use async_nats::jetstream;
use async_nats::jetstream::context::{PublishError, PublishErrorKind};
use chiso_clock::Clock;
use chiso_proto::eventlog::v1::EventRecord;
use metrics::{counter, gauge, histogram};
use sqlx::PgPool;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout_at};
use tracing::Span;

use super::WINDOW;
use crate::backoff::Backoff;
use crate::source::{Source, event_name};
use crate::store::log;
use crate::{headers, metric, trace};

const ACK_TIMEOUT: Duration = Duration::from_secs(5);

/// The publishing half of the leader.
pub(super) struct Publisher<'a> {
    pub(super) pool: &'a PgPool,
    pub(super) jetstream: &'a jetstream::Context,
    pub(super) source: Source,
    pub(super) clock: &'a Clock,
    pub(super) published: watch::Sender<i64>,
    pub(super) head: watch::Receiver<i64>,
    pub(super) windows: mpsc::Receiver<Vec<EventRecord>>,
}

impl Publisher<'_> {
    /// Publishes event after event of the log; returns only if the numbering half is gone.
    pub(super) async fn run(mut self) {
        let mut backoff = Backoff::new();
        let mut next = *self.published.borrow() + 1;
        // After a failure one event tries the way, so that an outage does not fill the client with unanswered windows.
        let mut limit = WINDOW;
        let mut at_hand = None;
        loop {
            let window = match self.window(next, limit, &mut at_hand).await {
                Ok(Some(window)) => window,
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(error = %error, "relay cannot read its log");
                    tokio::time::sleep(backoff.next()).await;
                    continue;
                }
            };
            let (acknowledged, failure) = self.publish(&window).await;
            if let Some(last) = acknowledged {
                next = last + 1;
                self.published.send_replace(last);
                gauge!(metric::PUBLISHED_SEQUENCE).set(metric::number(last));
            }
            if let Some(failure) = failure {
                counter!(metric::PUBLISH_FAILURES).increment(1);
                tracing::warn!(next, error = %failure, "events were not acknowledged by the bus");
                limit = 1;
                tokio::time::sleep(backoff.next()).await;
            } else {
                backoff.reset();
                limit = (limit * 8).min(WINDOW);
            }
        }
    }

    /// The next events to publish: as the numbering half handed them over, or else from the log.
    async fn window(
        &mut self,
        next: i64,
        limit: usize,
        at_hand: &mut Option<Vec<EventRecord>>,
    ) -> Result<Option<Vec<EventRecord>>, sqlx::Error> {
        loop {
            let head = *self.head.borrow_and_update();
            if at_hand.is_none() {
                *at_hand = self.windows.try_recv().ok();
            }
            let first = at_hand
                .as_ref()
                .map_or(head + 1, |window| window[0].sequence);
            let fits = at_hand.as_ref().is_some_and(|window| window.len() <= limit);
            if first == next && fits {
                return Ok(at_hand.take());
            }
            if first <= next && at_hand.take().is_some() {
                continue;
            }
            if next <= head {
                let to = head.min(first - 1);
                return log::read(self.pool, next, to, limit).await.map(Some);
            }
            tokio::select! {
                window = self.windows.recv() => match window {
                    Some(window) => *at_hand = Some(window),
                    None => return Ok(None),
                },
                changed = self.head.changed() => if changed.is_err() {
                    return Ok(None);
                },
            }
        }
    }

    /// Publishes a window. Returns the last number of the part, from its start, that the bus has, and what went wrong.
    async fn publish(&self, window: &[EventRecord]) -> (Option<i64>, Option<PublishError>) {
        let source = self.source.uri();
        let started = Instant::now();
        let published = headers::rfc3339(self.clock.now());
        let mut acks = Vec::with_capacity(window.len());
        let mut failure = None;
        for event in window {
            let span = publish_span(event, self.source);
            let composed = catch_unwind(AssertUnwindSafe(|| {
                let subject = self.source.bus_subject(&event.r#type, &event.org_code);
                (subject, headers::encode(event, &source, &published))
            }));
            let Ok((subject, headers)) = composed else {
                counter!(metric::RELAY_PANICS).increment(1);
                tracing::error!(
                    sequence = event.sequence,
                    "event cannot be written for the bus and stays in the log only"
                );
                acks.push((event.sequence, None, span));
                continue;
            };
            let payload = event.payload.clone();
            let sent = self
                .jetstream
                .publish_with_headers(subject, headers, payload);
            match timeout_at(started + ACK_TIMEOUT, sent).await {
                Ok(Ok(ack)) => acks.push((event.sequence, Some(ack), span)),
                Ok(Err(error)) if error.kind() == PublishErrorKind::MaxPayloadExceeded => {
                    counter!(metric::OVERSIZED).increment(1);
                    tracing::error!(
                        sequence = event.sequence,
                        "event is too large for the bus and stays in the log only"
                    );
                    acks.push((event.sequence, None, span));
                }
                Ok(Err(error)) => {
                    failure = Some(error);
                    break;
                }
                Err(_) => {
                    failure = Some(PublishError::new(PublishErrorKind::TimedOut));
                    break;
                }
            }
        }
        let mut acknowledged = None;
        for (sequence, ack, _span) in acks {
            if let Some(ack) = ack {
                let answer = timeout_at(started + ACK_TIMEOUT, ack).await;
                if let Err(error) =
                    answer.unwrap_or_else(|_| Err(PublishError::new(PublishErrorKind::TimedOut)))
                {
                    return (acknowledged, Some(error));
                }
            }
            acknowledged = Some(sequence);
        }
        histogram!(metric::PUBLISH_SECONDS).record(started.elapsed().as_secs_f64());
        (acknowledged, failure)
    }
}

/// Span of one publish, in the trace of the request that made the event; none if that is not sampled.
fn publish_span(event: &EventRecord, source: Source) -> Span {
    let Some(create) = trace::sampled(&event.traceparent) else {
        return Span::none();
    };
    let span = tracing::info_span!(
        parent: None,
        "publish",
        otel.name = format!("publish {}", event_name(&event.r#type)),
        otel.kind = "client",
        messaging.system = "nats",
        messaging.operation.name = "publish",
        "messaging.operation.type" = "send",
        messaging.destination.name = source.stream(),
        messaging.destination.template = source.subjects(),
        messaging.message.id = event.event_id,
    );
    trace::continue_from(&span, create);
    span
}
