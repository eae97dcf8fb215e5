mod clock;

use chiso_calendar::Instant;
use chiso_proto::dossiers::v1 as pb;
use chrono::NaiveDate;

use self::clock::ClockRun;
use crate::instant::{identifier, in_order, optional, required};
use crate::{Cell, Channel, Contribute, FacetFault, Measure, Outcome, ServiceLevel};

/// Vòng đời hồ sơ: a dossier facet that keeps its own rules.
///
/// What it contributes, each on the calendar day of its instant in Vietnam:
/// - `submitted`, `intake_rejected`, `received`, `delivered`: 1;
/// - one of the nine closed flows: 1 on the day of closing, in the class of the instant at which the handling clock stopped
///   ([`Timeliness`](crate::Timeliness)). For a dossier that ended while it waited for a supplement that is the request: the
///   time of waiting is not the agency's (Quyết định 766/QĐ-TTg, 2.1);
/// - `supplement_requested`: 1 for each stop of the clock before the end; `supplement_received`: 1 for each start after a stop;
/// - `open`: 1 on the day of acceptance, -1 on the day of closing;
/// - `awaiting_supplement`: 1 on the day of a request, -1 on the day on which the supplement came in or the dossier ended;
/// - `open_overdue`: 1 on the day after the due day of a clock run, or on its first day if it started after its due day; -1 on
///   the day on which the run stopped.
#[derive(Debug, Clone, Copy)]
pub struct DossierLife<'a> {
    cell: Cell<'a>,
    submitted: NaiveDate,
    intake: Intake<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Intake<'a> {
    Undecided,
    Rejected(NaiveDate),
    Accepted(Handling<'a>),
}

/// The life of a dossier from its acceptance on.
#[derive(Debug, Clone, Copy)]
struct Handling<'a> {
    accepted: NaiveDate,
    /// Not empty, and every one of them has been read once.
    runs: &'a [pb::ClockRun],
    closed: Option<Closed>,
    delivered: Option<NaiveDate>,
}

#[derive(Debug, Clone, Copy)]
struct Closed {
    at: Instant,
    measure: Measure,
}

impl<'a> DossierLife<'a> {
    /// Checks a facet.
    ///
    /// An unspecified channel is in person, as in the national synchronisation; a clock run without a due time is never late.
    /// A clock that stopped in the very second of closing was stopped by it, unless the run says that a request for a supplement did.
    ///
    /// # Errors
    /// The first rule that the facet breaks: a missing or unknown value, an unreadable instant, instants out of order, an intake
    /// that both rejected and accepted, clock runs, closing or delivery without acceptance, a clock that runs on after a later
    /// run or after closing, delivery without closing.
    pub fn read(facet: &'a pb::DossierFacet) -> Result<Self, FacetFault> {
        let cell = Cell {
            unit: identifier(&facet.receiving_unit_id, "receiving_unit_id")?,
            procedure: identifier(&facet.procedure_code, "procedure_code")?,
            channel: Some(
                Channel::from_proto(facet.channel).ok_or(FacetFault::UnknownValue("channel"))?,
            ),
            service_level: ServiceLevel::from_proto(facet.service_level)
                .ok_or(FacetFault::UnknownValue("service_level"))?,
        };
        let submitted = required(facet.submit_time.as_ref(), "submit_time")?;
        let rejected = optional(facet.reject_time.as_ref(), "reject_time")?;
        let accepted = optional(facet.accept_time.as_ref(), "accept_time")?;
        let intake = match (rejected, accepted) {
            (Some(_), Some(_)) => return Err(FacetFault::RejectedYet("accept_time")),
            (None, None) => {
                handled(facet).map_or(Ok(()), |field| Err(FacetFault::NotAccepted(field)))?;
                Intake::Undecided
            }
            (Some(rejected), None) => {
                handled(facet).map_or(Ok(()), |field| Err(FacetFault::RejectedYet(field)))?;
                in_order(&submitted, &rejected, "reject_time")?;
                Intake::Rejected(rejected.day())
            }
            (None, Some(accepted)) => {
                in_order(&submitted, &accepted, "accept_time")?;
                Intake::Accepted(Handling::read(facet, accepted)?)
            }
        };
        Ok(Self {
            cell,
            submitted: submitted.day(),
            intake,
        })
    }
}

/// The first field that only an accepted dossier has.
fn handled(facet: &pb::DossierFacet) -> Option<&'static str> {
    if !facet.clock_runs.is_empty() {
        Some("clock_runs")
    } else if facet.closing.is_some() {
        Some("closing")
    } else {
        facet.deliver_time.map(|_| "deliver_time")
    }
}

impl<'a> Handling<'a> {
    fn read(facet: &'a pb::DossierFacet, accepted: Instant) -> Result<Self, FacetFault> {
        let last = clock::check(&facet.clock_runs, accepted)?;
        let closed = facet
            .closing
            .as_ref()
            .map(|closing| Closed::read(closing, last))
            .transpose()?;
        let delivered = match (
            optional(facet.deliver_time.as_ref(), "deliver_time")?,
            closed,
        ) {
            (None, _) => None,
            (Some(_), None) => return Err(FacetFault::NotClosed),
            (Some(delivered), Some(closed)) => {
                in_order(&closed.at, &delivered, "deliver_time")?;
                Some(delivered.day())
            }
        };
        Ok(Self {
            accepted: accepted.day(),
            runs: &facet.clock_runs,
            closed,
            delivered,
        })
    }

    fn contribute(&self, visit: &mut impl FnMut(Measure, NaiveDate, i64)) {
        visit(Measure::Received, self.accepted, 1);
        visit(Measure::Open, self.accepted, 1);
        let mut requested = false;
        for (index, run) in self.runs.iter().enumerate() {
            let run = ClockRun::read(run).expect("DossierLife::read has read every clock run");
            if requested {
                visit(Measure::SupplementReceived, run.start.day(), 1);
                visit(Measure::AwaitingSupplement, run.start.day(), -1);
            }
            if let Some((from, until)) = run.overdue() {
                visit(Measure::OpenOverdue, from, 1);
                if let Some(until) = until {
                    visit(Measure::OpenOverdue, until, -1);
                }
            }
            let is_last = index + 1 == self.runs.len();
            let ended = self.closed.filter(|_| is_last).map(|closed| closed.at);
            let request = run
                .stop
                .filter(|stop| run.is_request || ended != Some(*stop));
            requested = request.is_some();
            if let Some(request) = request.map(Instant::day) {
                visit(Measure::SupplementRequested, request, 1);
                visit(Measure::AwaitingSupplement, request, 1);
            }
        }
        if let Some(closed) = self.closed {
            let day = closed.at.day();
            if requested {
                visit(Measure::AwaitingSupplement, day, -1);
            }
            visit(closed.measure, day, 1);
            visit(Measure::Open, day, -1);
        }
        if let Some(delivered) = self.delivered {
            visit(Measure::Delivered, delivered, 1);
        }
    }
}

impl Closed {
    fn read(closing: &pb::Closing, last: ClockRun) -> Result<Self, FacetFault> {
        let at = required(closing.close_time.as_ref(), "closing.close_time")?;
        let stop = last.stop.ok_or(FacetFault::ClockNotStopped)?;
        in_order(&stop, &at, "closing.close_time")?;
        let outcome = match pb::Outcome::try_from(closing.outcome) {
            Ok(pb::Outcome::Resolved) => Outcome::Resolved,
            Ok(pb::Outcome::Refused) => Outcome::Refused,
            Ok(pb::Outcome::Withdrawn) => Outcome::Withdrawn,
            Ok(pb::Outcome::Unspecified) | Err(_) => {
                return Err(FacetFault::UnknownValue("closing.outcome"));
            }
        };
        Ok(Self {
            at,
            measure: Measure::closed(outcome, last.timeliness(stop)),
        })
    }
}

impl Contribute for DossierLife<'_> {
    fn contribute(&self, visit: &mut impl FnMut(Cell<'_>, Measure, NaiveDate, i64)) {
        let mut visit = |measure, day, weight| visit(self.cell, measure, day, weight);
        visit(Measure::Submitted, self.submitted, 1);
        match &self.intake {
            Intake::Undecided => {}
            Intake::Rejected(day) => visit(Measure::IntakeRejected, *day, 1),
            Intake::Accepted(handling) => handling.contribute(&mut visit),
        }
    }
}
