use std::collections::BTreeMap;

use chiso_calendar::DateRange;
use chiso_measure::{Accumulation, Cell, IndicatorSet, Tally};
use chiso_org::{OrgTree, Unit};
use chrono::NaiveDate;

use super::{Breakdown, FigureGroup, FiguresQuery, Slice, SumRequest};

/// Kế hoạch truy vấn: which sums a question needs, and what becomes of them.
///
/// The days are cut wherever a range begins or ends or a stock is wanted, and the database sums up each slice between two cuts.
/// A flow over a range is then the sum of the slices in it, a stock as of a day the sum of all slices up to its end. Units are
/// told apart in the database, everything else here.
#[derive(Debug)]
pub struct Plan<'a> {
    query: &'a FiguresQuery,
    units: &'a OrgTree,
    /// The unit itself, then its children: the groups of a breakdown by unit. Only the unit, with its subtree, otherwise.
    branches: Vec<&'a Unit>,
    request: SumRequest,
}

/// Days of one group of figures.
#[derive(Clone, Copy, Debug)]
struct Span {
    range: DateRange,
    as_of: NaiveDate,
}

impl<'a> Plan<'a> {
    /// Plans the answer to a question about a unit of the tree.
    pub fn new(query: &'a FiguresQuery, units: &'a OrgTree) -> Self {
        let day = query.range.last_day();
        let below = |unit: &Unit, branch: usize| -> Vec<(String, i32)> {
            let branch = i32::try_from(branch).expect("a tree has fewer than two billion units");
            units
                .subtree(unit.id().as_str(), day)
                .into_iter()
                .map(|unit| (unit.id().to_string(), branch))
                .collect()
        };
        let mut branches: Vec<&Unit> = units.get(&query.unit).into_iter().collect();
        let mut wanted = Vec::new();
        if query.breakdown == Some(Breakdown::Unit) {
            wanted.push((query.unit.clone(), 0));
            branches.extend(units.children(&query.unit, day));
            for (branch, unit) in branches.iter().enumerate().skip(1) {
                wanted.extend(below(unit, branch));
            }
        } else {
            wanted.extend(branches.iter().flat_map(|unit| below(unit, 0)));
        }
        let spans = spans(query);
        let mut cuts: Vec<NaiveDate> = spans
            .iter()
            .flat_map(|span| [span.range.from, span.range.until, day_after(span.as_of)])
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        let request = SumRequest {
            units: wanted,
            cuts,
            flows_from: query.range.from,
        };
        Self {
            query,
            units,
            branches,
            request,
        }
    }

    /// The sums that are needed.
    pub fn request(&self) -> &SumRequest {
        &self.request
    }

    /// The total and the groups, ordered by key, made of these sums.
    pub fn figures(
        &self,
        slices: &[Slice],
        indicators: &IndicatorSet,
    ) -> (FigureGroup, Vec<FigureGroup>) {
        let whole = Span {
            range: self.query.range,
            as_of: self.query.as_of,
        };
        let total = self.group(String::new(), None, whole, slices, indicators);
        let groups = match self.query.breakdown {
            None => Vec::new(),
            Some(Breakdown::Unit) => self.by_unit(whole, slices, indicators),
            Some(Breakdown::Procedure) => {
                let of = |slice: &Slice| Some(slice.procedure.clone());
                self.by_dimension(of, |_| None, whole, slices, indicators)
            }
            Some(Breakdown::Channel) => {
                let of = |slice: &Slice| slice.channel.map(|channel| channel.code().to_owned());
                self.by_dimension(of, channel_name, whole, slices, indicators)
            }
            Some(Breakdown::Month) => self
                .query
                .range
                .months()
                .into_iter()
                .map(|(month, range)| {
                    let span = Span {
                        range,
                        as_of: range.last_day(),
                    };
                    self.group(month.to_string(), None, span, slices, indicators)
                })
                .collect(),
        };
        (total, groups)
    }

    /// Units that did not exist in the range are left out, unless there are figures of them.
    fn by_unit(&self, span: Span, slices: &[Slice], indicators: &IndicatorSet) -> Vec<FigureGroup> {
        let DateRange { from, until } = self.query.range;
        let mut branches: Vec<Vec<&Slice>> = vec![Vec::new(); self.branches.len()];
        for slice in slices {
            let branch = usize::try_from(slice.group)
                .ok()
                .and_then(|branch| branches.get_mut(branch));
            branch
                .expect("slices come with the groups that were asked for")
                .push(slice);
        }
        let mut groups: Vec<FigureGroup> = self
            .branches
            .iter()
            .zip(branches)
            .map(|(unit, slices)| {
                let name = Some(unit.name_on(span.range.last_day()).to_owned());
                (
                    unit,
                    self.group(unit.id().to_string(), name, span, slices, indicators),
                )
            })
            .filter(|(unit, group)| {
                let existed = unit.founded() < until && unit.valid_on(unit.founded().max(from));
                existed || !group.is_zero()
            })
            .map(|(_, group)| group)
            .collect();
        groups.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        groups
    }

    fn by_dimension(
        &self,
        key: impl Fn(&Slice) -> Option<String>,
        name: impl Fn(&str) -> Option<String>,
        span: Span,
        slices: &[Slice],
        indicators: &IndicatorSet,
    ) -> Vec<FigureGroup> {
        let mut by_key: BTreeMap<String, Vec<&Slice>> = BTreeMap::new();
        for slice in slices {
            if let Some(key) = key(slice) {
                by_key.entry(key).or_default().push(slice);
            }
        }
        by_key
            .into_iter()
            .map(|(key, slices)| {
                let name = name(&key);
                self.group(key, name, span, slices, indicators)
            })
            .filter(|group| !group.is_zero())
            .collect()
    }

    fn group<'s>(
        &self,
        key: String,
        name_vi: Option<String>,
        span: Span,
        slices: impl IntoIterator<Item = &'s Slice>,
        indicators: &IndicatorSet,
    ) -> FigureGroup {
        let cut = |day: NaiveDate| self.request.cuts.partition_point(|cut| *cut < day);
        // Slice n + 1 begins at cut n, so these are the slices up to and including the last day before `day`.
        let (before, end) = (cut(span.range.from), cut(span.range.until));
        let as_of = cut(day_after(span.as_of));
        let (mut figures, mut closing, mut opening) =
            (Tally::default(), Tally::default(), Tally::default());
        for slice in slices {
            let cell = Cell {
                unit: &self.query.unit,
                procedure: &slice.procedure,
                channel: slice.channel,
                service_level: slice.service_level,
            };
            let add = |tally: &mut Tally| tally.add(cell, slice.measure, slice.value);
            match slice.measure.accumulation() {
                Accumulation::Flow if (before + 1..=end).contains(&slice.index) => {
                    add(&mut figures);
                    add(&mut closing);
                }
                Accumulation::Flow => {}
                Accumulation::Stock => {
                    if slice.index <= as_of {
                        add(&mut figures);
                    }
                    if slice.index <= end {
                        add(&mut closing);
                    }
                    if slice.index <= before {
                        add(&mut opening);
                    }
                }
            }
        }
        FigureGroup::new(key, name_vi, &figures, &closing, &opening, indicators)
    }

    /// The Vietnamese name of the unit asked for, as of the end of the range.
    pub fn unit_name(&self) -> Option<&str> {
        Some(
            self.units
                .get(&self.query.unit)?
                .name_on(self.query.range.last_day()),
        )
    }
}

/// The spans of all groups: the whole range, and its months if it is broken down by them.
fn spans(query: &FiguresQuery) -> Vec<Span> {
    let whole = Span {
        range: query.range,
        as_of: query.as_of,
    };
    let months = match query.breakdown {
        Some(Breakdown::Month) => query.range.months(),
        _ => Vec::new(),
    };
    let months = months.into_iter().map(|(_, range)| Span {
        range,
        as_of: range.last_day(),
    });
    std::iter::once(whole).chain(months).collect()
}

fn day_after(day: NaiveDate) -> NaiveDate {
    day.succ_opt()
        .expect("days of a question end long before the calendar does")
}

fn channel_name(code: &str) -> Option<String> {
    let name = match code {
        "in_person" => "Trực tiếp",
        "online" => "Trực tuyến",
        "post" => "Bưu chính công ích",
        _ => return None,
    };
    Some(name.to_owned())
}
