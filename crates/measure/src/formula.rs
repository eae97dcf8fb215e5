use serde::Deserialize;

use crate::{Channel, Measure, ServiceLevel};

/// Số liệu của một kỳ: what formulas are evaluated against, the figures of one unit (with its subtree), range and as-of day.
///
/// Flows are sums over the range, stocks are as of the end of the as-of day ([`Measure::accumulation`]).
pub trait Figures {
    /// Sum of the measure over the cells that the selector lets through.
    fn sum(&self, selector: &Selector) -> i64;

    /// Number of distinct procedures for which that sum is above 0.
    fn procedures_with(&self, selector: &Selector) -> i64;

    /// Sum of a measure over all cells.
    fn total(&self, measure: Measure) -> i64 {
        self.sum(&Selector::all(measure))
    }

    /// Đang giải quyết trong hạn: open dossiers whose clock runs and whose due day is not over.
    fn open_in_time(&self) -> i64 {
        self.total(Measure::Open)
            - self.total(Measure::AwaitingSupplement)
            - self.total(Measure::OpenOverdue)
    }
}

/// A measure and the cells in which it is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// The measure.
    pub measure: Measure,
    /// Only cells of these channels; all cells if empty.
    pub channels: Vec<Channel>,
    /// Only cells of these service levels; all cells if empty.
    pub service_levels: Vec<ServiceLevel>,
}

impl Selector {
    /// The measure in all cells.
    pub const fn all(measure: Measure) -> Self {
        Self {
            measure,
            channels: Vec::new(),
            service_levels: Vec::new(),
        }
    }

    /// The measure in the cells of one channel.
    pub fn of_channel(measure: Measure, channel: Channel) -> Self {
        Self {
            channels: vec![channel],
            ..Self::all(measure)
        }
    }

    /// Whether the selector lets a measure of such a cell through.
    pub fn selects(
        &self,
        measure: Measure,
        channel: Option<Channel>,
        service_level: ServiceLevel,
    ) -> bool {
        self.measure == measure
            && (self.channels.is_empty()
                || channel.is_some_and(|channel| self.channels.contains(&channel)))
            && (self.service_levels.is_empty() || self.service_levels.contains(&service_level))
    }
}

/// Công thức: a sum of terms.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Formula {
    /// The terms; a formula of a parsed [`IndicatorSet`](crate::IndicatorSet) has at least one.
    pub terms: Vec<Term>,
}

impl Formula {
    /// The value of the formula.
    pub fn evaluate(&self, figures: &impl Figures) -> i64 {
        self.terms.iter().map(|term| term.evaluate(figures)).sum()
    }
}

/// Số hạng: what is added to or subtracted from a formula.
///
/// In a catalogue: `{ measure = "received", channel = ["online"], service_level = ["partial", "full"] }`, with `sign = "minus"`
/// to subtract, and `distinct = "procedure"` to count procedures for which the sum is above 0 instead of summing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "WrittenTerm")]
pub struct Term {
    /// Whether the term is added or subtracted.
    pub sign: Sign,
    /// What is taken.
    pub selector: Selector,
    /// Count distinct procedures for which the sum is above 0, instead of the sum.
    pub distinct_procedures: bool,
}

/// Sign of a [`Term`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// The term is added.
    #[default]
    Plus,
    /// The term is subtracted.
    Minus,
}

impl Term {
    fn evaluate(&self, figures: &impl Figures) -> i64 {
        let value = if self.distinct_procedures {
            figures.procedures_with(&self.selector)
        } else {
            figures.sum(&self.selector)
        };
        match self.sign {
            Sign::Plus => value,
            Sign::Minus => -value,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTerm {
    measure: Measure,
    #[serde(default)]
    channel: Vec<Channel>,
    #[serde(default)]
    service_level: Vec<ServiceLevel>,
    #[serde(default)]
    sign: Sign,
    distinct: Option<Distinct>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Distinct {
    Procedure,
}

impl From<WrittenTerm> for Term {
    fn from(term: WrittenTerm) -> Self {
        Self {
            sign: term.sign,
            selector: Selector {
                measure: term.measure,
                channels: term.channel,
                service_levels: term.service_level,
            },
            distinct_procedures: matches!(term.distinct, Some(Distinct::Procedure)),
        }
    }
}
