use chiso_measure::{
    Channel, Figures, IndicatorSet, Measure, PartitionA, PartitionB, Ratio, Selector, Tally,
};

/// Decimals of percentages.
const DECIMALS: u8 = 1;

/// Số liệu: the figures of one unit, procedure, channel or month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureGroup {
    /// Unit id, procedure code, channel or YYYY-MM; empty for the total.
    pub key: String,
    pub name_vi: Option<String>,
    /// Values by code, always the same codes in the same order.
    pub measures: Vec<(&'static str, i64)>,
    pub indicators: Vec<IndicatorFigure>,
    pub partition_a: PartitionA,
    pub partition_b: PartitionB,
}

/// Giá trị chỉ số: numerator and denominator, and the percentage where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorFigure {
    pub code: String,
    pub definition_version: u32,
    pub ratio: Ratio,
}

impl IndicatorFigure {
    /// Half up to one decimal; none where the denominator is 0: not applicable.
    pub fn percent(&self) -> Option<String> {
        self.ratio
            .percent(DECIMALS)
            .map(|percent| percent.to_string())
    }
}

impl FigureGroup {
    /// `figures` has the stocks as of the as-of day, `closing` as of the end of the range, both with the flows of the range;
    /// `opening` has the stocks as of the day before the range.
    pub fn new(
        key: String,
        name_vi: Option<String>,
        figures: &Tally,
        closing: &Tally,
        opening: &Tally,
        indicators: &IndicatorSet,
    ) -> Self {
        let carried_forward = opening.total(Measure::Open);
        let received = |channel| figures.sum(&Selector::of_channel(Measure::Received, channel));
        let mut measures = Vec::with_capacity(Measure::ALL.len() + 5);
        for measure in Measure::ALL {
            measures.push((measure.code(), figures.total(measure)));
            match measure {
                Measure::Received => measures.extend([
                    ("received.in_person", received(Channel::InPerson)),
                    ("received.online", received(Channel::Online)),
                    ("received.post", received(Channel::Post)),
                    ("carried_forward", carried_forward),
                ]),
                Measure::OpenOverdue => measures.push(("open_in_time", figures.open_in_time())),
                _ => {}
            }
        }
        let indicators = indicators.iter().map(|indicator| IndicatorFigure {
            code: indicator.code.clone(),
            definition_version: indicator.definition_version,
            ratio: indicator.evaluate(figures),
        });
        Self {
            key,
            name_vi,
            measures,
            indicators: indicators.collect(),
            partition_a: PartitionA::of(closing, carried_forward),
            partition_b: PartitionB::of(closing, carried_forward),
        }
    }

    /// Whether there is nothing to tell.
    pub fn is_zero(&self) -> bool {
        self.measures.iter().all(|(_, value)| *value == 0)
    }
}
