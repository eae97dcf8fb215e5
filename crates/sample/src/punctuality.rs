use chiso_calendar::local_day;
use chrono::{DateTime, Utc};

use crate::lots::Lots;
use crate::{Dice, SampleFault};

/// Trước hạn, đúng hạn, quá hạn: a resolved dossier against its due time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Punctuality {
    /// Trước hạn: resolved on a calendar day before the due day.
    Early,
    /// Đúng hạn: resolved on the due day, not after the due time.
    OnTime,
    /// Quá hạn: resolved later.
    Late,
}

impl Punctuality {
    /// Class of a dossier that was resolved at `resolved` and due at `due`.
    pub fn of(resolved: DateTime<Utc>, due: DateTime<Utc>) -> Self {
        if local_day(resolved) < local_day(due) {
            Self::Early
        } else if resolved <= due {
            Self::OnTime
        } else {
            Self::Late
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Early => "early",
            Self::OnTime => "on time",
            Self::Late => "late",
        }
    }
}

/// Which classes the calendar leaves open to a dossier, and how readily it is late.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chances {
    pub early: bool,
    pub on_time: bool,
    pub late: bool,
    pub late_weight: u64,
}

impl Chances {
    fn must_be_late(&self) -> bool {
        !self.early && !self.on_time
    }
}

/// Deals out exactly so many of each class (early, on time, late) among as many dossiers, to each one that is open to it.
pub(crate) fn deal(
    dice: &mut Dice,
    chances: &[Chances],
    [early, on_time, late]: [usize; 3],
) -> Result<Vec<Punctuality>, SampleFault> {
    let mut dealt: Vec<Punctuality> = chances
        .iter()
        .map(|chances| match (chances.must_be_late(), chances.early) {
            (true, _) => Punctuality::Late,
            (false, true) => Punctuality::Early,
            (false, false) => Punctuality::OnTime,
        })
        .collect();
    let weights = chances.iter().map(|chances| {
        let choice = chances.late && !chances.must_be_late();
        if choice { chances.late_weight } else { 0 }
    });
    let lots = Lots::new(weights.collect());
    fill(dice, &mut dealt, lots, Punctuality::Late, late)?;
    let weights = chances
        .iter()
        .zip(&dealt)
        .map(|(chances, dealt)| u64::from(*dealt == Punctuality::Early && chances.on_time));
    let lots = Lots::new(weights.collect());
    fill(dice, &mut dealt, lots, Punctuality::OnTime, on_time)?;
    let is_early = |class: &&Punctuality| **class == Punctuality::Early;
    if dealt.iter().filter(is_early).count() == early {
        Ok(dealt)
    } else {
        Err(SampleFault::NoRoom("early"))
    }
}

/// Draws dossiers into a class until it has `count`.
fn fill(
    dice: &mut Dice,
    dealt: &mut [Punctuality],
    mut lots: Lots,
    class: Punctuality,
    count: usize,
) -> Result<(), SampleFault> {
    let name = class.name();
    let held = dealt.iter().filter(|dealt| **dealt == class).count();
    let wanted = count.checked_sub(held).ok_or(SampleFault::NoRoom(name))?;
    for _ in 0..wanted {
        let index = lots.draw(dice).ok_or(SampleFault::NoRoom(name))?;
        dealt[index] = class;
    }
    Ok(())
}
