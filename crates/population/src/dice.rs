use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};

/// Chance, from a seed. The draws are made here and not by the distributions of `rand`, which may change with its version.
#[derive(Debug, Clone)]
pub(crate) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// The dice of one part of the work.
    pub(crate) fn new(seed: u64, part: u64, what: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(mix(
            seed ^ mix(part ^ mix(what))
        )))
    }

    /// A number below `bound`; 0 if that is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * (bound as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number in a closed range.
    pub(crate) fn within(&mut self, low: i32, high: i32) -> i32 {
        let width = usize::try_from(high - low + 1).unwrap_or(1);
        low + i32::try_from(self.below(width)).unwrap_or(0)
    }

    /// Whether something of this chance happens.
    pub(crate) fn chance(&mut self, chance: f64) -> bool {
        self.unit() < chance
    }

    /// A number from 0 to 1.
    pub(crate) fn unit(&mut self) -> f64 {
        let bits = u32::try_from(self.0.next_u64() >> 32).unwrap_or(0);
        f64::from(bits) / f64::from(u32::MAX)
    }

    /// A place among weights.
    pub(crate) fn weighted(&mut self, weights: &[f64]) -> usize {
        let total: f64 = weights.iter().sum();
        let mut left = self.unit() * total;
        for (at, weight) in weights.iter().enumerate() {
            if left < *weight {
                return at;
            }
            left -= weight;
        }
        weights.len().saturating_sub(1)
    }
}

/// A bijection of 64-bit numbers that leaves no pattern (the finisher of `SplitMix64`).
pub(crate) const fn mix(value: u64) -> u64 {
    let mut x = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The numbers below a bound in an order without a pattern: a Feistel network that walks until it is below the bound.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shuffle {
    side: u64,
    size: u64,
    key: u64,
}

impl Shuffle {
    pub(crate) fn new(size: u64, key: u64) -> Self {
        let root = size.isqrt();
        let edge = if root * root < size { root + 1 } else { root };
        Self {
            side: edge.max(1),
            size,
            key: mix(key),
        }
    }

    /// Where a number goes; `at` must be below the bound.
    pub(crate) fn place(&self, at: u64) -> u64 {
        let mut at = at;
        loop {
            let (mut high, mut low) = (at / self.side, at % self.side);
            for round in 0..4 {
                let turned = (high + mix(self.key ^ mix(low ^ round << 32))) % self.side;
                (high, low) = (low, turned);
            }
            at = high * self.side + low;
            if at < self.size {
                return at;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shuffle_is_a_bijection() {
        for size in [1, 2, 10, 97, 1000] {
            let shuffle = Shuffle::new(size, 7);
            let mut places: Vec<u64> = (0..size).map(|at| shuffle.place(at)).collect();
            places.sort_unstable();
            assert_eq!(places, (0..size).collect::<Vec<_>>());
        }
    }
}
