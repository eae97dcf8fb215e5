//! State -> facet: the part of a dossier and of a procedure version that indicators depend on, without personal data.

use chiso_org::{OrgTree, Unit};
use chiso_procedure::{ProcedureVersion, ServiceLevel};
use chiso_proto::dossiers::v1 as pb;
use chrono::{DateTime, NaiveDate, Utc};
use prost_types::Timestamp;

use crate::domain::{Channel, Dossier, DossierState, Outcome, Step, What};

/// The facet of a dossier as it was after the first `steps` steps.
pub fn of_dossier(dossier: &Dossier, steps: usize) -> pb::DossierFacet {
    let life = &dossier.steps[..steps];
    let state = DossierState::after(life).expect("a prefix of a legal life is one");
    let clock = state.clock();
    pb::DossierFacet {
        dossier_id: dossier.id.to_string(),
        receiving_unit_id: dossier.receiving_unit.to_string(),
        competent_unit_id: dossier.competent_unit.to_string(),
        procedure_code: dossier.procedure.clone(),
        service_level: service_level(bound_level(life)).into(),
        channel: channel(dossier.channel).into(),
        submit_time: life.first().map(|step| timestamp(step.at)),
        reject_time: match &state {
            DossierState::IntakeRejected { at } => Some(timestamp(*at)),
            _ => None,
        },
        accept_time: clock.map(|clock| timestamp(clock.accepted_at)),
        clock_runs: clock.map_or_else(Vec::new, |clock| {
            let run = |run: &crate::domain::ClockRun| pb::ClockRun {
                start_time: Some(timestamp(run.start)),
                due_time: Some(timestamp(run.due)),
                stop_time: run.stop.map(timestamp),
            };
            clock.runs.iter().map(run).collect()
        }),
        // Decision 766: a withdrawal counts only if the dossier had been accepted.
        closing: state
            .outcome()
            .filter(|_| clock.is_some())
            .map(|(outcome, at)| pb::Closing {
                outcome: match outcome {
                    Outcome::Resolved => pb::Outcome::Resolved,
                    Outcome::Refused => pb::Outcome::Refused,
                    Outcome::Withdrawn => pb::Outcome::Withdrawn,
                }
                .into(),
                close_time: Some(timestamp(at)),
            }),
        deliver_time: match &state {
            DossierState::Delivered { at, .. } => Some(timestamp(*at)),
            _ => None,
        },
    }
}

/// The facet of a procedure version: offered by the units of its level that exist when it comes into force or are founded
/// while it is.
pub fn of_procedure(code: &str, version: &ProcedureVersion, units: &OrgTree) -> pb::ProcedureFacet {
    let exists = |unit: &&Unit| {
        let day = version.valid_from.max(unit.founded());
        unit.level_on(day) == version.level
            && unit.valid_on(day)
            && version.valid_until.is_none_or(|until| day < until)
    };
    pb::ProcedureFacet {
        procedure_code: code.to_owned(),
        version: version.version,
        service_level: service_level(version.service_level).into(),
        offering_unit_ids: units
            .units()
            .filter(exists)
            .map(|unit| unit.id().to_string())
            .collect(),
        valid_from_date: iso(version.valid_from),
        valid_until_date: version.valid_until.map(iso).unwrap_or_default(),
    }
}

fn bound_level(life: &[Step]) -> ServiceLevel {
    let level = |step: &Step| match step.what {
        What::Accepted { service_level, .. } | What::Submitted { service_level, .. } => {
            Some(service_level)
        }
        _ => None,
    };
    life.iter()
        .rev()
        .find_map(level)
        .expect("the first step is the submission")
}

pub fn channel(channel: Channel) -> pb::Channel {
    match channel {
        Channel::InPerson => pb::Channel::InPerson,
        Channel::Online => pb::Channel::Online,
        Channel::Post => pb::Channel::Post,
    }
}

fn service_level(level: ServiceLevel) -> pb::ServiceLevel {
    match level {
        ServiceLevel::None => pb::ServiceLevel::None,
        ServiceLevel::Partial => pb::ServiceLevel::Partial,
        ServiceLevel::Full => pb::ServiceLevel::Full,
    }
}

pub fn timestamp(at: DateTime<Utc>) -> Timestamp {
    let nanos = i32::try_from(at.timestamp_subsec_nanos()).expect("nanoseconds of a second fit");
    Timestamp {
        seconds: at.timestamp(),
        nanos,
    }
}

fn iso(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}
