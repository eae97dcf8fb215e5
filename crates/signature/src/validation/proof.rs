//! Proofs of existence: what is known to have been there at which time.

use chrono::{DateTime, Utc};

use crate::report::{BestTime, TimeSource};

/// A moment at which something is known to have existed.
pub(super) type Moment = BestTime;

impl Moment {
    /// All that is known of something without a time stamp: it is here now.
    pub(super) const fn now(at: DateTime<Utc>) -> Self {
        Self {
            time: at,
            source: TimeSource::ValidationTime,
        }
    }

    pub(super) fn is_proven(&self) -> bool {
        self.source != TimeSource::ValidationTime
    }

    /// The earlier of two.
    pub(super) fn or_earlier(self, other: Self) -> Self {
        if other.time < self.time { other } else { self }
    }
}

/// Time stamps of the document that count, found from the latest to the earliest.
#[derive(Debug)]
pub(super) struct Proofs {
    at: DateTime<Utc>,
    /// Index of the revision that is stamped, and when.
    stamps: Vec<(usize, DateTime<Utc>)>,
}

impl Proofs {
    pub(super) const fn new(at: DateTime<Utc>) -> Self {
        Self {
            at,
            stamps: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, revision: usize, time: DateTime<Utc>) {
        self.stamps.push((revision, time));
    }

    /// When what the revision of this index holds is known to have existed; nothing for what came with the question.
    pub(super) fn of_revision(&self, revision: Option<usize>) -> Moment {
        let stamps = self.stamps.iter();
        let earliest = revision.and_then(|revision| {
            stamps
                .filter(|(stamped, _)| *stamped >= revision)
                .map(|(_, time)| *time)
                .min()
        });
        earliest.map_or(Moment::now(self.at), |time| Moment {
            time,
            source: TimeSource::DocumentTimeStamp,
        })
    }

    /// The same for what a signature of that revision holds: its own time stamp does not cover itself.
    pub(super) fn of_signature(&self, revision: Option<usize>) -> Moment {
        self.of_revision(revision.map(|revision| revision.saturating_add(1)))
    }
}
