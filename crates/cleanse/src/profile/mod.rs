//! What stands in a file, column by column, without a value that could be of one person.
mod column;
mod distinct;
mod facts;
mod field;
mod page;
mod report;
mod shape;
mod suspicion;
mod table;
mod values;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chiso_linkage::{BirthDate, Language};
use chiso_tabular::{Encoding, Form, Row, RowFault};
use rayon::prelude::*;
use serde::Serialize;

use column::ColumnTally;
use field::fields;
use suspicion::Tally;

pub(crate) use report::ColumnReport;

/// Distinct values that are counted exactly, in all columns together; beyond that they are estimated.
const EXACT: usize = 4_000_000;

/// Collects what is in the rows, in memory that does not grow with them.
#[derive(Debug)]
pub(crate) struct Profiler {
    columns: Vec<ColumnTally>,
    broken: BTreeMap<&'static str, Tally>,
    rows: u64,
}

/// What stands in a file.
#[derive(Debug, Serialize)]
pub(crate) struct Profile {
    /// The name of the file.
    file: String,
    format: String,
    delimiter: Option<char>,
    encoding: Option<&'static str>,
    sheet: Option<String>,
    /// Rows that could be read.
    rows: u64,
    /// Rows that could not, by what was wrong, with the first lines.
    broken: BTreeMap<&'static str, Tally>,
    columns: Vec<ColumnReport>,
}

impl Profiler {
    /// `today` is the day after which no date can lie.
    pub(crate) fn new(headers: &[String], today: BirthDate) -> Self {
        let exact = (EXACT / headers.len().max(1)).max(100);
        let columns = (headers.iter().zip(fields(headers)))
            .map(|(name, field)| ColumnTally::new(name, field, exact, today))
            .collect();
        Self {
            columns,
            broken: BTreeMap::new(),
            rows: 0,
        }
    }

    /// Takes rows in the order of the file.
    pub(crate) fn rows(&mut self, rows: &[Row]) {
        self.rows += rows.len() as u64;
        (self.columns.par_iter_mut().enumerate()).for_each(|(at, column)| {
            for row in rows {
                column.take(row.get(at).unwrap_or_default(), row.line());
            }
        });
    }

    /// Takes a row that could not be read.
    pub(crate) fn broken(&mut self, fault: &RowFault) {
        self.broken.entry(fault.key()).or_default().add(fault.line);
    }

    /// What it all came to. `file` is the name that is shown.
    pub(crate) fn finish(self, file: &str, form: &Form) -> Profile {
        Profile {
            file: file.to_owned(),
            format: form.format.to_string(),
            delimiter: form.delimiter.map(char::from),
            encoding: form.encoding.map(Encoding::name),
            sheet: form.sheet.clone(),
            rows: self.rows,
            broken: self.broken,
            columns: (self.columns.into_iter())
                .map(ColumnTally::finish)
                .collect(),
        }
    }
}

impl Profile {
    /// Tables for a terminal.
    pub(crate) fn text(&self, language: Language) -> String {
        table::text(self, language)
    }

    /// A page that needs nothing from elsewhere.
    pub(crate) fn html(&self, language: Language) -> String {
        page::html(self, language)
    }

    /// The facts of the file in words: format, delimiter, encoding, sheet.
    fn form(&self) -> String {
        let delimiter = self.delimiter.map(|delimiter| match delimiter {
            '\t' => "TAB".to_owned(),
            delimiter => format!("“{delimiter}”"),
        });
        let encoding = self.encoding.map(str::to_owned);
        let parts = [
            Some(self.format.clone()),
            delimiter,
            encoding,
            self.sheet.clone(),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn broken_rows(&self) -> u64 {
        self.broken.values().map(|tally| tally.count).sum()
    }
}
