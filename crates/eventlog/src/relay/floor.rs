use crate::store::outbox::Drawn;

/// Up to which id the outbox is done with: nothing is left up to it, and nothing can come.
///
/// Ids are drawn before the commit, so one that is missing may still come. But who draws one has a transaction id by then. Let
/// the number `n` be the last one drawn, and `t` the id of a transaction that begins after that was seen: whoever drew a number
/// up to `n` has a transaction id below `t`. Once all transactions below `t` have ended, what they wrote is there or never will
/// be, and a window that is taken after that has all of it, up to its own last id if it is full.
#[derive(Debug, Default)]
pub(super) struct Floor {
    /// The last id drawn when it was looked at last.
    seen: i64,
    /// An `n` with its `t`.
    awaited: Option<(i64, i64)>,
    /// The last `n` that was reached.
    complete: i64,
    reached: i64,
}

impl Floor {
    /// Takes in how the outbox stands, before a window is taken.
    pub(super) fn look(&mut self, drawn: Drawn) {
        if let Some((last, transaction)) = self.awaited
            && drawn.ended_below >= transaction
        {
            self.complete = last;
            self.awaited = None;
        }
        if self.awaited.is_none() {
            self.awaited = Some((self.seen, drawn.transaction));
        }
        self.seen = drawn.last;
    }

    /// Takes in the window: the last id of a full one, nothing of one that took all there was.
    pub(super) fn took(&mut self, last_of_full: Option<i64>) {
        let reached = last_of_full.map_or(self.complete, |last| last.min(self.complete));
        self.reached = self.reached.max(reached);
    }

    pub(super) fn get(&self) -> i64 {
        self.reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(last: i64, transaction: i64, ended_below: i64) -> Drawn {
        Drawn {
            last,
            transaction,
            ended_below,
        }
    }

    #[test]
    fn it_rises_when_all_who_drew_have_ended() {
        let mut floor = Floor::default();
        for (look, expected) in [
            (drawn(10, 100, 100), 0),
            // Numbers up to 10 belong to transactions below 103; that of 101 is still on.
            (drawn(20, 103, 101), 0),
            (drawn(30, 105, 101), 0),
            (drawn(40, 107, 107), 10),
            (drawn(40, 108, 108), 30),
            (drawn(40, 109, 109), 40),
        ] {
            floor.look(look);
            floor.took(None);
            assert_eq!(floor.get(), expected, "{look:?}");
        }
    }

    #[test]
    fn a_full_window_goes_no_further_than_its_last_id() {
        let mut floor = Floor::default();
        floor.look(drawn(50, 1, 1));
        floor.look(drawn(50, 2, 2));
        floor.look(drawn(50, 3, 3));
        floor.took(Some(20));
        assert_eq!(floor.get(), 20);
        floor.took(None);
        assert_eq!(floor.get(), 50);
    }
}
