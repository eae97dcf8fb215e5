use chiso_linkage::{Category, Decision, Language};

use super::entry::Entry;
use crate::output::{Line, Part};

/// How many records have each result.
#[derive(Debug, Default)]
pub(super) struct Tally {
    decisions: [u64; Decision::ALL.len()],
    categories: [u64; Category::ALL.len()],
}

impl Tally {
    pub(super) fn count(&mut self, entry: &Entry) {
        self.decisions[entry.decision as usize] += 1;
        self.categories[entry.category as usize] += 1;
    }

    pub(super) fn parts(&self, language: Language) -> Vec<Part> {
        let decisions = Decision::ALL.iter().zip(self.decisions);
        let categories = Category::ALL.iter().zip(self.categories);
        vec![
            Part {
                key: "decisions",
                title: language.of("Kết quả", "Result"),
                lines: decisions
                    .map(|(decision, rows)| Line {
                        key: decision.key(),
                        title: decision.text(language).to_owned(),
                        rows,
                    })
                    .collect(),
            },
            Part {
                key: "categories",
                title: language.of("Loại", "Category"),
                lines: categories
                    .map(|(category, rows)| Line {
                        key: category.key(),
                        title: category.text(language).to_owned(),
                        rows,
                    })
                    .collect(),
            },
        ]
    }
}
