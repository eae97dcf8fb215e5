//! Dossiers of an earlier period that go on.

use chiso_procedure::{ProcedureCatalogue, ProcedureVersion};
use chrono::TimeDelta;
use rand::seq::SliceRandom;

use crate::course::{Course, resolve_all};
use crate::hours::Hours;
use crate::{Carried, Dice, History, Sample, SampleFault, Step, StepKind};

/// Results that nobody fetched within this time stay at the desk for good.
const FETCHED_WITHIN: TimeDelta = TimeDelta::days(14);

/// The histories that see a step in the period, with all their steps.
pub(crate) fn carry_on(
    dice: &mut Dice,
    sample: &Sample,
    hours: Hours<'_>,
    previous: &[History],
    procedures: &ProcedureCatalogue,
) -> Result<Vec<History>, SampleFault> {
    let mut open = Vec::new();
    let mut moved = Vec::new();
    for history in previous {
        let Some(last) = history.steps.last() else {
            continue;
        };
        match last.kind {
            StepKind::Accepted | StepKind::SupplementReceived | StepKind::SupplementRequested => {
                open.push((history, replay(history, hours, procedures)?));
            }
            StepKind::Resolved if hours.start() - last.occur_time.to_utc() <= FETCHED_WITHIN => {
                let mut course = replay(history, hours, procedures)?;
                course.hand_over(dice, sample.delivered_percent);
                moved.push((history, course));
            }
            _ => {}
        }
    }
    if let Some(carried) = &sample.carried {
        moved.extend(go_on(dice, sample, carried, open)?);
    }
    let with_steps = |(history, course): (&History, Course<'_>)| History {
        steps: course.into_steps(),
        ..history.clone()
    };
    moved.retain(|(history, course)| course.steps().len() > history.steps.len());
    Ok(moved.into_iter().map(with_steps).collect())
}

fn replay<'a>(
    history: &History,
    hours: Hours<'a>,
    procedures: &'a ProcedureCatalogue,
) -> Result<Course<'a>, SampleFault> {
    let version = accepted_under(history, procedures);
    let version = version.ok_or_else(|| SampleFault::Procedure(history.procedure_code.clone()))?;
    Ok(Course::replay(hours, version, &history.steps))
}

/// A dossier keeps the version under which it was accepted.
fn accepted_under<'a>(
    history: &History,
    procedures: &'a ProcedureCatalogue,
) -> Option<&'a ProcedureVersion> {
    let is_acceptance = |step: &&Step| step.kind == StepKind::Accepted;
    let accepted = history.steps.iter().find(is_acceptance)?;
    let day = accepted.occur_time.date_naive();
    procedures.version_on(history.procedure_code.as_str(), day)
}

type Open<'a> = (&'a History, Course<'a>);

/// Takes the open dossiers on, except those that stay as they are.
fn go_on<'a>(
    dice: &mut Dice,
    sample: &Sample,
    carried: &Carried,
    open: Vec<Open<'a>>,
) -> Result<Vec<Open<'a>>, SampleFault> {
    let (stated, counted) = (carried.total(), open.len());
    if stated != counted {
        return Err(SampleFault::Sum {
            what: "carried",
            stated,
            counted,
        });
    }
    let (awaiting, pending): (Vec<_>, Vec<_>) = open
        .into_iter()
        .partition(|(_, course)| course.is_awaiting_supplement());
    let mut going = leave(dice, awaiting, carried.awaiting_supplement)?;
    for (_, course) in &mut going {
        if !course.receive_supplement(dice) {
            return Err(SampleFault::NoRoom("supplemented"));
        }
    }
    going.extend(leave(dice, pending, carried.pending)?);
    going.shuffle(dice);

    let (ended, resolved) = going.split_at_mut(carried.refused + carried.withdrawn);
    for (index, (_, course)) in ended.iter_mut().enumerate() {
        let (in_room, name) = if index < carried.refused {
            (course.refuse(dice), "refused")
        } else {
            (course.withdraw(dice), "withdrawn")
        };
        if !in_room {
            return Err(SampleFault::NoRoom(name));
        }
    }
    let counts = [carried.early, carried.on_time, carried.late];
    let mut resolved: Vec<&mut Course<'_>> =
        resolved.iter_mut().map(|(_, course)| course).collect();
    resolve_all(dice, &mut resolved, counts)?;
    for course in resolved {
        course.hand_over(dice, sample.delivered_percent);
    }
    Ok(going)
}

/// Leaves so many of the dossiers, by chance, as they are; the others go on.
fn leave<'a>(
    dice: &mut Dice,
    mut open: Vec<Open<'a>>,
    count: usize,
) -> Result<Vec<Open<'a>>, SampleFault> {
    open.shuffle(dice);
    if count > open.len() {
        return Err(SampleFault::NoRoom("left open"));
    }
    Ok(open.split_off(count))
}
