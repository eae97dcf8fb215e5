use chiso_linkage::Language;
use serde::Serialize;

use super::distinct::Distinct;
use super::field::Sort;
use super::suspicion::{Suspicion, Tally};
use super::values::Frequent;
use crate::language::{count, share};

/// What stands in a column.
#[derive(Debug, Serialize)]
pub(crate) struct ColumnReport {
    /// The header.
    pub(super) name: String,
    /// The column of Chiso that the header names.
    pub(super) field: Option<&'static str>,
    /// What the column seems to be.
    pub(super) sort: Sort,
    /// How many of the cells with a value fit that; None: it cannot be told.
    pub(super) fitting: Option<u64>,
    /// Cells with a value, without words for none.
    pub(super) values: u64,
    pub(super) rows: u64,
    /// Cells with anything.
    pub(super) filled: u64,
    pub(super) distinct: Distinct,
    /// Characters.
    pub(super) shortest: usize,
    pub(super) longest: usize,
    pub(super) shapes: Vec<Share>,
    pub(super) scripts: Vec<Share>,
    pub(super) suspicious: Vec<Suspicious>,
    /// The most frequent values of a column that has few, none of them of one person.
    pub(super) frequent: Vec<Frequent>,
}

/// How many cells are of a kind.
#[derive(Debug, Serialize)]
pub(super) struct Share {
    pub(super) what: String,
    pub(super) count: u64,
}

impl Share {
    pub(super) fn new(what: &str, count: u64) -> Self {
        Self {
            what: what.to_owned(),
            count,
        }
    }
}

/// Values that somebody should look at.
#[derive(Debug, Serialize)]
pub(super) struct Suspicious {
    pub(super) kind: Suspicion,
    #[serde(flatten)]
    pub(super) tally: Tally,
}

impl ColumnReport {
    /// What the column seems to be, with the share of cells that fit.
    pub(super) fn seems(&self, language: Language) -> String {
        let sort = self.sort.in_words(language);
        match self.fitting {
            Some(fitting) => format!("{sort} ({})", share(language, fitting, self.values)),
            None => sort.to_owned(),
        }
    }

    pub(super) fn distinct(&self, language: Language) -> String {
        let sign = if self.distinct.estimated { "≈ " } else { "" };
        format!("{sign}{}", count(language, self.distinct.count))
    }

    pub(super) fn lengths(&self) -> String {
        if self.shortest == self.longest {
            self.longest.to_string()
        } else {
            format!("{}–{}", self.shortest, self.longest)
        }
    }

    pub(super) fn suspicious_cells(&self) -> u64 {
        self.suspicious.iter().map(|found| found.tally.count).sum()
    }
}
