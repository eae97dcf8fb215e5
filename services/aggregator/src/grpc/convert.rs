use chiso_chassis::error::{FieldFault, RequestFault};
use chiso_eventlog::quarantine::Quarantined;
use chiso_measure::{Indicator, PartitionA, PartitionB};
use chiso_proto::aggregator::v1 as pb;
use chrono::{DateTime, Utc};
use prost_types::Timestamp;

use crate::domain::{Breakdown, FigureGroup, IndicatorFigure};
use crate::usecase::{FiguresAnswer, ProjectionStatus, QuarantinePage, SourceStatus};

pub fn breakdown(value: i32) -> Result<Option<Breakdown>, RequestFault> {
    match pb::Breakdown::try_from(value) {
        Ok(pb::Breakdown::Unspecified) => Ok(None),
        Ok(pb::Breakdown::Unit) => Ok(Some(Breakdown::Unit)),
        Ok(pb::Breakdown::Procedure) => Ok(Some(Breakdown::Procedure)),
        Ok(pb::Breakdown::Channel) => Ok(Some(Breakdown::Channel)),
        Ok(pb::Breakdown::Month) => Ok(Some(Breakdown::Month)),
        Err(_) => {
            let fault = FieldFault::new("breakdown", FieldFault::INVALID_VALUE);
            Err(RequestFault::Fields(vec![
                fault.expected("a value of Breakdown"),
            ]))
        }
    }
}

/// A count of things in memory or in a log, which is never near the end of 63 bits.
pub fn count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub fn figures(answer: FiguresAnswer) -> pb::QueryFiguresResponse {
    pb::QueryFiguresResponse {
        total: Some(group(answer.total)),
        groups: answer.groups.into_iter().map(group).collect(),
        as_of_date: answer.query.as_of.to_string(),
        lag_events: answer.lag_events,
        next_page_token: answer.next.unwrap_or_default(),
    }
}

fn group(group: FigureGroup) -> pb::FigureGroup {
    let measure = |(measure, value): (&str, i64)| pb::MeasureValue {
        measure: measure.to_owned(),
        value,
    };
    pb::FigureGroup {
        key: group.key,
        name_vi: group.name_vi.unwrap_or_default(),
        measures: group.measures.into_iter().map(measure).collect(),
        indicators: group.indicators.into_iter().map(indicator_value).collect(),
        partition_a: Some(partition_a(&group.partition_a)),
        partition_b: Some(partition_b(&group.partition_b)),
    }
}

fn indicator_value(figure: IndicatorFigure) -> pb::IndicatorValue {
    pb::IndicatorValue {
        percent: figure.percent(),
        indicator: figure.code,
        definition_version: version(figure.definition_version),
        numerator: figure.ratio.numerator,
        denominator: figure.ratio.denominator,
    }
}

fn partition_a(partition: &PartitionA) -> pb::PartitionA {
    pb::PartitionA {
        received: partition.received,
        carried_forward: partition.carried_forward,
        resolved: partition.resolved,
        refused: partition.refused,
        withdrawn: partition.withdrawn,
        pending: partition.pending,
        awaiting_supplement: partition.awaiting_supplement,
        holds: partition.holds(),
    }
}

fn partition_b(partition: &PartitionB) -> pb::PartitionB {
    pb::PartitionB {
        received_in_person_or_post: partition.received_in_person_or_post,
        received_online: partition.received_online,
        carried_forward: partition.carried_forward,
        settled_early: partition.settled_early,
        settled_on_time: partition.settled_on_time,
        settled_late: partition.settled_late,
        pending_in_time: partition.pending_in_time,
        pending_overdue: partition.pending_overdue,
        holds: partition.holds(),
    }
}

pub fn indicator(indicator: &Indicator) -> pb::Indicator {
    pb::Indicator {
        code: indicator.code.clone(),
        definition_version: version(indicator.definition_version),
        name_vi: indicator.name_vi.clone(),
        name_en: indicator.name_en.clone(),
        definition_vi: indicator.definition_vi.clone(),
    }
}

fn version(version: u32) -> i32 {
    i32::try_from(version).unwrap_or(i32::MAX)
}

pub fn status(status: ProjectionStatus) -> pb::GetProjectionStatusResponse {
    let ProjectionStatus {
        generation,
        building_generation,
        sources,
    } = status;
    let sources = sources.into_iter().map(|at| {
        let SourceStatus {
            source,
            checkpoint,
            head,
            lag_events,
            seen_at,
            fault,
            diverged,
            quarantined,
        } = at;
        pb::SourceStatus {
            source,
            checkpoint,
            head,
            lag_events,
            quarantined,
            diverged,
            seen_time: seen_at.map(timestamp),
            fault: fault.unwrap_or_default(),
        }
    });
    pb::GetProjectionStatusResponse {
        generation,
        building_generation,
        sources: sources.collect(),
    }
}

pub fn quarantine(page: QuarantinePage) -> pb::ListQuarantineResponse {
    pb::ListQuarantineResponse {
        events: page.events.into_iter().map(quarantined).collect(),
        next_page_token: page.next.unwrap_or_default(),
    }
}

fn quarantined(quarantined: Quarantined) -> pb::QuarantinedEvent {
    pb::QuarantinedEvent {
        source: quarantined.source,
        sequence: quarantined.sequence,
        event_id: quarantined.event.event_id,
        r#type: quarantined.event.r#type,
        reason: quarantined.reason,
        detail: quarantined.detail,
        quarantine_time: Some(timestamp(quarantined.quarantined_at)),
    }
}

pub fn timestamp(at: DateTime<Utc>) -> Timestamp {
    let nanos = i32::try_from(at.timestamp_subsec_nanos()).expect("nanoseconds of a second fit");
    Timestamp {
        seconds: at.timestamp(),
        nanos,
    }
}
