//! Between the protobuf contract and the domain.

use chiso_chassis::error::Describe as _;
use chiso_proto::dossiers::v1 as pb;
use chrono::{DateTime, Utc};
use prost_types::Timestamp;

use crate::domain::{
    Applicant, Channel, Dossier, DossierTimes, Faults, Refusal, StateName, Step, StepKind,
};
use crate::facet::{channel, instant, timestamp};
use crate::intake::{RawCorrection, RawHistory, RawSearch, RawStep, RawSubmission};
use crate::store::damaged::Damaged;
use crate::store::due_revision::DueRevision;
use crate::store::import::ImportRefusal;
use crate::usecase::{DossierError, ImportReport};

pub fn dossier(dossier: Dossier) -> pb::Dossier {
    let times = DossierTimes::of(&dossier);
    pb::Dossier {
        procedure_version: dossier.bound_version(),
        state: state_of(dossier.state().name()).into(),
        submit_time: Some(instant(times.submitted)),
        accept_time: times.accepted.map(instant),
        due_time: times.due.map(|due| instant(due.at)),
        due_time_provisional: times.due.is_some_and(|due| due.is_provisional),
        original_due_time: times.original_due.map(|due| instant(due.at)),
        close_time: times.closed.map(instant),
        deliver_time: times.delivered.map(instant),
        steps: dossier.steps.iter().map(step).collect(),
        etag: dossier.version().to_string(),
        id: dossier.id.to_string(),
        code: dossier.code.into(),
        procedure_code: dossier.particulars.procedure,
        receiving_unit_id: dossier.particulars.receiving_unit.to_string(),
        competent_unit_id: dossier.particulars.competent_unit.to_string(),
        channel: channel(dossier.particulars.channel).into(),
        applicant: Some(pb::Applicant {
            name: dossier.applicant.name,
            id_number: dossier.applicant.id_number.unwrap_or_default(),
            phone: dossier.applicant.phone.unwrap_or_default(),
        }),
    }
}

pub fn damaged(row: Damaged) -> pb::DamagedDossier {
    pb::DamagedDossier {
        id: row.id.to_string(),
        code: row.code,
        reason: DossierError::Damaged.reason().to_owned(),
    }
}

fn step(step: &Step) -> pb::DossierStep {
    pb::DossierStep {
        kind: match step.kind() {
            StepKind::Submitted => pb::StepKind::Submitted,
            StepKind::Accepted => pb::StepKind::Accepted,
            StepKind::IntakeRejected => pb::StepKind::IntakeRejected,
            StepKind::SupplementRequested => pb::StepKind::SupplementRequested,
            StepKind::SupplementReceived => pb::StepKind::SupplementReceived,
            StepKind::Resolved => pb::StepKind::Resolved,
            StepKind::Refused => pb::StepKind::Refused,
            StepKind::Withdrawn => pb::StepKind::Withdrawn,
            StepKind::Delivered => pb::StepKind::Delivered,
            StepKind::DueRevised => pb::StepKind::DueRevised,
            StepKind::Corrected => pb::StepKind::Corrected,
        }
        .into(),
        occur_time: Some(instant(step.at)),
        reason: step.reason().unwrap_or_default().to_owned(),
        due_time: step.due().map(|due| instant(due.at)),
        due_time_provisional: step.due().is_some_and(|due| due.is_provisional),
    }
}

pub fn submission(request: pb::SubmitDossierRequest) -> Result<RawSubmission, Refusal> {
    Ok(RawSubmission {
        code: non_empty(request.code),
        procedure_code: request.procedure_code,
        receiving_unit_id: request.receiving_unit_id,
        competent_unit_id: non_empty(request.competent_unit_id),
        channel: channel_of(request.channel)?.unwrap_or_default(),
        applicant: applicant(request.applicant)?,
    })
}

/// The page is not part of it.
pub fn search(request: pb::SearchDossiersRequest) -> RawSearch {
    RawSearch {
        applicant_id_number: non_empty(request.applicant_id_number),
        applicant_name: non_empty(request.applicant_name),
        exact_name: request.exact_name,
        unit_id: non_empty(request.unit_id),
        page_size: None,
        page_token: None,
    }
}

pub fn history(request: pb::ImportDossiersRequest) -> Result<RawHistory, Refusal> {
    let history =
        request
            .history
            .ok_or(Refusal::invalid("history", "REQUIRED", "a dossier history"))?;
    Ok(RawHistory {
        code: history.code,
        procedure_code: history.procedure_code,
        receiving_unit_id: history.receiving_unit_id,
        competent_unit_id: non_empty(history.competent_unit_id),
        channel: channel_of(history.channel)?.unwrap_or_default(),
        applicant: applicant(history.applicant)?,
        steps: steps(history.steps)?,
    })
}

/// The correction that a request asks for; its history names no other code than the dossier has.
pub fn correction(
    reason: String,
    history: Option<pb::DossierHistory>,
) -> Result<RawCorrection, Refusal> {
    let history = history.ok_or(Refusal::invalid("history", "REQUIRED", "the right history"))?;
    if !history.code.is_empty() {
        return Err(Refusal::invalid(
            "history.code",
            "UNEXPECTED_FIELD",
            "nothing: a code is not corrected",
        ));
    }
    Ok(RawCorrection {
        reason,
        procedure_code: history.procedure_code,
        receiving_unit_id: history.receiving_unit_id,
        competent_unit_id: non_empty(history.competent_unit_id),
        channel: channel_of(history.channel)?.unwrap_or_default(),
        applicant: applicant(history.applicant)?,
        steps: steps(history.steps)?,
    })
}

fn steps(steps: Vec<pb::DossierStep>) -> Result<Vec<RawStep>, Refusal> {
    let mut faults = Faults::default();
    let mut raw = Vec::with_capacity(steps.len());
    for (index, step) in steps.into_iter().enumerate() {
        raw.extend(faults.note(raw_step(index, step)));
    }
    if faults.is_empty() {
        Ok(raw)
    } else {
        Err(faults.refusal())
    }
}

fn raw_step(index: usize, step: pb::DossierStep) -> Result<RawStep, Refusal> {
    let field = |name: &str| format!("steps[{index}].{name}");
    let time = |name: &str| Refusal::invalid(field(name), "INVALID_VALUE", "a timestamp");
    let kind = match pb::StepKind::try_from(step.kind) {
        Ok(pb::StepKind::Submitted) => StepKind::Submitted,
        Ok(pb::StepKind::Accepted) => StepKind::Accepted,
        Ok(pb::StepKind::IntakeRejected) => StepKind::IntakeRejected,
        Ok(pb::StepKind::SupplementRequested) => StepKind::SupplementRequested,
        Ok(pb::StepKind::SupplementReceived) => StepKind::SupplementReceived,
        Ok(pb::StepKind::Resolved) => StepKind::Resolved,
        Ok(pb::StepKind::Refused) => StepKind::Refused,
        Ok(pb::StepKind::Withdrawn) => StepKind::Withdrawn,
        Ok(pb::StepKind::Delivered) => StepKind::Delivered,
        Ok(pb::StepKind::DueRevised) => StepKind::DueRevised,
        Ok(pb::StepKind::Corrected) => StepKind::Corrected,
        Ok(pb::StepKind::Unspecified) | Err(_) => {
            return Err(Refusal::invalid(
                field("kind"),
                "INVALID_VALUE",
                "a kind of step",
            ));
        }
    };
    Ok(RawStep {
        kind,
        occur_time: step
            .occur_time
            .and_then(time_of)
            .ok_or(time("occur_time"))?,
        reason: non_empty(step.reason),
        due_time: step
            .due_time
            .map(|at| time_of(at).ok_or(time("due_time")))
            .transpose()?,
    })
}

fn applicant(applicant: Option<pb::Applicant>) -> Result<Applicant, Refusal> {
    let applicant = applicant.ok_or(Refusal::invalid("applicant", "REQUIRED", "the applicant"))?;
    Ok(Applicant {
        name: applicant.name,
        id_number: non_empty(applicant.id_number),
        phone: non_empty(applicant.phone),
    })
}

/// `None` if unspecified.
pub fn channel_of(number: i32) -> Result<Option<Channel>, Refusal> {
    match pb::Channel::try_from(number) {
        Ok(pb::Channel::Unspecified) => Ok(None),
        Ok(pb::Channel::InPerson) => Ok(Some(Channel::InPerson)),
        Ok(pb::Channel::Online) => Ok(Some(Channel::Online)),
        Ok(pb::Channel::Post) => Ok(Some(Channel::Post)),
        Err(_) => Err(Refusal::invalid("channel", "INVALID_VALUE", "a channel")),
    }
}

/// `None` if unspecified.
pub fn state(number: i32) -> Result<Option<StateName>, Refusal> {
    Ok(Some(match pb::DossierState::try_from(number) {
        Ok(pb::DossierState::Unspecified) => return Ok(None),
        Ok(pb::DossierState::Submitted) => StateName::Submitted,
        Ok(pb::DossierState::IntakeRejected) => StateName::IntakeRejected,
        Ok(pb::DossierState::Processing) => StateName::Processing,
        Ok(pb::DossierState::AwaitingSupplement) => StateName::AwaitingSupplement,
        Ok(pb::DossierState::Resolved) => StateName::Resolved,
        Ok(pb::DossierState::Refused) => StateName::Refused,
        Ok(pb::DossierState::Withdrawn) => StateName::Withdrawn,
        Ok(pb::DossierState::Delivered) => StateName::Delivered,
        Err(_) => return Err(Refusal::invalid("state", "INVALID_VALUE", "a state")),
    }))
}

fn state_of(name: StateName) -> pb::DossierState {
    match name {
        StateName::Submitted => pb::DossierState::Submitted,
        StateName::IntakeRejected => pb::DossierState::IntakeRejected,
        StateName::Processing => pb::DossierState::Processing,
        StateName::AwaitingSupplement => pb::DossierState::AwaitingSupplement,
        StateName::Resolved => pb::DossierState::Resolved,
        StateName::Refused => pb::DossierState::Refused,
        StateName::Withdrawn => pb::DossierState::Withdrawn,
        StateName::Delivered => pb::DossierState::Delivered,
    }
}

pub fn due_revision(revision: DueRevision) -> pb::DueRevision {
    pb::DueRevision {
        dossier_id: revision.dossier_id.to_string(),
        code: revision.code,
        revise_time: Some(timestamp(revision.revised_at)),
        previous_due_time: Some(timestamp(revision.was)),
        due_time: Some(timestamp(revision.due)),
    }
}

pub fn report(report: ImportReport) -> pb::ImportReport {
    let next_page_token = report
        .next_after()
        .map(|place| chiso_chassis::page::encode(&place))
        .unwrap_or_default();
    pb::ImportReport {
        import_id: report.id.to_string(),
        lines: report.counts.lines,
        created: report.counts.created,
        continued: report.counts.continued,
        unchanged: report.counts.unchanged,
        refused: report.counts.refused,
        refusals: report.refusals.into_iter().map(refusal).collect(),
        next_page_token,
    }
}

pub fn refusal(
    ImportRefusal {
        line,
        ordinal: _,
        field,
        code,
        message,
    }: ImportRefusal,
) -> pb::ImportRefusal {
    pb::ImportRefusal {
        line,
        field,
        code,
        message,
    }
}

pub fn non_empty(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn time_of(at: Timestamp) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(at.seconds, u32::try_from(at.nanos).ok()?)
}
