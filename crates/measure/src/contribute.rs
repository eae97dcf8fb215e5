use chrono::NaiveDate;

use crate::{Cell, Measure};

/// A checked facet: what it adds to measures. Checking comes first, so nothing that breaks its own rules can contribute.
pub trait Contribute {
    /// Calls `visit` with the cell, measure, calendar day in Vietnam and weight of every contribution.
    ///
    /// The same cell, measure and day may come more than once; the weights add up.
    fn contribute(&self, visit: &mut impl FnMut(Cell<'_>, Measure, NaiveDate, i64));
}
