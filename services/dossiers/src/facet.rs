//! State -> facet: the part of a dossier and of a procedure version that indicators depend on, without personal data.

use std::borrow::Cow;

use chiso_calendar::Instant;
use chiso_org::{OrgTree, Unit};
use chiso_procedure::{ProcedureVersion, ServiceLevel};
use chiso_proto::dossiers::v1 as pb;
use chrono::{DateTime, NaiveDate, Utc};
use prost_types::Timestamp;

use crate::domain::{Channel, ClockRun, Dossier, DossierState, Outcome, Step, What};

/// The facet of a dossier as it was after the first `steps` steps.
pub fn of_dossier(dossier: &Dossier, steps: usize) -> pb::DossierFacet {
    let dossier = if steps < dossier.steps.len() {
        let version = i64::try_from(steps).expect("a life has fewer than 2^63 steps");
        Cow::Owned(dossier.clone().at_version(version))
    } else {
        Cow::Borrowed(dossier)
    };
    let (state, particulars) = (dossier.state(), &dossier.particulars);
    let clock = state.clock();
    pb::DossierFacet {
        dossier_id: dossier.id.to_string(),
        receiving_unit_id: particulars.receiving_unit.to_string(),
        competent_unit_id: particulars.competent_unit.to_string(),
        procedure_code: particulars.procedure.clone(),
        service_level: service_level(bound_level(&dossier)).into(),
        channel: channel(particulars.channel).into(),
        submit_time: dossier.life().next().map(|step| instant(step.at)),
        reject_time: match &state {
            DossierState::IntakeRejected { at } => Some(instant(*at)),
            _ => None,
        },
        accept_time: clock.map(|clock| instant(clock.accepted_at)),
        clock_runs: clock.map_or_else(Vec::new, |clock| {
            let run = |run: &ClockRun| pb::ClockRun {
                start_time: Some(instant(run.start)),
                due_time: Some(instant(run.due.at)),
                stop_time: run.stop.map(instant),
                due_time_provisional: run.due.is_provisional,
                stopped_by_request: run.is_request,
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
                close_time: Some(instant(at)),
            }),
        deliver_time: match &state {
            DossierState::Delivered { at, .. } => Some(instant(*at)),
            _ => None,
        },
    }
}

/// The facet of a procedure version: offered by the units of its level that exist when it comes into force or are founded
/// while it is, each until it is dissolved.
pub fn of_procedure(code: &str, version: &ProcedureVersion, units: &OrgTree) -> pb::ProcedureFacet {
    let offering = |unit: &Unit| {
        let from = version.valid_from.max(unit.founded());
        let ends = [version.valid_until, unit.dissolved()];
        let until = ends.into_iter().flatten().min();
        let offers = unit.level_on(from) == version.level && until.is_none_or(|until| from < until);
        offers.then(|| pb::Offering {
            unit_id: unit.id().to_string(),
            from_date: iso(from),
            until_date: until.map(iso).unwrap_or_default(),
        })
    };
    pb::ProcedureFacet {
        procedure_code: code.to_owned(),
        version: version.version,
        service_level: service_level(version.service_level).into(),
        offerings: units.units().filter_map(offering).collect(),
        valid_from_date: iso(version.valid_from),
        valid_until_date: version.valid_until.map(iso).unwrap_or_default(),
    }
}

fn bound_level(dossier: &Dossier) -> ServiceLevel {
    let level = |step: &Step| match step.what {
        What::Accepted { service_level, .. } | What::Submitted { service_level, .. } => {
            Some(service_level)
        }
        _ => None,
    };
    dossier
        .life()
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

pub fn instant(at: Instant) -> Timestamp {
    timestamp(at.to_utc())
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
