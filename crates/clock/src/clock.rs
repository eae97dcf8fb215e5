use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

/// Source of the present instant, truncated to microseconds so that what PostgreSQL gives back equals what was written.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Hand(Arc<AtomicI64>),
}

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `at` until its hand is moved.
    pub fn at(at: DateTime<Utc>) -> (Self, ClockHand) {
        let micros = Arc::new(AtomicI64::new(at.timestamp_micros()));
        (Self(Source::Hand(Arc::clone(&micros))), ClockHand(micros))
    }

    /// The present instant.
    ///
    /// # Panics
    /// Outside the years -262,000 to 262,000.
    pub fn now(&self) -> DateTime<Utc> {
        let micros = match &self.0 {
            Source::System => {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "the one home of the ambient clock"
                )]
                let now = Utc::now();
                now.timestamp_micros()
            }
            Source::Hand(micros) => micros.load(Ordering::SeqCst),
        };
        DateTime::from_timestamp_micros(micros).expect("clocks show years that fit")
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

/// Moves a [`Clock`] that was made with [`Clock::at`].
#[derive(Clone, Debug)]
pub struct ClockHand(Arc<AtomicI64>);

impl ClockHand {
    /// Moves the clock forward, or backward by a negative step.
    ///
    /// # Panics
    /// If the step is longer than 292,000 years.
    pub fn advance(&self, step: TimeDelta) {
        let micros = step
            .num_microseconds()
            .expect("steps of a clock are shorter than 292,000 years");
        self.0.fetch_add(micros, Ordering::SeqCst);
    }

    /// Sets the clock.
    pub fn set(&self, at: DateTime<Utc>) {
        self.0.store(at.timestamp_micros(), Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_stands_until_its_hand_moves() {
        let start = "2022-01-28T09:45:00Z".parse().unwrap();
        let (clock, hand) = Clock::at(start);
        assert_eq!(clock.now(), start);
        hand.advance(TimeDelta::seconds(90));
        assert_eq!(clock.now(), start + TimeDelta::seconds(90));
    }
}
