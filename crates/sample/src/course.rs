use chiso_calendar::{VIETNAM, local_day, start_of_day};
use chiso_procedure::ProcedureVersion;
use chrono::{DateTime, TimeDelta, Utc};
use rand::RngExt;

use crate::hours::{Hours, WORKING_DAY};
use crate::lots::pick;
use crate::punctuality::{self, Chances};
use crate::{Dice, Punctuality, SampleFault, Step, StepKind, reason};

/// How long a pause for a supplement lasts at most, in working time.
pub(crate) const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(8 * WORKING_DAY.num_hours());

/// How long a result waits to be handed over at most, in working time.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(3 * WORKING_DAY.num_hours());

/// How long after its due time a late dossier is resolved at most, in working time.
const LONGEST_DELAY: TimeDelta = TimeDelta::hours(5 * WORKING_DAY.num_hours());

/// A window with less work in it than this is too narrow for a resolution.
const NARROWEST: TimeDelta = TimeDelta::minutes(10);

/// Quá trình giải quyết: the steps of one dossier so far, with the due time that the service will compute.
///
/// What it is asked to do next happens after its last step, at working time, within the period; it answers false, and does nothing, if
/// there is no room for it.
#[derive(Clone, Debug)]
pub(crate) struct Course<'a> {
    hours: Hours<'a>,
    version: &'a ProcedureVersion,
    steps: Vec<Step>,
    due: DateTime<Utc>,
}

impl<'a> Course<'a> {
    /// A dossier that was submitted and goes by `version` once it is accepted.
    pub fn submitted(hours: Hours<'a>, version: &'a ProcedureVersion, at: DateTime<Utc>) -> Self {
        let mut course = Self {
            hours,
            version,
            steps: Vec::new(),
            due: at,
        };
        course.push(StepKind::Submitted, at, None);
        course
    }

    /// A dossier accepted under `version` whose steps up to now are known.
    pub fn replay(hours: Hours<'a>, version: &'a ProcedureVersion, steps: &[Step]) -> Self {
        let mut course = Self {
            hours,
            version,
            steps: Vec::new(),
            due: hours.start(),
        };
        for step in steps {
            course.push(step.kind, step.occur_time.to_utc(), step.reason.as_deref());
        }
        course
    }

    /// When it was submitted.
    pub fn submit_time(&self) -> DateTime<Utc> {
        self.steps[0].occur_time.to_utc()
    }

    /// The due time in force.
    pub fn due(&self) -> DateTime<Utc> {
        self.due
    }

    /// Working time that the office has left; negative once the dossier is overdue.
    pub fn time_left(&self) -> TimeDelta {
        let calendar = self.hours.calendar;
        calendar.working_time_between(self.open_from(), self.due)
    }

    /// The steps so far, oldest first.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub fn is_awaiting_supplement(&self) -> bool {
        let last = self.steps.last();
        last.is_some_and(|step| step.kind == StepKind::SupplementRequested)
    }

    pub fn into_steps(self) -> Vec<Step> {
        self.steps
    }

    /// Which classes a resolution can be of.
    fn chances(&self) -> Chances {
        let open = |class| self.window(class).is_some();
        Chances {
            early: open(Punctuality::Early),
            on_time: open(Punctuality::OnTime),
            late: open(Punctuality::Late),
            late_weight: self.time_left().num_seconds().max(0).cast_unsigned() + 1,
        }
    }

    pub fn accept(&mut self, at: DateTime<Utc>) {
        self.push(StepKind::Accepted, at, None);
    }

    pub fn reject(&mut self, dice: &mut Dice, at: DateTime<Utc>) {
        let reason = pick(dice, reason::REJECTED);
        self.push(StepKind::IntakeRejected, at, Some(reason));
    }

    pub fn resolve(&mut self, dice: &mut Dice, class: Punctuality) -> bool {
        let window = self.window(class);
        let at = window.and_then(|(from, until)| self.hours.between(dice, from, until));
        self.push_if(StepKind::Resolved, at, None)
    }

    pub fn refuse(&mut self, dice: &mut Dice) -> bool {
        let (at, reason) = (self.before_due(dice), pick(dice, reason::REFUSED));
        self.push_if(StepKind::Refused, at, Some(reason))
    }

    pub fn withdraw(&mut self, dice: &mut Dice) -> bool {
        let (at, reason) = (self.before_due(dice), pick(dice, reason::WITHDRAWN));
        self.push_if(StepKind::Withdrawn, at, Some(reason))
    }

    pub fn ask_for_supplement(&mut self, dice: &mut Dice) -> bool {
        let at = self.within(dice, self.time_left() / 2);
        let reason = pick(dice, reason::SUPPLEMENT);
        self.push_if(StepKind::SupplementRequested, at, Some(reason))
    }

    pub fn receive_supplement(&mut self, dice: &mut Dice) -> bool {
        let at = self.within(dice, LONGEST_PAUSE);
        self.push_if(StepKind::SupplementReceived, at, None)
    }

    /// Hands the result over with a chance of so many per cent. What is not handed over within the period stays at the desk.
    pub fn hand_over(&mut self, dice: &mut Dice, percent: u32) {
        if dice.random_ratio(percent, 100) {
            let until = self
                .hours
                .calendar
                .add_working_time(self.open_from(), LONGEST_WAIT);
            let at = self.hours.between(dice, self.open_from(), until);
            self.push_if(
                StepKind::Delivered,
                at.filter(|at| *at < self.hours.end()),
                None,
            );
        }
    }

    /// When the next step can be at the earliest.
    fn open_from(&self) -> DateTime<Utc> {
        let last = self.steps.last().map(|step| step.occur_time.to_utc());
        last.map_or(self.hours.start(), |last| last.max(self.hours.start()))
    }

    /// The window in which a resolution is of the class; none if it is too narrow.
    fn window(&self, class: Punctuality) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let due_day = start_of_day(local_day(self.due));
        let open_from = self.open_from();
        let (from, until) = match class {
            Punctuality::Early => (open_from, due_day),
            Punctuality::OnTime => (due_day.max(open_from), self.due),
            Punctuality::Late => {
                let from = self.due.max(open_from);
                (
                    from,
                    self.hours.calendar.add_working_time(from, LONGEST_DELAY),
                )
            }
        };
        let until = until.min(self.hours.end());
        let room = self.hours.calendar.working_time_between(from, until);
        (room >= NARROWEST).then_some((from, until))
    }

    /// A working instant before the due time or, if that has passed, soon.
    fn before_due(&self, dice: &mut Dice) -> Option<DateTime<Utc>> {
        self.within(dice, self.time_left().max(WORKING_DAY))
    }

    /// A working instant within so much working time.
    fn within(&self, dice: &mut Dice, span: TimeDelta) -> Option<DateTime<Utc>> {
        let until = self.hours.calendar.add_working_time(self.open_from(), span);
        self.hours
            .between(dice, self.open_from(), until.min(self.hours.end()))
    }

    fn push_if(&mut self, kind: StepKind, at: Option<DateTime<Utc>>, reason: Option<&str>) -> bool {
        if let Some(at) = at {
            self.push(kind, at, reason);
        }
        at.is_some()
    }

    /// Adds a step and moves the due time as the service will.
    fn push(&mut self, kind: StepKind, at: DateTime<Utc>, reason: Option<&str>) {
        let (calendar, limit) = (self.hours.calendar, self.version.time_limit);
        match (kind, self.steps.last()) {
            (StepKind::Accepted, _) => self.due = calendar.due(at, limit),
            (StepKind::SupplementReceived, Some(request)) => {
                let paused = request.occur_time.to_utc();
                self.due =
                    calendar.due_after_pause(self.due, paused, at, limit, self.version.pause);
            }
            _ => {}
        }
        self.steps.push(Step {
            kind,
            occur_time: at.with_timezone(&VIETNAM),
            reason: reason.map(str::to_owned),
        });
    }
}

/// Resolves dossiers so that exactly so many are early, on time and late.
pub(crate) fn resolve_all(
    dice: &mut Dice,
    courses: &mut [&mut Course<'_>],
    counts: [usize; 3],
) -> Result<(), SampleFault> {
    let chances: Vec<Chances> = courses.iter().map(|course| course.chances()).collect();
    let classes = punctuality::deal(dice, &chances, counts)?;
    for (course, class) in courses.iter_mut().zip(classes) {
        if !course.resolve(dice, class) {
            return Err(SampleFault::NoRoom(class.name()));
        }
    }
    Ok(())
}
