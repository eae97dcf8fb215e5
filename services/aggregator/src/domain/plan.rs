use chiso_calendar::{DateRange, YearMonth};
use chiso_measure::Channel;
use chiso_org::{OrgTree, Unit};
use chrono::NaiveDate;

use super::{Breakdown, FiguresQuery, Slice, SumRequest};

/// The group of units that are in the total only.
const IN_NO_GROUP: i32 = -1;

/// Kế hoạch truy vấn: which sums a question needs, and which groups they make.
///
/// The days are cut wherever a range begins or ends or a stock is wanted, and the database sums up each slice between two cuts.
/// A flow over a range is then the sum of the slices in it, a stock as of a day the sum of all slices up to its end. Units are
/// told apart in the database, everything else by [`Gathering`](super::Gathering), as the slices pass by.
#[derive(Debug)]
pub struct Plan<'a> {
    pub(super) query: &'a FiguresQuery,
    units: &'a OrgTree,
    pub(super) groups: Groups<'a>,
    request: SumRequest,
    next: Option<String>,
}

/// The groups of one page, ordered by key.
#[derive(Debug)]
pub(super) enum Groups<'a> {
    None,
    /// The unit itself alone, or one below it with its subtree.
    Units(Vec<&'a Unit>),
    Procedures(Vec<String>),
    Channels(Vec<Channel>),
    Months(Vec<(YearMonth, DateRange)>),
}

impl Groups<'_> {
    pub fn len(&self) -> usize {
        match self {
            Self::None => 0,
            Self::Units(units) => units.len(),
            Self::Procedures(codes) => codes.len(),
            Self::Channels(channels) => channels.len(),
            Self::Months(months) => months.len(),
        }
    }
}

/// Days of one group of figures.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub range: DateRange,
    pub as_of: NaiveDate,
}

impl<'a> Plan<'a> {
    /// The units whose cells a question is about.
    pub fn subtree(query: &FiguresQuery, units: &OrgTree) -> Vec<String> {
        let below = units.subtree(&query.unit, query.range.last_day());
        below.iter().map(|unit| unit.id().to_string()).collect()
    }

    /// Plans the answer to a question about a unit of the tree. `procedures` are those after the page before, in order, one more
    /// than the page has if there are so many; nobody asks for them unless the breakdown is by procedure.
    pub fn new(query: &'a FiguresQuery, units: &'a OrgTree, procedures: Vec<String>) -> Self {
        let day = query.range.last_day();
        let mut wanted: Vec<(String, i32)> = Vec::new();
        let (groups, more) = match query.breakdown {
            None => (Groups::None, false),
            Some(Breakdown::Unit) => {
                let mut all: Vec<&Unit> = units.get(&query.unit).into_iter().collect();
                all.extend(units.children(&query.unit, day));
                all.sort_unstable_by_key(|unit| unit.id().as_str());
                let (page, more) = query
                    .page
                    .take(all.clone(), |unit| unit.id().as_str().to_owned());
                for unit in all {
                    let place = page.iter().position(|other| other.id() == unit.id());
                    let group = place
                        .and_then(|place| i32::try_from(place).ok())
                        .unwrap_or(IN_NO_GROUP);
                    if unit.id().as_str() == query.unit {
                        wanted.push((query.unit.clone(), group));
                    } else {
                        let below = units.subtree(unit.id().as_str(), day).into_iter();
                        wanted.extend(below.map(|unit| (unit.id().to_string(), group)));
                    }
                }
                (Groups::Units(page), more)
            }
            Some(Breakdown::Procedure) => {
                let (page, more) = query.page.take(procedures, Clone::clone);
                (Groups::Procedures(page), more)
            }
            Some(Breakdown::Channel) => {
                let mut all = Channel::ALL.to_vec();
                all.sort_unstable_by_key(|channel| channel.code());
                let (page, more) = query.page.take(all, |channel| channel.code().to_owned());
                (Groups::Channels(page), more)
            }
            Some(Breakdown::Month) => {
                let (page, more) = query
                    .page
                    .take(query.range.months(), |(month, _)| month.to_string());
                (Groups::Months(page), more)
            }
        };
        if wanted.is_empty() {
            let units = Self::subtree(query, units).into_iter();
            wanted.extend(units.map(|unit| (unit, IN_NO_GROUP)));
        }
        let mut plan = Self {
            query,
            units,
            groups,
            request: SumRequest {
                units: wanted,
                cuts: Vec::new(),
                flows_from: query.range.from,
                ordered: matches!(
                    query.breakdown,
                    Some(Breakdown::Unit | Breakdown::Procedure)
                ),
            },
            next: None,
        };
        plan.next = more.then(|| plan.last_key()).flatten();
        plan.request.cuts = plan.cuts();
        plan
    }

    /// The sums that are needed.
    pub fn request(&self) -> &SumRequest {
        &self.request
    }

    /// The key after which the next page begins; none on the last.
    pub fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }

    /// The Vietnamese name of the unit asked for, as of the end of the range.
    pub fn unit_name(&self) -> Option<&str> {
        Some(
            self.units
                .get(&self.query.unit)?
                .name_on(self.query.range.last_day()),
        )
    }

    fn last_key(&self) -> Option<String> {
        match &self.groups {
            Groups::None => None,
            Groups::Units(units) => units.last().map(|unit| unit.id().to_string()),
            Groups::Procedures(codes) => codes.last().cloned(),
            Groups::Channels(channels) => channels.last().map(|c| c.code().to_owned()),
            Groups::Months(months) => months.last().map(|(month, _)| month.to_string()),
        }
    }

    fn cuts(&self) -> Vec<NaiveDate> {
        let months = match &self.groups {
            Groups::Months(months) => months.as_slice(),
            _ => &[],
        };
        let spans = months.iter().map(|(_, range)| Span::of_month(*range));
        let mut cuts: Vec<NaiveDate> = std::iter::once(self.whole())
            .chain(spans)
            .flat_map(|span| [span.range.from, span.range.until, day_after(span.as_of)])
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }

    /// The span of the total, and of all groups but months.
    pub(super) fn whole(&self) -> Span {
        Span {
            range: self.query.range,
            as_of: self.query.as_of,
        }
    }

    /// The groups of the page that a slice counts in, by place.
    pub(super) fn places(&self, slice: &Slice) -> std::ops::Range<usize> {
        let one = |place: Option<usize>| place.map_or(0..0, |place| place..place + 1);
        match &self.groups {
            Groups::None => 0..0,
            Groups::Units(_) => one(usize::try_from(slice.group).ok()),
            Groups::Procedures(codes) => one(codes.binary_search(&slice.procedure).ok()),
            Groups::Channels(channels) => one(channels
                .iter()
                .position(|channel| slice.channel == Some(*channel))),
            Groups::Months(months) => 0..months.len(),
        }
    }

    /// How many slices end at or before the day: slice n + 1 begins at cut n.
    pub(super) fn slices_before(&self, day: NaiveDate) -> usize {
        self.request.cuts.partition_point(|cut| *cut < day)
    }
}

impl Span {
    pub fn of_month(range: DateRange) -> Self {
        Self {
            range,
            as_of: range.last_day(),
        }
    }

    /// The first day after the one as of which stocks are taken.
    pub fn after_as_of(self) -> NaiveDate {
        day_after(self.as_of)
    }
}

fn day_after(day: NaiveDate) -> NaiveDate {
    day.succ_opt()
        .expect("days of a question end long before the calendar does")
}
