use std::{cmp::Reverse, collections::BTreeMap};

use serde::Serialize;

use super::{Answer, Truth, share};
use crate::{classify::Category, link::Decision};

/// How good the categories are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CategoryScores {
    /// The records whose category is known.
    pub records: usize,
    /// Those that got it.
    pub right: usize,
    /// Their share.
    pub accuracy: Option<f64>,
    /// Each category by itself, in their order.
    pub each: Vec<CategoryScore>,
    /// What was taken for what, the commonest first.
    pub confusion: Vec<Confusion>,
}

/// How good the answers are about the records of one true category.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CategoryScore {
    /// The true category.
    pub category: Category,
    /// Its records.
    pub records: usize,
    /// Those that got the category.
    pub right: usize,
    /// Those whose person is in the register.
    pub positives: usize,
    /// Those that were linked.
    pub linked: usize,
    /// Those linked to the right person.
    pub linked_right: usize,
    /// The share of links that are right.
    pub precision: Option<f64>,
    /// The share of positives that are linked to the right person.
    pub recall: Option<f64>,
}

/// Records of one category that were taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// The true category.
    pub truth: Category,
    /// The one answered.
    pub answer: Category,
    /// How many.
    pub records: usize,
}

impl CategoryScores {
    /// None if no category is known, or none was answered.
    pub(super) fn new<'a>(
        both: impl Iterator<Item = (&'a Answer, &'a Truth)>,
        is_right: impl Fn(&Answer, &Truth) -> bool,
    ) -> Option<Self> {
        let mut each: BTreeMap<Category, CategoryScore> = BTreeMap::new();
        let mut pairs: BTreeMap<(Category, Category), usize> = BTreeMap::new();
        for (answer, truth) in both {
            let (Some(category), Some(answered)) = (truth.category, answer.category) else {
                continue;
            };
            let linked = answer.decision == Decision::Linked;
            let score = each.entry(category).or_insert(CategoryScore {
                category,
                records: 0,
                right: 0,
                positives: 0,
                linked: 0,
                linked_right: 0,
                precision: None,
                recall: None,
            });
            score.records += 1;
            score.right += usize::from(answered == category);
            score.positives += usize::from(truth.person.is_some());
            score.linked += usize::from(linked);
            score.linked_right += usize::from(linked && is_right(answer, truth));
            *pairs.entry((category, answered)).or_default() += 1;
        }
        for score in each.values_mut() {
            score.precision = share(score.linked_right, score.linked);
            score.recall = share(score.linked_right, score.positives);
        }
        let mut confusion: Vec<Confusion> = pairs
            .into_iter()
            .filter(|((truth, answer), _)| truth != answer)
            .map(|((truth, answer), records)| Confusion {
                truth,
                answer,
                records,
            })
            .collect();
        confusion.sort_by_key(|confused| Reverse(confused.records));
        let each: Vec<CategoryScore> = each.into_values().collect();
        let records = each.iter().map(|score| score.records).sum();
        let right = each.iter().map(|score| score.right).sum();
        (records > 0).then_some(Self {
            records,
            right,
            accuracy: share(right, records),
            each,
            confusion,
        })
    }
}
