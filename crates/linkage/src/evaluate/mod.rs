//! How good answers are, where the truth is known.
mod category;
mod chart;
mod curve;

use serde::Serialize;

use crate::{classify::Category, judge::Verdict, link::Decision};

pub use category::{CategoryScore, CategoryScores, Confusion};
pub use curve::Point;

/// What was answered about a record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// The decision.
    pub decision: Decision,
    /// The person, unless nobody was found.
    pub person: Option<u32>,
    /// The score.
    pub score: f64,
    /// The category, if it was answered.
    pub category: Option<Category>,
}

impl From<&Verdict> for Answer {
    fn from(verdict: &Verdict) -> Self {
        Self {
            decision: verdict.decision,
            person: verdict.person,
            score: verdict.score,
            category: Some(verdict.category),
        }
    }
}

/// What is true of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Truth {
    /// The person; None: not in the register.
    pub person: Option<u32>,
    /// The category, if it is known.
    pub category: Option<Category>,
}

/// How good the answers about a file are. Shares are None where they would divide by nothing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// The records.
    pub records: usize,
    /// Those whose person is in the register.
    pub positives: usize,
    /// The records that were linked.
    pub linked: usize,
    /// Those linked to the right person.
    pub right: usize,
    /// The share of links that are right.
    pub precision: Option<f64>,
    /// The share of positives that are linked to the right person.
    pub recall: Option<f64>,
    /// The harmonic mean of precision and recall.
    pub f1: Option<f64>,
    /// The records left to review.
    pub review: usize,
    /// Those whose best candidate is the right person.
    pub review_right: usize,
    /// The records whose person is not in the register.
    pub strangers: usize,
    /// Those that were linked all the same.
    pub strangers_linked: usize,
    /// Their share.
    pub false_link_rate: Option<f64>,
    /// The best F1 of any threshold, reviews counted as links by their score.
    pub best_f1: Option<Point>,
    /// The largest recall with a precision of at least .99.
    pub precision_99: Option<Point>,
    /// The largest recall with a precision of at least .999.
    pub precision_999: Option<Point>,
    /// Precision and recall by threshold, the highest first; at most 200 points.
    pub curve: Vec<Point>,
    /// How good the categories are, if they are known.
    pub categories: Option<CategoryScores>,
}

impl Evaluation {
    /// Holds answers against the truth about the same records, in the same order.
    ///
    /// `same` says whether two entries of the register are the same person: a link to either is right.
    pub fn new(answers: &[Answer], truths: &[Truth], same: impl Fn(u32, u32) -> bool) -> Self {
        let is_right = |answer: &Answer, truth: &Truth| match (answer.person, truth.person) {
            (Some(given), Some(person)) => given == person || same(given, person),
            _ => false,
        };
        let both = || answers.iter().zip(truths);
        let count = |holds: &dyn Fn(&Answer, &Truth) -> bool| {
            both()
                .filter(|(answer, truth)| holds(answer, truth))
                .count()
        };
        let is_linked = |answer: &Answer| answer.decision == Decision::Linked;
        let is_review = |answer: &Answer| answer.decision == Decision::Review;
        let positives = count(&|_, truth| truth.person.is_some());
        let linked = count(&|answer, _| is_linked(answer));
        let right = count(&|answer, truth| is_linked(answer) && is_right(answer, truth));
        let strangers = count(&|_, truth| truth.person.is_none());
        let strangers_linked = count(&|answer, truth| is_linked(answer) && truth.person.is_none());
        let proposals = both()
            .filter(|(answer, _)| answer.person.is_some())
            .map(|(answer, truth)| (answer.score, is_right(answer, truth)))
            .collect();
        let curve = curve::sweep(proposals, positives);
        Self {
            records: both().count(),
            positives,
            linked,
            right,
            precision: share(right, linked),
            recall: share(right, positives),
            f1: share(2 * right, linked + positives),
            review: count(&|answer, _| is_review(answer)),
            review_right: count(&|answer, truth| is_review(answer) && is_right(answer, truth)),
            strangers,
            strangers_linked,
            false_link_rate: share(strangers_linked, strangers),
            best_f1: curve::best_f1(&curve),
            precision_99: curve::largest_recall(&curve, 0.99),
            precision_999: curve::largest_recall(&curve, 0.999),
            curve: curve::thinned(&curve),
            categories: CategoryScores::new(both(), is_right),
        }
    }
}

/// A share of a count, as numbers of records.
pub(crate) fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| number(part) / number(whole))
}

/// A count as a number.
fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}
