use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::{Builder, Uuid};

use crate::Clock;

/// Source of `UUIDv7` identifiers (RFC 9562).
#[derive(Clone)]
pub struct Ids {
    clock: Clock,
    tail: Tail,
}

#[derive(Clone)]
enum Tail {
    Random,
    Counter(Arc<AtomicU64>),
}

impl Ids {
    /// Identifiers with a random tail.
    pub fn random(clock: Clock) -> Self {
        Self {
            clock,
            tail: Tail::Random,
        }
    }

    /// Identifiers with a counter for a tail: the same clock gives the same identifiers.
    pub fn sequence(clock: Clock) -> Self {
        Self {
            clock,
            tail: Tail::Counter(Arc::new(AtomicU64::new(0))),
        }
    }

    /// A new identifier.
    pub fn issue(&self) -> Uuid {
        let millis = u64::try_from(self.clock.now().timestamp_millis()).unwrap_or(0);
        let tail: [u8; 10] = match &self.tail {
            Tail::Random => rand::random(),
            Tail::Counter(counter) => {
                let mut tail = [0; 10];
                tail[2..].copy_from_slice(&counter.fetch_add(1, Ordering::SeqCst).to_be_bytes());
                tail
            }
        };
        Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
    }
}

impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ids")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_is_ordered_and_of_version_7() {
        let ids = Ids::sequence(Clock::at("2022-01-28T09:45:00Z".parse().unwrap()).0);
        let (first, second) = (ids.issue(), ids.issue());
        assert!(first < second);
        assert_eq!(first.get_version_num(), 7);
        assert_eq!(first.to_string(), "017ea012-e560-7000-8000-000000000000");
    }
}
