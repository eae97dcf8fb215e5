//! Names of the metrics. Labels are bounded: consumer, source, outcome and reason only.
//! What is not known is NaN, not the value that it had: a gauge of the leader on a replica that does not lead, a source's head while
//! it cannot be asked. Counters are there from the start, at 0.

use metrics::{counter, gauge};

/// Gauge: events committed and not numbered yet (counted up to 100,000); from the relay's leader.
pub const OUTBOX_PENDING: &str = "eventlog_outbox_pending";
/// Gauge: last number of the source's log; from the relay's leader.
pub const LOG_HEAD: &str = "eventlog_log_head";
/// Gauge: number up to which the bus has acknowledged every event; from the relay's leader.
pub const PUBLISHED_SEQUENCE: &str = "eventlog_published_sequence";
/// Gauge in seconds: age of the oldest event that the bus has not acknowledged, 0 if there is none; from the relay's leader.
pub const UNPUBLISHED_AGE_SECONDS: &str = "eventlog_unpublished_age_seconds";
/// Histogram in seconds: from the first send of a window to its last acknowledgement.
pub const PUBLISH_SECONDS: &str = "eventlog_publish_seconds";
/// Counter: windows of which at least one event was not acknowledged.
pub const PUBLISH_FAILURES: &str = "eventlog_publish_failures_total";
/// Counter: events too large for the bus; consumers get them from the log.
pub const OVERSIZED: &str = "eventlog_oversized_total";
/// Gauge: 1 on the replica whose relay leads, else 0.
pub const RELAY_LEADER: &str = "eventlog_relay_leader";
/// Counter: panics of the relay, after each of which it began again or left an event out of the bus.
pub const RELAY_PANICS: &str = "eventlog_relay_panics_total";

/// Gauge by consumer and source: number of the last event that the projection contains.
pub const CONSUMER_CHECKPOINT: &str = "consumer_checkpoint";
/// Gauge by consumer and source: the source's head; not before the checkpoint unless the log has diverged. NaN while it cannot
/// be seen.
pub const CONSUMER_SOURCE_HEAD: &str = "consumer_source_head";
/// Gauge by consumer and source: head minus checkpoint; negative if the source was restored from an older state. NaN while the
/// head cannot be seen.
pub const CONSUMER_LAG_EVENTS: &str = "consumer_lag_events";
/// Gauge by consumer and source, in seconds since 1970: when this replica saw the source's head last; 0 if never.
pub const CONSUMER_SOURCE_SEEN: &str = "consumer_source_seen_timestamp_seconds";
/// Counter by consumer, source and reason (see [`crate::SourceFault::code`]): looks at the source's log that failed.
pub const CONSUMER_SOURCE_FAULTS: &str = "consumer_source_faults_total";
/// Gauge by consumer and source: 1 while the source's log is not the one that was applied, and nothing is applied.
pub const CONSUMER_DIVERGED: &str = "consumer_diverged";
/// Counter by consumer, source and outcome (applied, gap, replayed, duplicate, quarantined, settled, unknown,
/// stray).
pub const CONSUMER_EVENTS: &str = "consumer_events_total";
/// Gauge by consumer and source: events in quarantine.
pub const CONSUMER_QUARANTINED: &str = "consumer_quarantined";
/// Histogram in seconds by consumer and source: from recorded to projected, for events that came over the bus.
pub const PROJECTION_DELAY_SECONDS: &str = "consumer_projection_delay_seconds";
/// Gauge by consumer and source: 1 on the replica that leads, else 0.
pub const CONSUMER_LEADER: &str = "consumer_leader";
/// Gauge by consumer and source: 1 while the durable consumer of the bus can be read.
pub const CONSUMER_BUS_CONNECTED: &str = "consumer_bus_connected";
/// Counter by consumer and source: panics of the consumer, after each of which it began again.
pub const CONSUMER_PANICS: &str = "consumer_panics_total";

/// Makes the relay's counters, so that a first increase is one.
pub(crate) fn start_relay() {
    gauge!(RELAY_LEADER).set(0.0);
    for name in [PUBLISH_FAILURES, OVERSIZED, RELAY_PANICS] {
        counter!(name).increment(0);
    }
}

/// A number as metrics have it.
#[expect(
    clippy::cast_precision_loss,
    reason = "metrics are floats; numbers are exact to 2^53"
)]
pub(crate) fn number(number: i64) -> f64 {
    number as f64
}
