use chiso_linkage::{Decision, Language, Register};
use chiso_tabular::Writer;

use super::entry::Entry;
use crate::args::Link;
use crate::misuse::Misuse;

const PAIRS: [&str; 4] = ["rec_id", "person_id", "score", "category"];

const REPORT: [&str; 8] = [
    "rec_id",
    "line",
    "result",
    "person_id",
    "score",
    "category",
    "reason",
    "differences",
];

/// The tables that a run writes: all of them, or none.
#[derive(Debug)]
pub(super) struct Outputs {
    pairs: Writer,
    review: Option<Writer>,
    report: Option<Writer>,
    language: Language,
}

impl Outputs {
    /// Looks early whether they can be written, not after hours of work.
    pub(super) fn create(args: &Link, language: Language) -> Result<Self, Misuse> {
        let create = |path| Writer::create(path, &PAIRS);
        Ok(Self {
            pairs: create(&args.out)?,
            review: args.review.as_deref().map(create).transpose()?,
            report: (args.report.as_deref())
                .map(|path| Writer::create(path, &REPORT))
                .transpose()?,
            language,
        })
    }

    pub(super) fn write(&mut self, register: &Register, entry: &Entry) -> Result<(), Misuse> {
        let person = entry.person.map_or("", |person| register.id(person));
        let score = format!("{:.4}", entry.score);
        let pair = [&*entry.id, person, &score, entry.category.key()];
        match (entry.decision, &mut self.review) {
            (Decision::Linked, _) => self.pairs.write(pair)?,
            (Decision::Review, Some(review)) => review.write(pair)?,
            (Decision::Review | Decision::NotFound, _) => {}
        }
        if let Some(report) = &mut self.report {
            report.write([
                &*entry.id,
                &entry.line.to_string(),
                entry.decision.key(),
                person,
                &score,
                entry.category.key(),
                entry.reason.text(self.language),
                &entry.differences,
            ])?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<(), Misuse> {
        self.pairs.finish()?;
        for writer in [self.review, self.report].into_iter().flatten() {
            writer.finish()?;
        }
        Ok(())
    }
}
