//! A naive count of histories as of the end of a period.

use std::collections::BTreeSet;

use chiso_calendar::{DateRange, local_day, start_of_day};
use chiso_sample::{Channel, History, Punctuality, StepKind};

use crate::world::{World, accepted};

/// Figures of the dossiers received within the days given, as they stand at the end.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub received: usize,
    pub online: usize,
    pub in_person: usize,
    pub early: usize,
    pub on_time: usize,
    pub late: usize,
    pub pending_in_time: usize,
    pub pending_overdue: usize,
    pub awaiting_supplement: usize,
    pub refused: usize,
    pub withdrawn: usize,
    pub supplemented: usize,
    pub delivered: usize,
    pub of_online_procedures: usize,
    pub online_procedures_used: usize,
}

impl Count {
    pub fn of<'a>(
        world: &World,
        histories: impl Iterator<Item = &'a History>,
        range: DateRange,
    ) -> Self {
        let mut count = Self::default();
        let mut used = BTreeSet::new();
        for history in histories {
            if !accepted(history).is_some_and(|at| range.contains(local_day(at))) {
                continue;
            }
            count.received += 1;
            count.of_online_procedures +=
                usize::from(world.version(history).service_level.is_online());
            if history.channel == Channel::Online {
                count.online += 1;
                used.insert(&history.procedure_code);
            } else {
                count.in_person += 1;
            }
            count.outcome(world, history, range);
        }
        count.online_procedures_used = used.len();
        count
    }

    fn outcome(&mut self, world: &World, history: &History, range: DateRange) {
        let has = |kind| history.steps.iter().any(|step| step.kind == kind);
        let due = world.due(history).expect("an accepted dossier");
        let class = match (
            history.steps[history.steps.len() - 1].kind,
            world.punctuality(history),
        ) {
            (StepKind::SupplementRequested, _) => &mut self.awaiting_supplement,
            (StepKind::Refused, _) => &mut self.refused,
            (StepKind::Withdrawn, _) => &mut self.withdrawn,
            (_, Some(Punctuality::Early)) => &mut self.early,
            (_, Some(Punctuality::OnTime)) => &mut self.on_time,
            (_, Some(Punctuality::Late)) => &mut self.late,
            (_, None) if due < start_of_day(range.until) => &mut self.pending_overdue,
            (_, None) => &mut self.pending_in_time,
        };
        *class += 1;
        self.supplemented +=
            usize::from(has(StepKind::Resolved) && has(StepKind::SupplementReceived));
        self.delivered += usize::from(has(StepKind::Delivered));
    }
}
