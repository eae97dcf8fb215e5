use hashbrown::HashMap;
use serde::Serialize;

/// More different values than this, and none is shown.
const FEW: usize = 50;
/// A longer value says more than a word.
const LENGTH: usize = 60;

/// A value and its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Frequent {
    pub(super) value: String,
    pub(super) count: u64,
}

/// Counts the values of a column as long as they are few.
#[derive(Debug, Default)]
pub(super) struct FewValues {
    counts: HashMap<Box<str>, u64>,
    many: bool,
}

impl FewValues {
    pub(super) fn take(&mut self, value: &str) {
        if self.many {
            return;
        }
        if let Some(count) = self.counts.get_mut(value) {
            *count += 1;
        } else if self.counts.len() < FEW && value.len() <= LENGTH {
            self.counts.insert(value.into(), 1);
        } else {
            self.many = true;
            self.counts = HashMap::new();
        }
    }

    pub(super) const fn are_few(&self) -> bool {
        !self.many
    }

    /// The values that stand in at least so many rows, the most frequent first.
    pub(super) fn frequent(self, often: u64) -> Vec<Frequent> {
        let mut frequent: Vec<Frequent> = (self.counts.into_iter())
            .filter(|(_, count)| *count >= often)
            .map(|(value, count)| Frequent {
                value: value.into(),
                count,
            })
            .collect();
        frequent.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        frequent
    }
}
