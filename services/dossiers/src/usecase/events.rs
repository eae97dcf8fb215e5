//! What the events of a dossier say, each checked as it will be where it is counted.

use chiso_clock::Ids;
use chiso_eventlog::{NewEvent, gaps};
use chiso_measure::DossierLife;
use chiso_proto::dossiers::v1::{DossierChanged, DossierFacet};
use chiso_proto::eventlog::v1::EventRecord;
use chrono::{DateTime, Utc};
use prost::Message;
use prost::bytes::Bytes;

use super::batch::Working;
use super::{Catalogue, DossierError, Request};
use crate::domain::{Dossier, Refusal, Step};
use crate::facet;

/// What the event of a new step says.
pub(super) struct NewStep {
    /// The facet after the step.
    facet: DossierFacet,
    /// The trace context of the request.
    trace: Option<String>,
    /// Of a correction: what was published and is not counted.
    pub closings: Vec<Closing>,
}

/// Closes a gap in what is counted of a dossier.
pub(super) struct Closing {
    /// The state before the gap; none if nothing was counted before.
    before: Option<DossierFacet>,
    /// The state after the gap; the present one if nothing was counted after it.
    after: Option<DossierFacet>,
    /// Numbers of the events that are not counted.
    corrects: Vec<i64>,
}

/// What the events of the steps after the first `known` say.
///
/// # Errors
/// Refuses a facet that could not be counted.
pub(super) fn new_steps(
    dossier: &Dossier,
    known: usize,
    request: &Request,
) -> Result<Vec<NewStep>, Refusal> {
    (known + 1..=dossier.steps.len())
        .map(|steps| {
            let facet = facet::of_dossier(dossier, steps);
            DossierLife::read(&facet).map_err(Refusal::Uncountable)?;
            Ok(NewStep {
                facet,
                trace: request.traceparent.clone(),
                closings: Vec::new(),
            })
        })
        .collect()
}

/// What a correction has to close in the history of a dossier.
///
/// # Errors
/// Contention while an event that has to be named has no number yet.
pub(super) fn closings(history: &[EventRecord]) -> Result<Vec<Closing>, DossierError> {
    gaps(history, |event| countable(event).is_some())
        .iter()
        .map(|gap| {
            Ok(Closing {
                before: gap
                    .before
                    .and_then(countable)
                    .and_then(|change| change.after),
                after: gap
                    .after
                    .and_then(countable)
                    .and_then(|change| change.before),
                corrects: gap.corrects().ok_or(DossierError::Contention)?,
            })
        })
        .collect()
}

/// The change of an event that is counted.
fn countable(event: &EventRecord) -> Option<DossierChanged> {
    let change = DossierChanged::decode(event.payload.as_ref()).ok()?;
    let is_right = |facet: &DossierFacet| DossierLife::read(facet).is_ok();
    let counts =
        change.after.as_ref().is_some_and(is_right) && change.before.as_ref().is_none_or(is_right);
    counts.then_some(change)
}

/// The events of the new steps of a dossier: one for each, and of a correction one more for each further gap that it closes.
/// Returns the facet after the last step.
pub(super) fn of_steps(
    working: &Working,
    catalogue: &Catalogue,
    ids: &Ids,
    now: DateTime<Utc>,
    events: &mut Vec<NewEvent>,
) -> Bytes {
    let dossier = &working.dossier;
    let mut before = working.published.as_ref().map(|facet| {
        DossierFacet::decode(facet.as_ref()).expect("facets are stored as they were encoded")
    });
    let new_steps = &dossier.steps[working.stored_steps..];
    for (step, new) in new_steps.iter().zip(&working.new_steps) {
        let mut publish = |before, after, corrects| {
            events.push(NewEvent {
                event_id: ids.issue(),
                event: step.kind().event(),
                subject: dossier.id.to_string(),
                org_code: catalogue.org_code(&dossier.particulars.receiving_unit, step.at.day()),
                traceparent: new.trace.clone(),
                occurred_at: step.at.to_utc(),
                recorded_at: now,
                payload: change(step, before, after, now),
                corrects,
            });
        };
        let mut is_counted_now = false;
        for closing in &new.closings {
            let after = closing.after.clone().unwrap_or_else(|| {
                is_counted_now = true;
                new.facet.clone()
            });
            publish(closing.before.clone(), after, closing.corrects.clone());
        }
        let last = before.replace(new.facet.clone());
        if !is_counted_now {
            publish(last, new.facet.clone(), Vec::new());
        }
    }
    before
        .expect("a changed dossier has a new step")
        .encode_to_vec()
        .into()
}

fn change(
    step: &Step,
    before: Option<DossierFacet>,
    after: DossierFacet,
    now: DateTime<Utc>,
) -> Bytes {
    let change = DossierChanged {
        before,
        after: Some(after),
        occur_time: Some(facet::instant(step.at)),
        record_time: Some(facet::timestamp(now)),
    };
    change.encode_to_vec().into()
}
