//! A local model of legal dossier lives: what happened when, told as steps, and the facet after each of them.

use chiso_calendar::{DateRange, local_day};
use chiso_measure::{Accumulation, Measure, Outcome, Timeliness};
use chiso_proto::dossiers::v1::{ClockRun, Closing, DossierFacet, Outcome as ProtoOutcome};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;

use crate::support::{stamp, submitted};

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    Submit,
    Reject,
    Accept { due: Option<DateTime<Utc>> },
    Request,
    Supplement { due: Option<DateTime<Utc>> },
    Close(Outcome),
    Deliver,
}

#[derive(Debug, Clone)]
pub struct Life {
    pub steps: Vec<(DateTime<Utc>, Step)>,
    /// The facet after each step.
    pub facets: Vec<DossierFacet>,
}

/// Where the dossier stands; the clock that runs has a due time or none.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Submitted,
    Processing(Option<DateTime<Utc>>),
    Awaiting,
    Closed,
    Over,
}

fn after(step: Step) -> State {
    match step {
        Step::Submit => State::Submitted,
        Step::Accept { due } | Step::Supplement { due } => State::Processing(due),
        Step::Request => State::Awaiting,
        Step::Close(_) => State::Closed,
        Step::Reject | Step::Deliver => State::Over,
    }
}

/// A legal next step for a choice of 0 to 7; None where the life rests.
fn next(state: State, choice: u8, due: Option<DateTime<Utc>>) -> Option<Step> {
    match (state, choice) {
        (State::Submitted, 0) => Some(Step::Reject),
        (State::Submitted, _) => Some(Step::Accept { due }),
        (State::Processing(_), 0..=3) => Some(Step::Request),
        (State::Processing(_), 4 | 5) => Some(Step::Close(Outcome::Resolved)),
        (State::Awaiting, 0..=5) => Some(Step::Supplement { due }),
        (State::Processing(_) | State::Awaiting, 6) => Some(Step::Close(Outcome::Refused)),
        (State::Processing(_) | State::Awaiting, _) => Some(Step::Close(Outcome::Withdrawn)),
        (State::Closed, _) => Some(Step::Deliver),
        (State::Over, _) => None,
    }
}

fn facet_after(before: &DossierFacet, at: DateTime<Utc>, step: Step) -> DossierFacet {
    let mut facet = before.clone();
    let run = |due: Option<DateTime<Utc>>| ClockRun {
        start_time: Some(stamp(at)),
        due_time: due.map(stamp),
        stop_time: None,
        due_time_provisional: false,
        stopped_by_request: false,
    };
    match step {
        Step::Submit => facet.submit_time = Some(stamp(at)),
        Step::Reject => facet.reject_time = Some(stamp(at)),
        Step::Accept { due } => {
            facet.accept_time = Some(stamp(at));
            facet.clock_runs.push(run(due));
        }
        Step::Supplement { due } => facet.clock_runs.push(run(due)),
        Step::Request => facet.clock_runs.last_mut().unwrap().stop_time = Some(stamp(at)),
        Step::Close(outcome) => {
            facet
                .clock_runs
                .last_mut()
                .unwrap()
                .stop_time
                .get_or_insert(stamp(at));
            let outcome = match outcome {
                Outcome::Resolved => ProtoOutcome::Resolved,
                Outcome::Refused => ProtoOutcome::Refused,
                Outcome::Withdrawn => ProtoOutcome::Withdrawn,
            };
            facet.closing = Some(Closing {
                outcome: outcome.into(),
                close_time: Some(stamp(at)),
            });
        }
        Step::Deliver => facet.deliver_time = Some(stamp(at)),
    }
    facet
}

/// The grain of generated time: coarse enough for ends to meet due times, and due times to lie before their runs.
const HALF_HOUR: i64 = 30;

/// Lives that begin in the first weeks of 2023, with steps up to two and a half days apart, cut off after any step.
pub fn lives() -> impl Strategy<Value = Vec<Life>> {
    let due = prop_oneof![1 => Just(None), 9 => (-100_i64..200).prop_map(Some)];
    let moves = prop::collection::vec((0..8_u8, 1..120_i64, due), 0..9);
    let life = (0..3_u8, 0..3_u8, 0..4_i32, 0..800_i64, moves).prop_map(
        |(unit, procedure, channel, start, moves)| {
            let mut at = "2022-12-31T16:00:00Z".parse::<DateTime<Utc>>().unwrap()
                + TimeDelta::minutes(HALF_HOUR * start);
            let first = DossierFacet {
                receiving_unit_id: format!("unit-{unit}"),
                procedure_code: format!("1.00000{procedure}"),
                service_level: i32::from(procedure) + 1,
                channel,
                ..submitted("2023-01-01 00:00")
            };
            let mut life = Life {
                facets: vec![facet_after(&first, at, Step::Submit)],
                steps: vec![(at, Step::Submit)],
            };
            let mut state = State::Submitted;
            for (choice, gap, due) in moves {
                at += TimeDelta::minutes(HALF_HOUR * gap);
                let Some(step) = next(
                    state,
                    choice,
                    due.map(|due| at + TimeDelta::minutes(HALF_HOUR * due)),
                ) else {
                    break;
                };
                life.facets
                    .push(facet_after(life.facets.last().unwrap(), at, step));
                life.steps.push((at, step));
                state = after(step);
            }
            life
        },
    );
    prop::collection::vec(life, 1..20)
}

/// Counts a measure from the steps alone: flows by looking at every step, stocks by looking where each dossier stood.
pub fn recount(lives: &[Life], measure: Measure, range: DateRange) -> i64 {
    let of_life = |life: &Life| match measure.accumulation() {
        Accumulation::Flow => flow(life, measure, range),
        Accumulation::Stock => i64::from(stands(life, measure, range.last_day())),
    };
    lives.iter().map(of_life).sum()
}

fn flow(life: &Life, measure: Measure, range: DateRange) -> i64 {
    let counts = |index: usize| match life.steps[index].1 {
        Step::Submit => Measure::Submitted,
        Step::Reject => Measure::IntakeRejected,
        Step::Accept { .. } => Measure::Received,
        Step::Request => Measure::SupplementRequested,
        Step::Supplement { .. } => Measure::SupplementReceived,
        Step::Close(outcome) => Measure::closed(outcome, class(life, index)),
        Step::Deliver => Measure::Delivered,
    };
    let hits = (0..life.steps.len()).filter(|index| {
        range.contains(local_day(life.steps[*index].0)) && counts(*index) == measure
    });
    i64::try_from(hits.count()).unwrap()
}

/// Class of the end at this step: by the step before which the clock last ran.
fn class(life: &Life, closing: usize) -> Timeliness {
    let stopped = if life.steps[closing - 1].1 == Step::Request {
        closing - 1
    } else {
        closing
    };
    let State::Processing(due) = after(life.steps[stopped - 1].1) else {
        unreachable!("a clock ran before it stopped")
    };
    let end = life.steps[stopped].0;
    match due {
        None => Timeliness::Early,
        Some(due) if local_day(end) < local_day(due) => Timeliness::Early,
        Some(due) if end <= due => Timeliness::OnTime,
        Some(_) => Timeliness::Late,
    }
}

fn stands(life: &Life, measure: Measure, day: NaiveDate) -> bool {
    let Some((_, step)) = life
        .steps
        .iter()
        .rev()
        .find(|(at, _)| local_day(*at) <= day)
    else {
        return false;
    };
    match (measure, after(*step)) {
        (Measure::Open, State::Processing(_) | State::Awaiting)
        | (Measure::AwaitingSupplement, State::Awaiting) => true,
        (Measure::OpenOverdue, State::Processing(Some(due))) => local_day(due) < day,
        _ => false,
    }
}
