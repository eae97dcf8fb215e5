use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};

use crate::metric;
use crate::source_fault::SourceFault;

/// The metrics of one consumer, looked up once.
#[derive(Debug)]
pub(super) struct Meters {
    pub(super) leader: Gauge,
    pub(super) bus_connected: Gauge,
    pub(super) checkpoint: Gauge,
    pub(super) source_head: Gauge,
    pub(super) source_seen: Gauge,
    pub(super) lag: Gauge,
    pub(super) diverged: Gauge,
    pub(super) in_quarantine: Gauge,
    pub(super) delay: Histogram,
    pub(super) applied: Counter,
    pub(super) gap: Counter,
    pub(super) replayed: Counter,
    pub(super) duplicate: Counter,
    pub(super) quarantined: Counter,
    pub(super) settled: Counter,
    pub(super) unknown: Counter,
    pub(super) stray: Counter,
    pub(super) panics: Counter,
    source_faults: [(SourceFault, Counter); SourceFault::ALL.len()],
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
        let source_faults = |fault: SourceFault| {
            counter!(
                metric::CONSUMER_SOURCE_FAULTS,
                "consumer" => consumer.to_owned(), "source" => source.to_owned(), "reason" => fault.code()
            )
        };
        let meters = Self {
            leader: gauge!(metric::CONSUMER_LEADER, &labels),
            bus_connected: gauge!(metric::CONSUMER_BUS_CONNECTED, &labels),
            checkpoint: gauge!(metric::CONSUMER_CHECKPOINT, &labels),
            source_head: gauge!(metric::CONSUMER_SOURCE_HEAD, &labels),
            source_seen: gauge!(metric::CONSUMER_SOURCE_SEEN, &labels),
            lag: gauge!(metric::CONSUMER_LAG_EVENTS, &labels),
            diverged: gauge!(metric::CONSUMER_DIVERGED, &labels),
            in_quarantine: gauge!(metric::CONSUMER_QUARANTINED, &labels),
            delay: histogram!(metric::PROJECTION_DELAY_SECONDS, &labels),
            applied: outcome("applied"),
            gap: outcome("gap"),
            replayed: outcome("replayed"),
            duplicate: outcome("duplicate"),
            quarantined: outcome("quarantined"),
            settled: outcome("settled"),
            unknown: outcome("unknown"),
            stray: outcome("stray"),
            panics: counter!(metric::CONSUMER_PANICS, &labels),
            source_faults: SourceFault::ALL.map(|fault| (fault, source_faults(fault))),
        };
        meters.begin();
        meters
    }

    /// Everything is there from the start, with the values of one who has done and knows nothing.
    fn begin(&self) {
        for counter in [
            &self.applied,
            &self.gap,
            &self.replayed,
            &self.duplicate,
            &self.quarantined,
            &self.settled,
            &self.unknown,
            &self.stray,
            &self.panics,
        ] {
            counter.increment(0);
        }
        for (_, counter) in &self.source_faults {
            counter.increment(0);
        }
        self.source_seen.set(0.0);
        self.forget();
    }

    /// One who does not lead knows nothing.
    pub(super) fn forget(&self) {
        self.leader.set(0.0);
        self.bus_connected.set(0.0);
        for gauge in [
            &self.checkpoint,
            &self.source_head,
            &self.lag,
            &self.diverged,
            &self.in_quarantine,
        ] {
            gauge.set(f64::NAN);
        }
    }

    /// The source's log cannot be seen: how far it goes is not known.
    pub(super) fn miss_source(&self, fault: SourceFault) {
        self.source_head.set(f64::NAN);
        self.lag.set(f64::NAN);
        for (_, counter) in self.source_faults.iter().filter(|(of, _)| *of == fault) {
            counter.increment(1);
        }
    }
}

/// Also one who is no more.
impl Drop for Meters {
    fn drop(&mut self) {
        self.forget();
    }
}
