//! Which column of a file is which: written down in a file, evident from its header, or guessed and then confirmed.
mod file;
mod guess;
mod known;

use chiso_tabular::Row;

pub(crate) use file::{ColumnsFault, ColumnsFile};
pub(crate) use known::{Kind, labels, register, sector};

/// For each known column of a kind of file where it stands in the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mapping {
    pub(crate) kind: Kind,
    at: Vec<Option<usize>>,
}

/// How a mapping came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// The header has the names that Chiso itself uses.
    Evident(Mapping),
    /// The header resembles them.
    Guessed(Mapping),
    /// A column that is needed is not there: its key.
    Lacking(&'static str),
}

impl Mapping {
    fn empty(kind: Kind) -> Self {
        Self {
            kind,
            at: vec![None; kind.columns().len()],
        }
    }

    /// Finds the columns by the header.
    pub(crate) fn find(kind: Kind, headers: &[String]) -> Found {
        guess::find(kind, headers)
    }

    /// The cell of a known column; empty if the file has no such column.
    pub(crate) fn cell<'a>(&self, row: &'a Row, column: usize) -> &'a str {
        self.at[column]
            .and_then(|at| row.get(at))
            .unwrap_or_default()
    }

    /// Whether the file has the column.
    pub(crate) fn has(&self, column: usize) -> bool {
        self.at[column].is_some()
    }

    /// The columns that were found: key, and header.
    pub(crate) fn pairs<'a>(
        &'a self,
        headers: &'a [String],
    ) -> impl Iterator<Item = (&'static str, &'a str)> {
        (self.kind.columns().iter().zip(&self.at))
            .filter_map(|(column, at)| Some((column.key, headers.get((*at)?)?.as_str())))
    }

    /// The key of a column that is needed and not there.
    fn lacking(&self) -> Option<&'static str> {
        (self.kind.columns().iter().zip(&self.at))
            .find(|(column, at)| column.needed && at.is_none())
            .map(|(column, _)| column.key)
    }
}
