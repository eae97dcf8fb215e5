use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Phân tổ: by what figures are broken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Breakdown {
    /// By the units directly below the one asked for, each with its subtree, and the unit itself alone.
    Unit,
    Procedure,
    Channel,
    /// By calendar month of the range; stocks are as of the end of each.
    Month,
}

/// Trang: which groups of a breakdown are wanted. They are ordered by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupPage {
    /// The key of the last group of the page before; empty for the first page.
    pub after: String,
    /// Groups at most.
    pub limit: usize,
}

impl GroupPage {
    /// The groups of the page among all there are, ordered by key, and whether there are more.
    pub fn take<T>(&self, mut groups: Vec<T>, key: impl Fn(&T) -> String) -> (Vec<T>, bool) {
        groups.retain(|group| key(group) > self.after);
        let more = groups.len() > self.limit;
        groups.truncate(self.limit);
        (groups, more)
    }
}

/// Câu hỏi: the figures of a unit with its subtree over a range of days. All values have been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiguresQuery {
    pub unit: String,
    pub range: chiso_calendar::DateRange,
    /// Stocks are as of the end of this day.
    pub as_of: NaiveDate,
    pub breakdown: Option<Breakdown>,
    pub page: GroupPage,
}
