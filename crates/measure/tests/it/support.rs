//! Facets to start from, and figures of a period from folded deltas.

use std::fmt::Write;

use chiso_calendar::DateRange;
use chiso_measure::{Accumulation, Cell, Contribute, DossierLife, Fold, Measure, OwnedCell, Tally};
use chiso_proto::dossiers::v1::{Channel, ClockRun, Closing, DossierFacet, Outcome, ServiceLevel};
use chrono::{DateTime, NaiveDate, Utc};
use prost_types::Timestamp;

/// An instant written in RFC 3339 or, for short, as local minutes: `2023-01-17 09:30`.
pub fn at(text: &str) -> Timestamp {
    let instant = if text.contains('T') {
        text.to_owned()
    } else {
        format!("{}:00+07:00", text.replace(' ', "T"))
    };
    stamp(instant.parse::<DateTime<Utc>>().unwrap())
}

pub fn stamp(instant: DateTime<Utc>) -> Timestamp {
    Timestamp {
        seconds: instant.timestamp(),
        nanos: i32::try_from(instant.timestamp_subsec_nanos()).unwrap(),
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An online dossier of a full service, only submitted.
pub fn submitted(time: &str) -> DossierFacet {
    DossierFacet {
        dossier_id: "017e9ffe-6e60-7000-8000-000000000000".into(),
        receiving_unit_id: "tthcc-tu-son".into(),
        competent_unit_id: "tp-tu-son".into(),
        procedure_code: "1.004873".into(),
        service_level: ServiceLevel::Full.into(),
        channel: Channel::Online.into(),
        submit_time: Some(at(time)),
        ..DossierFacet::default()
    }
}

pub fn run(start: &str, due: &str, stop: Option<&str>) -> ClockRun {
    ClockRun {
        start_time: Some(at(start)),
        due_time: (!due.is_empty()).then(|| at(due)),
        stop_time: stop.map(at),
        due_time_provisional: false,
        stopped_by_request: false,
    }
}

pub fn closing(outcome: Outcome, time: &str) -> Closing {
    Closing {
        outcome: outcome.into(),
        close_time: Some(at(time)),
    }
}

/// A dossier that was accepted with its first run and ended, if at all, as given.
pub fn accepted(runs: Vec<ClockRun>, closing: Option<Closing>) -> DossierFacet {
    let accept_time = runs.first().and_then(|run| run.start_time);
    DossierFacet {
        submit_time: accept_time,
        accept_time,
        clock_runs: runs,
        closing,
        ..submitted("2023-01-03 08:00")
    }
}

/// What a facet adds up to, without cells: a line for each measure and day.
pub fn contributions(facet: &impl Contribute) -> String {
    let mut fold = Fold::default();
    fold.add(facet, 1);
    fold.drain().iter().fold(String::new(), |mut lines, delta| {
        writeln!(lines, "{} {} {:+}", delta.day, delta.measure, delta.weight).unwrap();
        lines
    })
}

pub fn life(facet: &DossierFacet) -> DossierLife<'_> {
    DossierLife::read(facet).unwrap()
}

/// The deltas of a fold with their cells, comparable between folds.
pub fn sums(mut fold: Fold) -> Vec<(OwnedCell, Measure, NaiveDate, i64)> {
    let mut sums: Vec<_> = fold
        .drain()
        .into_iter()
        .map(|delta| {
            (
                OwnedCell::from(fold.cell(delta.cell)),
                delta.measure,
                delta.day,
                delta.weight,
            )
        })
        .collect();
    sums.sort_unstable();
    sums
}

/// The figures of a range with its last day as the as-of day.
pub fn figures(sums: &[(OwnedCell, Measure, NaiveDate, i64)], range: DateRange) -> Tally {
    let mut tally = Tally::default();
    for (cell, measure, day, weight) in sums {
        let counts = match measure.accumulation() {
            Accumulation::Flow => range.contains(*day),
            Accumulation::Stock => *day <= range.last_day(),
        };
        if counts {
            tally.add(cell.borrowed(), *measure, *weight);
        }
    }
    tally
}

/// Adds a figure of one procedure at the one-stop of Từ Sơn.
pub fn put(
    tally: &mut Tally,
    procedure: &str,
    channel: Option<chiso_measure::Channel>,
    service_level: chiso_measure::ServiceLevel,
    measure: Measure,
    value: i64,
) {
    tally.add(
        Cell {
            unit: "tthcc-tu-son",
            procedure,
            channel,
            service_level,
        },
        measure,
        value,
    );
}
