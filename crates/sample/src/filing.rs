use std::ops::Range;

use chiso_org::{Level, OrgTree, UnitId};
use chiso_procedure::{ProcedureCatalogue, ProcedureCode, ProcedureVersion};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rand::RngExt;

use crate::applicant::invent;
use crate::course::Course;
use crate::hours::{Hours, WORKING_DAY};
use crate::lots::choose;
use crate::{Channel, Desk, Dice, History, Sample, SampleFault};

/// Hồ sơ nộp vào: a dossier as it comes to a desk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filing<'a> {
    pub procedure: &'a ProcedureCode,
    pub version: &'a ProcedureVersion,
    pub receiving: &'a UnitId,
    pub competent: Option<&'a UnitId>,
    pub channel: Channel,
}

impl<'a> Filing<'a> {
    /// Submits the dossier so that it can be accepted on a working day, at the second of the two times: at the desk some minutes later,
    /// otherwise within days. Whatever does not come to the desk is submitted at any hour.
    pub fn submit(
        self,
        dice: &mut Dice,
        hours: Hours<'a>,
        day: NaiveDate,
    ) -> (Course<'a>, DateTime<Utc>) {
        let opening = TimeDelta::minutes(30).num_seconds();
        let worked = dice.random_range(opening..WORKING_DAY.num_seconds());
        let accepted = hours.on_day(day, TimeDelta::seconds(worked));
        let mut ago = |minutes: Range<i64>| {
            let seconds = dice.random_range(minutes.start * 60..minutes.end * 60);
            (accepted - TimeDelta::seconds(seconds)).max(hours.start())
        };
        let submitted = match self.channel {
            Channel::InPerson => {
                let waited = dice.random_range(120..opening);
                hours.on_day(day, TimeDelta::seconds(worked - waited))
            }
            Channel::Online => ago(15..20 * 60),
            Channel::Post => ago(24 * 60..72 * 60),
        };
        (Course::submitted(hours, self.version, submitted), accepted)
    }

    /// The history of the dossier, with an invented applicant.
    pub fn write(self, dice: &mut Dice, code: String, course: Course<'_>) -> History {
        History {
            code,
            procedure_code: self.procedure.clone(),
            receiving_unit_id: self.receiving.clone(),
            competent_unit_id: self.competent.cloned(),
            channel: self.channel,
            applicant: invent(dice),
            steps: course.into_steps(),
        }
    }
}

/// Every filing of the sample, in the order of its file.
pub(crate) fn of_sample<'a>(
    dice: &mut Dice,
    sample: &'a Sample,
    tree: &OrgTree,
    procedures: &'a ProcedureCatalogue,
) -> Result<Vec<Filing<'a>>, SampleFault> {
    let mut desks = Vec::new();
    for desk in &sample.desks {
        desks.push((level_of(desk, tree, sample.from)?, desk));
    }
    let mut filings = Vec::with_capacity(sample.received.total);
    for share in &sample.received.procedures {
        let last_day = sample.period().last_day();
        let version = procedures
            .version_on(share.code.as_str(), sample.from)
            .filter(|version| version.valid_on(last_day))
            .ok_or_else(|| SampleFault::Procedure(share.code.clone()))?;
        if share.online > 0 && !version.service_level.is_online() {
            return Err(SampleFault::NotOnline(share.code.clone()));
        }
        let takes: Vec<&Desk> = desks
            .iter()
            .filter(|(level, _)| *level == version.level)
            .map(|(_, desk)| *desk)
            .collect();
        let online = std::iter::repeat_n(Channel::Online, share.online);
        for channel in std::iter::repeat_n(Channel::InPerson, share.in_person).chain(online) {
            let desk = choose(dice, &takes, |desk| desk.weight)
                .ok_or_else(|| SampleFault::NoDesk(share.code.clone()))?;
            filings.push(Filing {
                procedure: &share.code,
                version,
                receiving: &desk.unit,
                competent: desk.competent.as_ref(),
                channel,
            });
        }
    }
    Ok(filings)
}

/// Level of the procedures that a desk takes.
fn level_of(desk: &Desk, tree: &OrgTree, day: NaiveDate) -> Result<Level, SampleFault> {
    let find = |id: &UnitId| {
        let unit = tree.get(id.as_str()).filter(|unit| unit.valid_on(day));
        unit.ok_or_else(|| SampleFault::Unit(id.clone()))
    };
    let receiving = find(&desk.unit)?;
    if receiving.code_on(day).is_none() {
        return Err(SampleFault::Unit(desk.unit.clone()));
    }
    let competent = desk.competent.as_ref().map_or(Ok(receiving), find)?;
    Ok(competent.level_on(day))
}
