use rayon::prelude::*;

use crate::{
    classify::{Category, classify, merit},
    duplicate::Merit,
    link::{Decision, Linker},
    reason::{self, Reason},
    record::Record,
};

/// What is kept of a record when thousands more follow: the decision, the person, the score, the category and the reason.
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
    /// Why, or why a person must decide.
    pub reason: Reason,
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

    /// Matches and classifies one record.
    pub fn judge_one(&self, record: &Record) -> Verdict {
        self.judge_with(record, &mut Vec::new())
    }

    fn judge_with(&self, record: &Record, found: &mut Vec<u32>) -> Verdict {
        let outcome = self.link_with(record, found);
        let category = classify(self.register(), record, &outcome);
        Verdict {
            decision: outcome.decision,
            person: outcome
                .best
                .filter(|_| outcome.decision != Decision::NotFound)
                .map(|best| best.person),
            score: outcome.score,
            category,
            reason: reason::choose(record, &outcome, category, self.model().thresholds()),
            merit: outcome
                .best
                .map(|best| merit(record, &best))
                .unwrap_or_default(),
        }
    }
}
