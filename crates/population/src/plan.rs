use crate::shares::{Level, Shares};

/// People and records that are generated together, with one seed.
const CHUNK: u64 = 8192;

/// What to generate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Entries of the register.
    pub people: u64,
    /// Records of all sectors together.
    pub records: u64,
    /// How bad the records are.
    pub difficulty: Difficulty,
    /// Another seed gives other people.
    pub seed: u64,
}

/// How bad the records of the sectors are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Difficulty {
    /// As files of an office that takes some care.
    Normal,
    /// As files of the worst.
    Hard,
}

impl Plan {
    pub(crate) fn level(&self) -> &'static Level {
        match self.difficulty {
            Difficulty::Normal => &Shares::get().normal,
            Difficulty::Hard => &Shares::get().hard,
        }
    }

    pub(crate) const fn chunks(&self) -> u64 {
        let chunks = self.people.div_ceil(CHUNK);
        if chunks == 0 { 1 } else { chunks }
    }

    /// The first person of a chunk, counted from 0.
    pub(crate) fn first_person(&self, chunk: u64) -> u64 {
        split(self.people, self.chunks(), chunk)
    }

    /// How many records each data set has.
    pub(crate) fn dataset_sizes(&self) -> Vec<u64> {
        let datasets = &Shares::get().sector.datasets;
        let all: u64 = datasets.iter().map(|set| u64::from(set.1)).sum();
        let mut before = 0;
        datasets
            .iter()
            .map(|set| {
                let start = split(self.records, all, before);
                before += u64::from(set.1);
                split(self.records, all, before) - start
            })
            .collect()
    }
}

/// Where a part begins when `total` things are spread over `parts`.
pub(crate) fn split(total: u64, parts: u64, part: u64) -> u64 {
    let start = u128::from(total) * u128::from(part) / u128::from(parts);
    u64::try_from(start).unwrap_or(u64::MAX)
}
