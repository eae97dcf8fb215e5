use chiso_measure::{Channel, Measure, ServiceLevel};
use chrono::NaiveDate;

/// Which sums are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SumRequest {
    /// Units, each with the group that it counts in; -1 where it is in no group.
    pub units: Vec<(String, i32)>,
    /// Days at which sums are cut, in order and each once.
    pub cuts: Vec<NaiveDate>,
    /// First day of which flows are wanted.
    pub flows_from: NaiveDate,
    /// Whether the slices come ordered by group and procedure.
    pub ordered: bool,
}

/// The sum of a measure over the days of one slice, for all cells of a group with these dimensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    pub group: i32,
    pub procedure: String,
    pub channel: Option<Channel>,
    pub service_level: ServiceLevel,
    pub measure: Measure,
    /// Days from `cuts[index - 1]` up to but not including `cuts[index]`; the first slice, 0, has all days before `cuts[0]`.
    pub index: usize,
    pub value: i64,
}
