use std::cmp::Ordering;

use chiso_calendar::Instant;
use chiso_proto::dossiers::v1 as pb;
use chrono::NaiveDate;

use crate::instant::{in_order, optional, required};
use crate::{FacetFault, Timeliness};

/// A span in which the handling clock ran towards one due time (ngày hẹn trả).
#[derive(Debug, Clone, Copy)]
pub(super) struct ClockRun {
    pub start: Instant,
    pub due: Option<Instant>,
    pub stop: Option<Instant>,
    /// A request for a supplement stopped it.
    pub is_request: bool,
}

/// Checks the clock runs of a dossier that was accepted at `accepted`, and gives the last one.
pub(super) fn check(runs: &[pb::ClockRun], accepted: Instant) -> Result<ClockRun, FacetFault> {
    let mut reached = Some(accepted);
    let mut last = None;
    for run in runs {
        let run = ClockRun::read(run)?;
        let reached_before = reached.ok_or(FacetFault::ClockNotStopped)?;
        in_order(&reached_before, &run.start, "clock_runs.start_time")?;
        if let Some(stop) = run.stop {
            in_order(&run.start, &stop, "clock_runs.stop_time")?;
        }
        reached = run.stop;
        last = Some(run);
    }
    last.ok_or(FacetFault::Missing("clock_runs"))
}

impl ClockRun {
    pub fn read(run: &pb::ClockRun) -> Result<Self, FacetFault> {
        Ok(Self {
            start: required(run.start_time.as_ref(), "clock_runs.start_time")?,
            due: optional(run.due_time.as_ref(), "clock_runs.due_time")?,
            stop: optional(run.stop_time.as_ref(), "clock_runs.stop_time")?,
            is_request: run.stopped_by_request,
        })
    }

    /// First day at whose end the running clock is past its due day, and the day of its stop. None if it stopped before.
    ///
    /// A run can start after its due day: the clock of an overdue dossier goes on after a supplement.
    pub fn overdue(&self) -> Option<(NaiveDate, Option<NaiveDate>)> {
        let day_after_due = self
            .due?
            .day()
            .succ_opt()
            .expect("the years 1 to 9999 are within the calendar");
        let from = day_after_due.max(self.start.day());
        let stop = self.stop.map(Instant::day);
        stop.is_none_or(|stop| stop > from).then_some((from, stop))
    }

    /// Class of an end at `end` against the due time of this run, as OpenCPS has it: the calendar day decides, on the due day
    /// the time; without a due time it is early.
    pub fn timeliness(&self, end: Instant) -> Timeliness {
        let Some(due) = self.due else {
            return Timeliness::Early;
        };
        match end.day().cmp(&due.day()) {
            Ordering::Less => Timeliness::Early,
            Ordering::Equal if end <= due => Timeliness::OnTime,
            Ordering::Equal | Ordering::Greater => Timeliness::Late,
        }
    }
}
