//! What newly received dossiers have come to at the end of the period, and on which days such dossiers can have been accepted.

use std::collections::HashMap;

use chiso_procedure::{ProcedureCode, ProcedureVersion};
use chrono::{NaiveDate, TimeDelta};

use crate::filing::Filing;
use crate::hours::{Hours, WORKING_DAY};
use crate::lots::Lots;
use crate::{Dice, Sample, SampleFault};

/// What a dossier has come to at the end of the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fate {
    Resolved,
    PendingInTime,
    PendingOverdue,
    Awaiting,
    Refused,
    Withdrawn,
}

impl Fate {
    pub fn name(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::PendingInTime => "pending in time",
            Self::PendingOverdue => "pending overdue",
            Self::Awaiting => "awaiting a supplement",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Dossiers that are overdue or wait for a supplement at the end of the period were accepted at most this long before.
const OLDEST_OPEN: TimeDelta = TimeDelta::days(45);

/// What a procedure's time limit leaves to its dossiers.
#[derive(Debug)]
pub(crate) struct Room {
    /// The limit in working seconds: the longer it is, the more of a procedure's dossiers are open at any time.
    weight: u64,
    resolved: Vec<NaiveDate>,
    in_time: Vec<NaiveDate>,
    overdue: Vec<NaiveDate>,
    awaiting: Vec<NaiveDate>,
    ended: Vec<NaiveDate>,
}

impl Room {
    fn of(version: &ProcedureVersion, hours: Hours<'_>) -> Self {
        let days = hours.days();
        let closing = WORKING_DAY - TimeDelta::seconds(1);
        let due = |day, worked| {
            hours
                .calendar
                .due(hours.on_day(day, worked), version.time_limit)
        };
        let first_due = |day| due(day, TimeDelta::seconds(1));
        let last_due = |day| due(day, closing);
        let among = |holds: &dyn Fn(NaiveDate) -> bool| -> Vec<NaiveDate> {
            days.iter().copied().filter(|day| holds(*day)).collect()
        };
        let end = hours.end();
        let recent = |day: NaiveDate| hours.period.until - day <= OLDEST_OPEN;
        // Somebody has to get round to asking or refusing.
        let has_a_day_left = |day: NaiveDate| {
            hours
                .calendar
                .working_time_between(hours.on_day(day, closing), end)
                > WORKING_DAY
        };
        Self {
            weight: days.first().map_or(0, |day| {
                let opening = hours.on_day(*day, TimeDelta::seconds(1));
                let limit = hours
                    .calendar
                    .working_time_between(opening, first_due(*day));
                limit.num_seconds().max(0).cast_unsigned()
            }),
            resolved: among(&|day| last_due(day) < end),
            in_time: among(&|day| first_due(day) >= end),
            overdue: among(&|day| last_due(day) < end && recent(day)),
            awaiting: among(&|day| recent(day) && has_a_day_left(day)),
            ended: among(&has_a_day_left),
        }
    }

    /// The days on which a dossier of that fate can have been accepted.
    pub fn days(&self, fate: Fate) -> &[NaiveDate] {
        match fate {
            Fate::Resolved => &self.resolved,
            Fate::PendingInTime => &self.in_time,
            Fate::PendingOverdue => &self.overdue,
            Fate::Awaiting => &self.awaiting,
            Fate::Refused | Fate::Withdrawn => &self.ended,
        }
    }
}

/// The room of every procedure that occurs.
pub(crate) fn rooms<'a>(
    filings: &[Filing<'a>],
    hours: Hours<'_>,
) -> HashMap<&'a ProcedureCode, Room> {
    let mut rooms = HashMap::new();
    for filing in filings {
        rooms
            .entry(filing.procedure)
            .or_insert_with(|| Room::of(filing.version, hours));
    }
    rooms
}

/// Deals out exactly as many fates of each kind as the sample states, in the order of the filings.
pub(crate) fn deal(
    dice: &mut Dice,
    sample: &Sample,
    filings: &[Filing<'_>],
    rooms: &HashMap<&ProcedureCode, Room>,
) -> Result<Vec<Fate>, SampleFault> {
    let counts = &sample.unresolved;
    let mut fates = vec![Fate::Resolved; filings.len()];
    for (fate, count) in [
        (Fate::PendingInTime, counts.pending_in_time),
        (Fate::PendingOverdue, counts.pending_overdue),
        (Fate::Awaiting, counts.awaiting_supplement),
        (Fate::Refused, counts.refused),
        (Fate::Withdrawn, counts.withdrawn),
    ] {
        let weights = filings.iter().zip(&fates).map(|(filing, dealt)| {
            let room = &rooms[filing.procedure];
            let free = *dealt == Fate::Resolved && !room.days(fate).is_empty();
            if free { room.weight } else { 0 }
        });
        let mut lots = Lots::new(weights.collect());
        for _ in 0..count {
            let index = lots.draw(dice).ok_or(SampleFault::NoRoom(fate.name()))?;
            fates[index] = fate;
        }
    }
    Ok(fates)
}
