use std::collections::BTreeMap;

use crate::{Cell, Channel, Figures, Measure, Selector, ServiceLevel};

/// Bảng cộng: figures of one period in memory, by procedure, channel and service level.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    procedures: BTreeMap<Box<str>, BTreeMap<Slot, i64>>,
}

type Slot = (Measure, Option<Channel>, ServiceLevel);

impl Tally {
    /// Adds a figure of a cell, whatever its unit: a range sum for a flow, a prefix sum for a stock.
    pub fn add(&mut self, cell: Cell<'_>, measure: Measure, value: i64) {
        let slots = match self.procedures.get_mut(cell.procedure) {
            Some(slots) => slots,
            None => self.procedures.entry(cell.procedure.into()).or_default(),
        };
        *slots
            .entry((measure, cell.channel, cell.service_level))
            .or_default() += value;
    }
}

impl Figures for Tally {
    fn sum(&self, selector: &Selector) -> i64 {
        self.procedures
            .values()
            .map(|slots| sum(slots, selector))
            .sum()
    }

    fn procedures_with(&self, selector: &Selector) -> i64 {
        self.procedures
            .values()
            .map(|slots| i64::from(sum(slots, selector) > 0))
            .sum()
    }
}

fn sum(slots: &BTreeMap<Slot, i64>, selector: &Selector) -> i64 {
    let selected = slots
        .iter()
        .filter(|((measure, channel, level), _)| selector.selects(*measure, *channel, *level));
    selected.map(|(_, value)| value).sum()
}
