use std::hash::{DefaultHasher, Hash, Hasher};

use cardinality_estimator::CardinalityEstimator;
use hashbrown::HashMap;
use serde::Serialize;

use super::facts::Facts;

/// How many different values there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Distinct {
    pub(super) count: u64,
    /// Whether it is an estimate, good to some 1 %.
    pub(super) estimated: bool,
}

/// The values of a column by their hash: up to a bound with what is known of each, beyond it as a sketch.
pub(super) struct Values {
    seen: HashMap<u64, Facts>,
    most: usize,
    sketch: Option<CardinalityEstimator<u64, DefaultHasher, 14, 6>>,
}

impl Values {
    pub(super) fn new(most: usize) -> Self {
        Self {
            seen: HashMap::new(),
            most,
            sketch: None,
        }
    }

    /// What is known of a value; it is looked at only if it is new.
    pub(super) fn facts(&mut self, value: &str, look: impl FnOnce() -> Facts) -> Facts {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        let hash = hasher.finish();
        if let Some(sketch) = &mut self.sketch {
            sketch.insert_hash(hash);
        }
        if let Some(facts) = self.seen.get(&hash) {
            return *facts;
        }
        let facts = look();
        if self.seen.len() < self.most {
            self.seen.insert(hash, facts);
        } else if self.sketch.is_none() {
            let mut sketch = CardinalityEstimator::new();
            self.seen.keys().for_each(|&hash| sketch.insert_hash(hash));
            sketch.insert_hash(hash);
            self.sketch = Some(sketch);
        }
        facts
    }

    pub(super) fn distinct(&self) -> Distinct {
        let estimate = self.sketch.as_ref().map(CardinalityEstimator::estimate);
        Distinct {
            count: estimate.unwrap_or(self.seen.len()) as u64,
            estimated: estimate.is_some(),
        }
    }
}

impl std::fmt::Debug for Values {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Values").field(&self.distinct()).finish()
    }
}
