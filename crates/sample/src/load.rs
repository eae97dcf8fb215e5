use chiso_calendar::{DateRange, WorkCalendar};
use chiso_org::{Level, OrgTree, Unit};
use chiso_procedure::{ProcedureCatalogue, ProcedureCode, ProcedureVersion};
use chrono::NaiveDate;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use crate::course::Course;
use crate::filing::Filing;
use crate::hours::Hours;
use crate::numbering::Numbering;
use crate::{Channel, Dice, History, Punctuality};

/// Makes `n` plausible histories for load tests, in no order, each as it stands at the end of the `range`: every kind of step, every
/// channel, every procedure that is valid and every unit with a code that exists during the whole range.
///
/// The codes are unique among the histories of one call.
pub fn generate_load<'a>(
    seed: u64,
    n: usize,
    range: DateRange,
    tree: &'a OrgTree,
    procedures: &'a ProcedureCatalogue,
    calendar: &'a WorkCalendar,
) -> Load<'a> {
    let throughout =
        |valid: &dyn Fn(NaiveDate) -> bool| valid(range.from) && valid(range.last_day());
    let exists =
        |unit: &&Unit| throughout(&|day| unit.valid_on(day)) && unit.code_on(range.from).is_some();
    let units: Vec<&Unit> = tree.units().filter(exists).collect();
    let of_level = |level: Level| -> Vec<&Unit> {
        let is_of = |unit: &&&Unit| unit.level_on(range.from) == level;
        units.iter().filter(is_of).copied().collect()
    };
    let offers = procedures.iter().filter_map(|(procedure, versions)| {
        let version = versions
            .iter()
            .find(|version| throughout(&|day| version.valid_on(day)))?;
        let units = of_level(version.level);
        (!units.is_empty()).then_some(Offer {
            procedure,
            version,
            units,
        })
    });
    let hours = Hours {
        calendar,
        period: range,
    };
    Load {
        dice: Dice::seed_from_u64(seed),
        left: n,
        offers: offers.collect(),
        days: hours.days(),
        hours,
        numbering: Numbering::new(tree),
    }
}

/// Histories for load tests; see [`generate_load`]. Ends at once if nobody offers anything in the range or nobody works.
#[derive(Debug)]
pub struct Load<'a> {
    dice: Dice,
    left: usize,
    offers: Vec<Offer<'a>>,
    days: Vec<NaiveDate>,
    hours: Hours<'a>,
    numbering: Numbering<'a>,
}

#[derive(Debug)]
struct Offer<'a> {
    procedure: &'a ProcedureCode,
    version: &'a ProcedureVersion,
    units: Vec<&'a Unit>,
}

impl Iterator for Load<'_> {
    type Item = History;

    fn next(&mut self) -> Option<History> {
        self.left = self.left.checked_sub(1)?;
        let dice = &mut self.dice;
        let offer = self.offers.choose(dice)?;
        let filing = Filing {
            procedure: offer.procedure,
            version: offer.version,
            receiving: offer.units.choose(dice)?.id(),
            competent: None,
            channel: channel(dice, offer.version),
        };
        let day = *self.days.choose(dice)?;
        let (mut course, opened) = filing.submit(dice, self.hours, day);
        if dice.random_ratio(2, 100) {
            course.reject(dice, opened);
        } else {
            course.accept(opened);
            run(dice, &mut course);
        }
        let code = self.numbering.next(filing.receiving, course.submit_time());
        Some(filing.write(dice, code, course))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.left))
    }
}

fn channel(dice: &mut Dice, version: &ProcedureVersion) -> Channel {
    match dice.random_range(0..100) {
        0..5 => Channel::Post,
        5..45 if version.service_level.is_online() => Channel::Online,
        _ => Channel::InPerson,
    }
}

/// Lets an accepted dossier take its way. Where the range leaves no room for a step, it stays as it is.
fn run(dice: &mut Dice, course: &mut Course<'_>) {
    if dice.random_ratio(6, 100) && course.ask_for_supplement(dice) {
        let answered = dice.random_ratio(9, 10) && course.receive_supplement(dice);
        if !answered {
            return;
        }
    }
    let class = match dice.random_range(0..100) {
        0..60 => Punctuality::Early,
        60..88 => Punctuality::OnTime,
        88..93 => Punctuality::Late,
        outcome => {
            match outcome {
                93 => course.refuse(dice),
                94..96 => course.withdraw(dice),
                _ => false,
            };
            return;
        }
    };
    // A dossier that is due on the day of its acceptance cannot be early.
    if course.resolve(dice, class) || course.resolve(dice, Punctuality::OnTime) {
        course.hand_over(dice, 95);
    }
}
