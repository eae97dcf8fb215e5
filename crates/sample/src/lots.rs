use rand::RngExt;
use rand::seq::IndexedRandom;

use crate::Dice;

/// A draw without putting back: each index comes up at most once, with a chance in proportion to its weight.
#[derive(Debug)]
pub(crate) struct Lots {
    weights: Vec<u64>,
    total: u64,
}

impl Lots {
    pub fn new(weights: Vec<u64>) -> Self {
        let total = weights.iter().sum();
        Self { weights, total }
    }

    /// None once all lots with a weight are drawn.
    pub fn draw(&mut self, dice: &mut Dice) -> Option<usize> {
        if self.total == 0 {
            return None;
        }
        let mut left = dice.random_range(0..self.total);
        let index = self.weights.iter().position(|&weight| {
            let hit = left < weight;
            left = left.saturating_sub(weight);
            hit
        })?;
        self.total -= std::mem::take(&mut self.weights[index]);
        Some(index)
    }
}

/// One of some things by weight; none if all weights are zero.
pub(crate) fn choose<T: Copy>(
    dice: &mut Dice,
    things: &[T],
    weight: impl Fn(T) -> u32,
) -> Option<T> {
    let chosen = things.choose_weighted(dice, |thing| weight(*thing));
    chosen.ok().copied()
}

/// One of a list of texts that is never empty.
pub(crate) fn pick<'a>(dice: &mut Dice, texts: &[&'a str]) -> &'a str {
    texts.choose(dice).copied().unwrap_or_default()
}
