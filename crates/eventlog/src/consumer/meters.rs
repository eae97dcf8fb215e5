use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};

use crate::metric;

/// The metrics of one consumer, looked up once.
#[derive(Debug)]
pub(super) struct Meters {
    pub(super) leader: Gauge,
    pub(super) bus_connected: Gauge,
    pub(super) checkpoint: Gauge,
    pub(super) source_head: Gauge,
    pub(super) lag: Gauge,
    pub(super) diverged: Gauge,
    pub(super) in_quarantine: Gauge,
    pub(super) delay: Histogram,
    pub(super) applied: Counter,
    pub(super) gap: Counter,
    pub(super) replayed: Counter,
    pub(super) duplicate: Counter,
    pub(super) quarantined: Counter,
    pub(super) unknown: Counter,
    pub(super) stray: Counter,
}

impl Meters {
    pub(super) fn new(consumer: &str, source: &str) -> Self {
        let labels = [
            ("consumer", consumer.to_owned()),
            ("source", source.to_owned()),
        ];
        let outcome = |outcome: &'static str| {
            counter!(
                metric::CONSUMER_EVENTS,
                "consumer" => consumer.to_owned(), "source" => source.to_owned(), "outcome" => outcome
            )
        };
        Self {
            leader: gauge!(metric::CONSUMER_LEADER, &labels),
            bus_connected: gauge!(metric::CONSUMER_BUS_CONNECTED, &labels),
            checkpoint: gauge!(metric::CONSUMER_CHECKPOINT, &labels),
            source_head: gauge!(metric::CONSUMER_SOURCE_HEAD, &labels),
            lag: gauge!(metric::CONSUMER_LAG_EVENTS, &labels),
            diverged: gauge!(metric::CONSUMER_DIVERGED, &labels),
            in_quarantine: gauge!(metric::CONSUMER_QUARANTINED, &labels),
            delay: histogram!(metric::PROJECTION_DELAY_SECONDS, &labels),
            applied: outcome("applied"),
            gap: outcome("gap"),
            replayed: outcome("replayed"),
            duplicate: outcome("duplicate"),
            quarantined: outcome("quarantined"),
            unknown: outcome("unknown"),
            stray: outcome("stray"),
        }
    }
}
