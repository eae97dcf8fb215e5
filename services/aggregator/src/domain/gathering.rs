use std::collections::BTreeMap;

use chiso_measure::{Accumulation, Cell, Channel, IndicatorSet, Tally};
use chiso_org::Unit;

use super::plan::{Groups, Span};
use super::{FigureGroup, Plan, Slice};

/// Gom số liệu: the total and the groups of a plan, as the slices pass by.
///
/// Where slices come ordered by group, only one group is open at a time; of the others nothing is kept but their figures.
#[derive(Debug)]
pub struct Gathering<'p> {
    plan: &'p Plan<'p>,
    indicators: &'p IndicatorSet,
    total: Sums,
    open: BTreeMap<usize, Sums>,
    ended: BTreeMap<usize, FigureGroup>,
}

/// The sums of one group.
#[derive(Debug)]
struct Sums {
    /// Slices of the days before the range, up to its end, and up to the as-of day.
    before: usize,
    end: usize,
    as_of: usize,
    figures: Tally,
    closing: Tally,
    opening: Tally,
}

impl<'p> Gathering<'p> {
    pub fn new(plan: &'p Plan<'p>, indicators: &'p IndicatorSet) -> Self {
        Self {
            plan,
            indicators,
            total: Sums::of(plan, plan.whole()),
            open: BTreeMap::new(),
            ended: BTreeMap::new(),
        }
    }

    /// Adds a slice to the total and to the groups that it counts in.
    pub fn add(&mut self, slice: &Slice) {
        self.total.add(&self.plan.query.unit, slice);
        let places = self.plan.places(slice);
        if self.plan.request().ordered && !self.open.contains_key(&places.start) {
            self.end_groups();
        }
        for place in places {
            let span = self.span(place);
            let sums = self.open.entry(place);
            let sums = sums.or_insert_with(|| Sums::of(self.plan, span));
            sums.add(&self.plan.query.unit, slice);
        }
    }

    /// The total, and the groups of the page, ordered by key. Units that did not exist in the range, procedures and channels
    /// are left out if there are no figures of them.
    pub fn figures(mut self) -> (FigureGroup, Vec<FigureGroup>) {
        self.end_groups();
        let total = self.total.figures(String::new(), None, self.indicators);
        let mut groups = Vec::with_capacity(self.plan.groups.len());
        for place in 0..self.plan.groups.len() {
            let group = self.ended.remove(&place).unwrap_or_else(|| {
                let empty = Sums::of(self.plan, self.span(place));
                self.named(place, &empty)
            });
            if self.always_shown(place) || !group.is_zero() {
                groups.push(group);
            }
        }
        (total, groups)
    }

    fn end_groups(&mut self) {
        for (place, sums) in std::mem::take(&mut self.open) {
            let group = self.named(place, &sums);
            self.ended.insert(place, group);
        }
    }

    fn span(&self, place: usize) -> Span {
        match &self.plan.groups {
            Groups::Months(months) => Span::of_month(months[place].1),
            _ => self.plan.whole(),
        }
    }

    fn named(&self, place: usize, sums: &Sums) -> FigureGroup {
        let (key, name) = match &self.plan.groups {
            Groups::None => (String::new(), None),
            Groups::Units(units) => {
                let name = units[place].name_on(self.plan.query.range.last_day());
                (units[place].id().to_string(), Some(name.to_owned()))
            }
            Groups::Procedures(codes) => (codes[place].clone(), None),
            Groups::Channels(channels) => {
                let channel = channels[place];
                (
                    channel.code().to_owned(),
                    Some(channel_name(channel).to_owned()),
                )
            }
            Groups::Months(months) => (months[place].0.to_string(), None),
        };
        sums.figures(key, name, self.indicators)
    }

    fn always_shown(&self, place: usize) -> bool {
        match &self.plan.groups {
            Groups::Units(units) => self.existed(units[place]),
            Groups::Months(_) => true,
            _ => false,
        }
    }

    /// Whether a unit existed in the range.
    fn existed(&self, unit: &Unit) -> bool {
        let range = self.plan.query.range;
        unit.founded() < range.until && unit.valid_on(unit.founded().max(range.from))
    }
}

impl Sums {
    fn of(plan: &Plan<'_>, span: Span) -> Self {
        Self {
            before: plan.slices_before(span.range.from),
            end: plan.slices_before(span.range.until),
            as_of: plan.slices_before(span.after_as_of()),
            figures: Tally::default(),
            closing: Tally::default(),
            opening: Tally::default(),
        }
    }

    fn add(&mut self, unit: &str, slice: &Slice) {
        let cell = Cell {
            unit,
            procedure: &slice.procedure,
            channel: slice.channel,
            service_level: slice.service_level,
        };
        let add = |tally: &mut Tally| tally.add(cell, slice.measure, slice.value);
        match slice.measure.accumulation() {
            Accumulation::Flow if (self.before + 1..=self.end).contains(&slice.index) => {
                add(&mut self.figures);
                add(&mut self.closing);
            }
            Accumulation::Flow => {}
            Accumulation::Stock => {
                if slice.index <= self.as_of {
                    add(&mut self.figures);
                }
                if slice.index <= self.end {
                    add(&mut self.closing);
                }
                if slice.index <= self.before {
                    add(&mut self.opening);
                }
            }
        }
    }

    fn figures(
        &self,
        key: String,
        name_vi: Option<String>,
        indicators: &IndicatorSet,
    ) -> FigureGroup {
        FigureGroup::new(
            key,
            name_vi,
            &self.figures,
            &self.closing,
            &self.opening,
            indicators,
        )
    }
}

const fn channel_name(channel: Channel) -> &'static str {
    match channel {
        Channel::InPerson => "Trực tiếp",
        Channel::Online => "Trực tuyến",
        Channel::Post => "Bưu chính công ích",
    }
}
