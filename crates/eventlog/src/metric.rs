//! Names of the metrics. Labels are bounded: consumer, source and outcome only.

/// Gauge: events committed and not numbered yet (counted up to 100,000); from the relay's leader.
pub const OUTBOX_PENDING: &str = "eventlog_outbox_pending";
/// Gauge: last number of the source's log; from the relay's leader.
pub const LOG_HEAD: &str = "eventlog_log_head";
/// Gauge: number up to which the bus has acknowledged every event; from the relay's leader.
pub const PUBLISHED_SEQUENCE: &str = "eventlog_published_sequence";
/// Histogram in seconds: from the first send of a window to its last acknowledgement.
pub const PUBLISH_SECONDS: &str = "eventlog_publish_seconds";
/// Counter: windows of which at least one event was not acknowledged.
pub const PUBLISH_FAILURES: &str = "eventlog_publish_failures_total";
/// Counter: events too large for the bus; consumers get them from the log.
pub const OVERSIZED: &str = "eventlog_oversized_total";
/// Gauge: 1 on the replica whose relay leads, else 0.
pub const RELAY_LEADER: &str = "eventlog_relay_leader";

/// Gauge by consumer and source: number of the last event that the projection contains.
pub const CONSUMER_CHECKPOINT: &str = "consumer_checkpoint";
/// Gauge by consumer and source: the source's head as last seen; not before the checkpoint unless the log has diverged.
pub const CONSUMER_SOURCE_HEAD: &str = "consumer_source_head";
/// Gauge by consumer and source: head minus checkpoint; negative if the source was restored from an older state.
pub const CONSUMER_LAG_EVENTS: &str = "consumer_lag_events";
/// Gauge by consumer and source: 1 while the source's log is not the one that was applied, and nothing is applied.
pub const CONSUMER_DIVERGED: &str = "consumer_diverged";
/// Counter by consumer, source and outcome (applied, gap, replayed, duplicate, quarantined, unknown, stray).
pub const CONSUMER_EVENTS: &str = "consumer_events_total";
/// Gauge by consumer and source: events in quarantine.
pub const CONSUMER_QUARANTINED: &str = "consumer_quarantined";
/// Histogram in seconds by consumer and source: from recorded to projected, for events that came over the bus.
pub const PROJECTION_DELAY_SECONDS: &str = "consumer_projection_delay_seconds";
/// Gauge by consumer and source: 1 on the replica that leads, else 0.
pub const CONSUMER_LEADER: &str = "consumer_leader";
/// Gauge by consumer and source: 1 while the durable consumer of the bus can be read.
pub const CONSUMER_BUS_CONNECTED: &str = "consumer_bus_connected";
