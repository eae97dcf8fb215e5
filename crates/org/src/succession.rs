use chrono::NaiveDate;
use serde::Deserialize;

use crate::UnitId;

/// Kế thừa: a unit took over all or part of another one. A unit may have several successors and be the successor of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// The unit that took over.
    pub successor: UnitId,
    /// First calendar day of the new order.
    pub effective: NaiveDate,
    /// How much of the old unit went over.
    pub extent: Extent,
}

/// How much of a unit went over to a successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// Toàn bộ: the whole unit, so its figures can be added to the successor's.
    Whole,
    /// Một phần: a part; figures of the old unit cannot be divided without facts from below.
    Part,
}
