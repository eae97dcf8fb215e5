use super::{Category, Sample};
use crate::{dice::Dice, person::Status, register::Entry, shares::Shares};

/// The people of a chunk who have no record in a data set yet, in an order without a pattern.
#[derive(Debug)]
pub(super) struct Pool {
    living: Vec<usize>,
    cardless: Vec<usize>,
    deceased: Vec<usize>,
    moved: Vec<usize>,
    /// Records that may not get a second one: they have one, or are one.
    repeated: Vec<usize>,
    everybody: usize,
}

impl Pool {
    pub(super) fn new(dice: &mut Dice, entries: &[Entry], youngest: i32) -> Self {
        let mut pool = Self {
            living: Vec::new(),
            cardless: Vec::new(),
            deceased: Vec::new(),
            moved: Vec::new(),
            repeated: Vec::new(),
            everybody: entries.len(),
        };
        let shares = Shares::get();
        for (at, entry) in entries
            .iter()
            .enumerate()
            .filter(|(at, entry)| entry.entity == *at)
        {
            let age = entry.person.age(shares.as_of);
            let list = match entry.person.status {
                _ if age < youngest => continue,
                Status::Deceased => &mut pool.deceased,
                Status::MovedAway => &mut pool.moved,
                _ if age >= shares.people.card_age && !entry.person.has_card => &mut pool.cardless,
                _ => &mut pool.living,
            };
            list.push(at);
        }
        for list in [
            &mut pool.living,
            &mut pool.cardless,
            &mut pool.deceased,
            &mut pool.moved,
        ] {
            for at in (1..list.len()).rev() {
                list.swap(at, dice.below(at + 1));
            }
        }
        pool
    }

    /// Somebody whose record can come out as intended; anybody if nobody is left.
    pub(super) fn take(&mut self, dice: &mut Dice, entries: &[Entry], intent: Category) -> usize {
        let special = match intent {
            Category::NoCard => self.cardless.pop(),
            Category::Deceased => self.deceased.pop(),
            Category::MovedAway => self.moved.pop(),
            Category::Cmnd9 => {
                let old = self
                    .living
                    .iter()
                    .rposition(|at| entries[*at].person.cmnd > 0);
                old.map(|at| self.living.swap_remove(at))
            }
            _ => None,
        };
        special
            .or_else(|| self.living.pop())
            .unwrap_or_else(|| dice.below(self.everybody))
    }

    /// A record whose person can get a second one.
    pub(super) fn repeat(&mut self, dice: &mut Dice, samples: &[Sample]) -> Option<usize> {
        let drawn = (0..16).map(|_| dice.below(samples.len()));
        let free = drawn
            .filter(|at| {
                samples
                    .get(*at)
                    .is_some_and(|sample| sample.entry.is_some())
            })
            .find(|at| !self.repeated.contains(at))?;
        self.repeated.extend([free, samples.len()]);
        Some(free)
    }
}
