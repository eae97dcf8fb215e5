//! Corrections: how an event that was published wrong is set right.
//!
//! The log is never edited. A wrong event cannot be counted and waits in quarantine, and so does each later one that began from
//! a wrong state, even if it was right itself: a [`Gap`] in the history of the entity. As soon as an event leads from a right
//! state to a right one, the entity is counted on, but what the gap made of it is not. A correction is a further event of the
//! log that closes one gap. It has the difference over the whole of it, from the state before to the state after, and names the
//! events in between ([`crate::NewEvent::corrects`]). A consumer applies the difference, takes the named events out of
//! quarantine and moves its checkpoint in one transaction. It does so only if all of them are there, for one that is not was
//! counted, and would be twice: such a correction goes to quarantine itself, and is to be named by the next one.
//!
//! A correction never comes before what it corrects. It is numbered after them, and numbers are all that a consumer goes by:
//! what the bus brings too early waits until the gap of numbers is filled, what it repeats is skipped.

use chiso_proto::eventlog::v1::EventRecord;

/// Code of a correction in quarantine: an event that it names was counted, or settled before.
pub const NOT_IN_QUARANTINE: &str = "CORRECTS_NOT_IN_QUARANTINE";

/// Events of one entity in a row that are not counted, and that no correction has settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap<'a> {
    /// The counted event before them. The correction begins from the state after it; from none if there is no such event.
    pub before: Option<&'a EventRecord>,
    /// What the correction has to name.
    pub events: Vec<&'a EventRecord>,
    /// The counted event after them. The correction leads to the state before it; to the right present state of the entity if
    /// there is no such event.
    pub after: Option<&'a EventRecord>,
}

impl Gap<'_> {
    /// The numbers that the correction has to name. `None` while an event has no number yet, which it gets within moments.
    pub fn corrects(&self) -> Option<Vec<i64>> {
        let numbers = self.events.iter().map(|event| event.sequence);
        numbers
            .map(|number| (number > 0).then_some(number))
            .collect()
    }
}

/// What is to be corrected in the [history](crate::history()) of an entity, in its order: one correction for each gap, all in the
/// transaction that read the history. `countable` tells whether an event passes the check that consumers make.
pub fn gaps<'a>(
    history: &'a [EventRecord],
    countable: impl Fn(&EventRecord) -> bool,
) -> Vec<Gap<'a>> {
    let mut course = Course::default();
    for event in history {
        match (countable(event), event.corrects.as_slice()) {
            (true, []) => course.0.push(Stretch::Counted(event)),
            (true, named) if course.has_open(named) => course.close(event),
            _ => course.open(event),
        }
    }
    let counted = |stretch: Option<&Stretch<'a>>| match stretch {
        Some(Stretch::Counted(event)) => Some(*event),
        _ => None,
    };
    let stretches = course.0.iter().enumerate();
    stretches
        .filter_map(|(at, stretch)| match stretch {
            Stretch::Counted(_) => None,
            Stretch::Open(events) => Some(Gap {
                before: counted(at.checked_sub(1).and_then(|at| course.0.get(at))),
                events: events.clone(),
                after: counted(course.0.get(at + 1)),
            }),
        })
        .collect()
}

/// The states of an entity one after the other, in which a correction stands where its gap was.
#[derive(Default)]
struct Course<'a>(Vec<Stretch<'a>>);

enum Stretch<'a> {
    Counted(&'a EventRecord),
    /// Never empty, and never next to another one.
    Open(Vec<&'a EventRecord>),
}

impl<'a> Course<'a> {
    /// Which stretch is open and has the event.
    fn find(&self, number: i64) -> Option<usize> {
        self.0.iter().position(|stretch| match stretch {
            Stretch::Open(events) => events.iter().any(|event| event.sequence == number),
            Stretch::Counted(_) => false,
        })
    }

    fn has_open(&self, numbers: &[i64]) -> bool {
        let open = |number: &i64| *number > 0 && self.find(*number).is_some();
        numbers.iter().all(open)
    }

    /// An event that is not counted. A correction changes no state but in the place of its gap, so there it belongs.
    fn open(&mut self, event: &'a EventRecord) {
        let last = self.0.len().checked_sub(1);
        let corrected = event.corrects.iter().find_map(|number| self.find(*number));
        match corrected.or(last).and_then(|at| self.0.get_mut(at)) {
            Some(Stretch::Open(events)) => events.push(event),
            _ => self.0.push(Stretch::Open(vec![event])),
        }
    }

    fn close(&mut self, correction: &'a EventRecord) {
        let named = |event: &&EventRecord| correction.corrects.contains(&event.sequence);
        let mut course = Vec::with_capacity(self.0.len());
        let mut placed = false;
        for stretch in self.0.drain(..) {
            let Stretch::Open(mut events) = stretch else {
                course.push(stretch);
                continue;
            };
            let before = events.len();
            events.retain(|event| !named(event));
            if events.len() < before && !placed {
                course.push(Stretch::Counted(correction));
                placed = true;
            }
            if !events.is_empty() {
                course.push(Stretch::Open(events));
            }
        }
        self.0 = course;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(sequence: i64, right: bool, corrects: &[i64]) -> EventRecord {
        EventRecord {
            sequence,
            payload: vec![u8::from(right)].into(),
            corrects: corrects.to_vec(),
            ..EventRecord::default()
        }
    }

    /// The number before a gap, the numbers in it, the number after.
    type Found = (Option<i64>, Option<Vec<i64>>, Option<i64>);

    fn found(history: &[EventRecord]) -> Vec<Found> {
        let number = |event: Option<&EventRecord>| event.map(|event| event.sequence);
        gaps(history, |event| event.payload[0] == 1)
            .iter()
            .map(|gap| (number(gap.before), gap.corrects(), number(gap.after)))
            .collect()
    }

    #[test]
    fn a_gap_ends_where_the_entity_is_counted_again() {
        let mut history = vec![event(2, true, &[]), event(5, false, &[])];
        assert_eq!(found(&history), [(Some(2), Some(vec![5]), None)]);
        history.push(event(7, false, &[]));
        history.push(event(8, true, &[]));
        assert_eq!(found(&history), [(Some(2), Some(vec![5, 7]), Some(8))]);
        history.push(event(9, false, &[]));
        let second = (Some(8), Some(vec![9]), None);
        assert_eq!(
            found(&history),
            [(Some(2), Some(vec![5, 7]), Some(8)), second.clone()]
        );
        // It stands where the gap was: what comes last is still event 8.
        history.push(event(10, true, &[5, 7]));
        assert_eq!(found(&history), [second]);
        history.push(event(11, true, &[9]));
        assert_eq!(found(&history), []);
        history.push(event(12, false, &[]));
        assert_eq!(found(&history), [(Some(11), Some(vec![12]), None)]);
    }

    #[test]
    fn a_correction_that_does_not_count_is_to_be_named_too() {
        let mut history = vec![event(1, false, &[]), event(2, false, &[1])];
        assert_eq!(found(&history), [(None, Some(vec![1, 2]), None)]);
        history.push(event(3, true, &[]));
        history.push(event(4, true, &[1, 9]));
        assert_eq!(found(&history), [(None, Some(vec![1, 2, 4]), Some(3))]);
        history.push(event(5, true, &[1, 2, 4]));
        assert_eq!(found(&history), []);
        // It names what is settled.
        history.push(event(6, true, &[1]));
        assert_eq!(found(&history), [(Some(3), Some(vec![6]), None)]);
    }

    #[test]
    fn what_has_no_number_cannot_be_named_yet() {
        let history = [event(1, true, &[]), event(0, false, &[])];
        assert_eq!(found(&history), [(Some(1), None, None)]);
        assert_eq!(found(&[event(1, true, &[]), event(0, true, &[])]), []);
    }
}
