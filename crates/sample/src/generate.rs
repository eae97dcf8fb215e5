use chiso_calendar::WorkCalendar;
use chiso_org::OrgTree;
use chiso_procedure::ProcedureCatalogue;
use rand::SeedableRng;

use crate::hours::Hours;
use crate::{Dice, History, Sample, SampleFault, carried, fresh};

/// Makes the histories that a sample stands for, by time of submission: all newly received dossiers and, from the histories of the
/// `previous` period, those that go on, each with all its steps so far. No step is after the end of the period.
///
/// A sample without `carried` takes no previous histories; pass none.
///
/// # Errors
/// The figures cannot be met with this tree, these procedures and this calendar; see [`SampleFault`].
pub fn generate(
    sample: &Sample,
    previous: &[History],
    tree: &OrgTree,
    procedures: &ProcedureCatalogue,
    calendar: &WorkCalendar,
) -> Result<Vec<History>, SampleFault> {
    let mut dice = Dice::seed_from_u64(sample.seed);
    let hours = Hours {
        calendar,
        period: sample.period(),
    };
    let mut histories = carried::carry_on(&mut dice, sample, hours, previous, procedures)?;
    histories.extend(fresh::file_all(&mut dice, sample, hours, tree, procedures)?);
    histories.sort_by_key(|history| history.steps[0].occur_time);
    Ok(histories)
}
