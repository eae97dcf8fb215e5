use std::collections::BTreeMap;

use chiso_measure::{Indicator, PartitionA, PartitionB};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::{Breakdown, FigureGroup, IndicatorFigure};
use crate::usecase::FiguresAnswer;

/// A question for figures.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FiguresParams {
    /// Permanent id of the unit; its subtree is included.
    #[serde(default)]
    #[param(required = true, pattern = "^[a-z0-9-]{1,64}$", example = "tp-tu-son")]
    pub unit_id: String,
    /// First day of the range.
    #[serde(default)]
    #[param(required = true, format = Date, pattern = "^(19[0-9]{2}|2[01][0-9]{2}|2200)-[0-9]{2}-[0-9]{2}$", example = "2022-01-01")]
    pub from_date: String,
    /// First day after the range; at most 20 years after the first.
    #[serde(default)]
    #[param(required = true, format = Date, pattern = "^(19[0-9]{2}|2[01][0-9]{2}|2200)-[0-9]{2}-[0-9]{2}$", example = "2023-01-01")]
    pub until_date: String,
    /// Day at whose end stocks are taken; the last day of the range where absent.
    #[param(format = Date, pattern = "^(19[0-9]{2}|2[01][0-9]{2}|2200)-[0-9]{2}-[0-9]{2}$", example = "2022-12-31")]
    pub as_of_date: Option<String>,
    /// One total where absent.
    #[param(inline)]
    pub breakdown: Option<Breakdown>,
    /// Groups in the answer, 1 to 100; 50 where absent. Groups without figures are left out after they were counted.
    #[param(minimum = 1, maximum = 100)]
    pub page_size: Option<i32>,
    /// `next_page_token` of the answer before, to the same question.
    pub page_token: Option<String>,
}

/// Figures of a unit with its subtree over a range of days.
#[derive(Debug, Serialize, ToSchema)]
pub struct Figures {
    #[schema(example = "tp-tu-son")]
    pub unit_id: String,
    /// As of the end of the range.
    #[schema(example = "UBND thành phố Từ Sơn")]
    pub unit_name_vi: String,
    /// First day of the range.
    pub from_date: NaiveDate,
    /// First day after the range; tomorrow where the range asked for goes on after today.
    pub until_date: NaiveDate,
    /// Day of which the stocks of the total speak; those of a month speak of its last day.
    pub as_of_date: NaiveDate,
    /// Events of the sources that are not in these figures yet, as last seen; null while a source cannot be seen.
    pub lag_events: Option<i64>,
    /// The whole unit and range.
    pub total: FigureGroupView,
    /// One page of the breakdown that was asked for, ordered by key.
    pub groups: Vec<FigureGroupView>,
    /// Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_page_token: Option<String>,
}

/// Figures of one unit, procedure, channel or month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FigureGroup)]
pub struct FigureGroupView {
    /// Unit id, procedure code, channel or YYYY-MM; empty for the total.
    pub key: String,
    /// Vietnamese name of the unit or channel, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_vi: Option<String>,
    /// Values by code, always all of them.
    pub measures: BTreeMap<&'static str, i64>,
    pub indicators: Vec<IndicatorView>,
    pub partition_a: PartitionAView,
    pub partition_b: PartitionBView,
}

/// Value of an indicator.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IndicatorValue)]
pub struct IndicatorView {
    #[schema(example = "dossiers.online_rate_eligible")]
    pub code: String,
    pub definition_version: u32,
    #[schema(example = 1359)]
    pub numerator: i64,
    #[schema(example = 3732)]
    pub denominator: i64,
    /// Percentage, half up to one decimal. Null where the denominator is 0: not applicable.
    #[schema(example = "36.4")]
    pub percent: Option<String>,
}

/// Dossiers by result, at the end of the range: received + carried forward = resolved + refused + withdrawn + pending
/// + awaiting a supplement.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PartitionA)]
pub struct PartitionAView {
    pub received: i64,
    /// Open as of the day before the range.
    pub carried_forward: i64,
    pub resolved: i64,
    pub refused: i64,
    pub withdrawn: i64,
    /// Open and not waiting for a supplement.
    pub pending: i64,
    pub awaiting_supplement: i64,
    /// Whether both sides are equal.
    pub holds: bool,
}

/// Dossiers by deadline, at the end of the range: received in person or by post + received online + carried forward = settled
/// early + on time + late + pending in time + pending overdue. Settled is resolved, refused or withdrawn; a dossier that waits
/// for a supplement is pending in time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PartitionB)]
pub struct PartitionBView {
    pub received_in_person_or_post: i64,
    pub received_online: i64,
    /// Open as of the day before the range.
    pub carried_forward: i64,
    pub settled_early: i64,
    pub settled_on_time: i64,
    pub settled_late: i64,
    pub pending_in_time: i64,
    pub pending_overdue: i64,
    /// Whether both sides are equal.
    pub holds: bool,
}

/// Definitions of all indicators.
#[derive(Debug, Serialize, ToSchema)]
pub struct Indicators {
    pub indicators: Vec<IndicatorDefinition>,
}

/// Definition of an indicator.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Indicator)]
pub struct IndicatorDefinition {
    #[schema(example = "dossiers.online_rate_eligible")]
    pub code: String,
    /// Goes up whenever the same events could give another value.
    pub definition_version: u32,
    pub name_vi: String,
    pub name_en: String,
    /// The definition in words, with its source.
    pub definition_vi: String,
}

impl From<FiguresAnswer> for Figures {
    fn from(answer: FiguresAnswer) -> Self {
        Self {
            unit_id: answer.query.unit,
            unit_name_vi: answer.unit_name_vi,
            from_date: answer.query.range.from,
            until_date: answer.query.range.until,
            as_of_date: answer.query.as_of,
            lag_events: answer.lag_events,
            total: answer.total.into(),
            groups: answer
                .groups
                .into_iter()
                .map(FigureGroupView::from)
                .collect(),
            next_page_token: answer.next,
        }
    }
}

impl From<FigureGroup> for FigureGroupView {
    fn from(group: FigureGroup) -> Self {
        Self {
            key: group.key,
            name_vi: group.name_vi,
            measures: group.measures.into_iter().collect(),
            indicators: group
                .indicators
                .into_iter()
                .map(IndicatorView::from)
                .collect(),
            partition_a: group.partition_a.into(),
            partition_b: group.partition_b.into(),
        }
    }
}

impl From<IndicatorFigure> for IndicatorView {
    fn from(figure: IndicatorFigure) -> Self {
        Self {
            percent: figure.percent(),
            code: figure.code,
            definition_version: figure.definition_version,
            numerator: figure.ratio.numerator,
            denominator: figure.ratio.denominator,
        }
    }
}

impl From<PartitionA> for PartitionAView {
    fn from(partition: PartitionA) -> Self {
        let holds = partition.holds();
        let PartitionA {
            received,
            carried_forward,
            resolved,
            refused,
            withdrawn,
            pending,
            awaiting_supplement,
        } = partition;
        Self {
            received,
            carried_forward,
            resolved,
            refused,
            withdrawn,
            pending,
            awaiting_supplement,
            holds,
        }
    }
}

impl From<PartitionB> for PartitionBView {
    fn from(partition: PartitionB) -> Self {
        Self {
            holds: partition.holds(),
            received_in_person_or_post: partition.received_in_person_or_post,
            received_online: partition.received_online,
            carried_forward: partition.carried_forward,
            settled_early: partition.settled_early,
            settled_on_time: partition.settled_on_time,
            settled_late: partition.settled_late,
            pending_in_time: partition.pending_in_time,
            pending_overdue: partition.pending_overdue,
        }
    }
}

impl From<&Indicator> for IndicatorDefinition {
    fn from(indicator: &Indicator) -> Self {
        Self {
            code: indicator.code.clone(),
            definition_version: indicator.definition_version,
            name_vi: indicator.name_vi.clone(),
            name_en: indicator.name_en.clone(),
            definition_vi: indicator.definition_vi.clone(),
        }
    }
}
