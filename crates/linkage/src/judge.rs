use rayon::prelude::*;

use crate::{
    classify::{Category, classify, merit},
    duplicate::Merit,
    link::{Decision, Linker},
    record::Record,
};

/// What is kept of a record when thousands more follow: the decision, the person, the score and the category.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// The decision.
    pub decision: Decision,
    /// The place of the best candidate in the register.
    pub person: Option<u32>,
    /// Log odds (base 2) of the best candidate.
    pub score: f64,
    /// What is the matter with the record.
    pub category: Category,
    pub(crate) merit: Merit,
}

impl Linker<'_> {
    /// Matches and classifies records, on all threads; the verdicts are in the order of the records.
    pub fn judge(&self, records: &[Record]) -> Vec<Verdict> {
        records
            .par_iter()
            .map_init(Vec::new, |found, record| self.judge_with(record, found))
            .collect()
    }

    fn judge_with(&self, record: &Record, found: &mut Vec<u32>) -> Verdict {
        let outcome = self.link_with(record, found);
        Verdict {
            decision: outcome.decision,
            person: outcome
                .best
                .filter(|_| outcome.decision != Decision::NotFound)
                .map(|best| best.person),
            score: outcome.score,
            category: classify(self.register(), record, &outcome),
            merit: outcome
                .best
                .map(|best| merit(record, &best))
                .unwrap_or_default(),
        }
    }
}
