//! Dossiers newly received in the period.

use chiso_org::OrgTree;
use chiso_procedure::ProcedureCatalogue;
use chrono::{Datelike, NaiveDate};

use crate::course::{Course, LONGEST_PAUSE, resolve_all};
use crate::fate::{self, Fate};
use crate::filing::{self, Filing};
use crate::hours::{Hours, WORKING_DAY};
use crate::lots::{Lots, choose};
use crate::numbering::Numbering;
use crate::{Dice, History, Sample, SampleFault};

/// Makes them, in the order of submission.
pub(crate) fn file_all(
    dice: &mut Dice,
    sample: &Sample,
    hours: Hours<'_>,
    tree: &OrgTree,
    procedures: &ProcedureCatalogue,
) -> Result<Vec<History>, SampleFault> {
    let filings = filing::of_sample(dice, sample, tree, procedures)?;
    let rooms = fate::rooms(&filings, hours);
    let fates = fate::deal(dice, sample, &filings, &rooms)?;
    let weight = |day: NaiveDate| {
        let weekday = day.weekday().num_days_from_monday();
        sample.weekday_weights[weekday as usize]
    };
    let mut courses = Vec::with_capacity(filings.len());
    for (filing, fate) in filings.iter().zip(&fates) {
        let days = rooms[filing.procedure].days(*fate);
        let day = choose(dice, days, weight).ok_or(SampleFault::NoRoom(fate.name()))?;
        let (mut course, accepted) = filing.submit(dice, hours, day);
        course.accept(accepted);
        courses.push(course);
    }
    resolve(dice, sample, hours, &fates, &mut courses)?;
    for (course, fate) in courses.iter_mut().zip(&fates) {
        let in_room = match fate {
            Fate::Resolved => {
                course.hand_over(dice, sample.delivered_percent);
                true
            }
            Fate::PendingInTime | Fate::PendingOverdue => true,
            Fate::Awaiting => course.ask_for_supplement(dice),
            Fate::Refused => course.refuse(dice),
            Fate::Withdrawn => course.withdraw(dice),
        };
        if !in_room {
            return Err(SampleFault::NoRoom(fate.name()));
        }
    }
    Ok(write_out(dice, tree, &filings, courses))
}

fn resolve(
    dice: &mut Dice,
    sample: &Sample,
    hours: Hours<'_>,
    fates: &[Fate],
    courses: &mut [Course<'_>],
) -> Result<(), SampleFault> {
    let with_fates = courses.iter_mut().zip(fates);
    let resolved = with_fates.filter(|(_, fate)| **fate == Fate::Resolved);
    let mut resolved: Vec<&mut Course<'_>> = resolved.map(|(course, _)| course).collect();

    let weights = resolved
        .iter()
        .map(|course| supplement_weight(course, hours));
    let mut lots = Lots::new(weights.collect());
    for _ in 0..sample.resolved.supplemented {
        let index = lots.draw(dice);
        let course = index.and_then(|index| resolved.get_mut(index));
        let in_room = course.is_some_and(|course| {
            course.ask_for_supplement(dice) && course.receive_supplement(dice)
        });
        if !in_room {
            return Err(SampleFault::NoRoom("supplemented"));
        }
    }

    let counts = &sample.resolved;
    let counts = [counts.early, counts.on_time, counts.late];
    resolve_all(dice, &mut resolved, counts)
}

/// Supplements are asked for where there is time: the limit has at least two days, and the clock may start again after the pause.
fn supplement_weight(course: &Course<'_>, hours: Hours<'_>) -> u64 {
    let left = course.time_left();
    let latest_due = hours
        .calendar
        .add_working_time(course.due(), LONGEST_PAUSE + left);
    if left >= WORKING_DAY * 2 && latest_due < hours.end() {
        left.num_seconds().cast_unsigned()
    } else {
        0
    }
}

fn write_out<'a>(
    dice: &mut Dice,
    tree: &'a OrgTree,
    filings: &[Filing<'a>],
    courses: Vec<Course<'_>>,
) -> Vec<History> {
    let mut filed: Vec<(&Filing<'a>, Course<'_>)> = filings.iter().zip(courses).collect();
    filed.sort_by_key(|(_, course)| course.submit_time());
    let mut numbering = Numbering::new(tree);
    let mut histories = Vec::with_capacity(filed.len());
    for (filing, course) in filed {
        let code = numbering.next(filing.receiving, course.submit_time());
        histories.push(filing.write(dice, code, course));
    }
    histories
}
