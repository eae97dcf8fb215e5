//! The figures counted again in the plainest way: dossier by dossier, from the final facets.

use std::collections::BTreeMap;

use chiso_proto::dossiers::v1::{Channel, ClockRun, DossierFacet, Outcome};
use chrono::{DateTime, NaiveDate, TimeDelta};
use prost_types::Timestamp;

pub type Counts = BTreeMap<String, i64>;

/// What is asked: first day, first day after the range, day of the stocks.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub as_of: NaiveDate,
}

impl Period {
    pub fn new(from: &str, until: &str, as_of: &str) -> Self {
        Self {
            from: from.parse().unwrap(),
            until: until.parse().unwrap(),
            as_of: as_of.parse().unwrap(),
        }
    }
}

fn day(time: Option<&Timestamp>) -> Option<NaiveDate> {
    let time = time?;
    let utc = DateTime::from_timestamp(time.seconds, u32::try_from(time.nanos).unwrap()).unwrap();
    Some((utc + TimeDelta::hours(7)).date_naive())
}

/// Every measure of dossiers.
pub fn count<'a>(dossiers: impl IntoIterator<Item = &'a DossierFacet>, period: Period) -> Counts {
    let mut counts: Counts = CODES.iter().map(|code| ((*code).to_owned(), 0)).collect();
    for dossier in dossiers {
        let mut add = |code: &str, holds: bool| *counts.get_mut(code).unwrap() += i64::from(holds);
        let within = |time: Option<&Timestamp>| {
            day(time).is_some_and(|day| period.from <= day && day < period.until)
        };
        add("submitted", within(dossier.submit_time.as_ref()));
        add("intake_rejected", within(dossier.reject_time.as_ref()));
        add("delivered", within(dossier.deliver_time.as_ref()));
        let received = within(dossier.accept_time.as_ref());
        add("received", received);
        add(
            "received.in_person",
            received && dossier.channel == Channel::InPerson as i32,
        );
        add(
            "received.online",
            received && dossier.channel == Channel::Online as i32,
        );
        add(
            "received.post",
            received && dossier.channel == Channel::Post as i32,
        );
        let close = dossier
            .closing
            .as_ref()
            .and_then(|closing| closing.close_time.as_ref());
        if let Some(closing) = &dossier.closing {
            let run = dossier.clock_runs.last().unwrap();
            let class = match (day(run.stop_time.as_ref()), day(run.due_time.as_ref())) {
                (stop, due) if stop < due => "early",
                (stop, due)
                    if stop == due
                        && nanos(run.stop_time.as_ref()) <= nanos(run.due_time.as_ref()) =>
                {
                    "on_time"
                }
                _ => "late",
            };
            let outcome = match Outcome::try_from(closing.outcome).unwrap() {
                Outcome::Resolved => "resolved",
                Outcome::Refused => "refused",
                Outcome::Withdrawn => "withdrawn",
                Outcome::Unspecified => unreachable!(),
            };
            add(&format!("{outcome}.{class}"), within(close));
        }
        for run in &dossier.clock_runs {
            let requested = run.stop_time.is_some()
                && (run.stopped_by_request || run.stop_time.as_ref() != close);
            *counts.get_mut("supplement_requested").unwrap() +=
                i64::from(requested && within(run.stop_time.as_ref()));
        }
        for run in dossier.clock_runs.iter().skip(1) {
            *counts.get_mut("supplement_received").unwrap() +=
                i64::from(within(run.start_time.as_ref()));
        }
        let mut add = |code: &str, holds: bool| *counts.get_mut(code).unwrap() += i64::from(holds);
        add("open", is_open(dossier, period.as_of));
        add(
            "carried_forward",
            is_open(dossier, period.from.pred_opt().unwrap()),
        );
        let running = running(dossier, period.as_of);
        let overdue = running
            .is_some_and(|run| day(run.due_time.as_ref()).is_some_and(|due| due < period.as_of));
        add(
            "awaiting_supplement",
            is_open(dossier, period.as_of) && running.is_none(),
        );
        add("open_overdue", overdue);
        add("open_in_time", running.is_some() && !overdue);
    }
    counts
}

/// Accepted and not closed by the end of the day.
fn is_open(dossier: &DossierFacet, on: NaiveDate) -> bool {
    let closed = dossier
        .closing
        .as_ref()
        .and_then(|closing| day(closing.close_time.as_ref()));
    day(dossier.accept_time.as_ref()).is_some_and(|accepted| accepted <= on)
        && closed.is_none_or(|closed| closed > on)
}

/// The clock run that runs at the end of the day.
fn running(dossier: &DossierFacet, on: NaiveDate) -> Option<&ClockRun> {
    dossier.clock_runs.iter().find(|run| {
        let stopped = day(run.stop_time.as_ref());
        day(run.start_time.as_ref()).is_some_and(|start| start <= on)
            && stopped.is_none_or(|stop| stop > on)
    })
}

fn nanos(time: Option<&Timestamp>) -> Option<(i64, i32)> {
    time.map(|time| (time.seconds, time.nanos))
}

const CODES: [&str; 23] = [
    "submitted",
    "intake_rejected",
    "received",
    "received.in_person",
    "received.online",
    "received.post",
    "carried_forward",
    "resolved.early",
    "resolved.on_time",
    "resolved.late",
    "refused.early",
    "refused.on_time",
    "refused.late",
    "withdrawn.early",
    "withdrawn.on_time",
    "withdrawn.late",
    "supplement_requested",
    "supplement_received",
    "delivered",
    "open",
    "awaiting_supplement",
    "open_overdue",
    "open_in_time",
];
