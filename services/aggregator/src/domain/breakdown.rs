use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

/// Phân tổ: by what figures are broken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Breakdown {
    /// By the units directly below the one asked for, each with its subtree, and the unit itself alone.
    Unit,
    Procedure,
    Channel,
    /// By calendar month of the range; stocks are as of the end of each.
    Month,
}

/// Câu hỏi: the figures of a unit with its subtree over a range of days. All values have been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiguresQuery {
    pub unit: String,
    pub range: chiso_calendar::DateRange,
    /// Stocks are as of the end of this day.
    pub as_of: NaiveDate,
    pub breakdown: Option<Breakdown>,
}
